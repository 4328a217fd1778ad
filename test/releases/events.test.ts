// Events tell what happens while it happens.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { internal } from "../../lab/internal.ts";
import { runScript } from "../../lab/process.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { Watcher } from "../../lab/watcher.ts";
import { root } from "../../project/project.ts";
import type { HelmEvent } from "../../src/index.ts";
import type { KubeObject } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

const stage = new Stage(shopChart);

/** An event in a line, without its time. */
function line(event: HelmEvent): string {
  switch (event.type) {
    case "phase":
      return `phase ${event.phase}`;
    case "resource":
      return `${event.kind} ${event.name} ${event.action}`;
    case "readiness":
      return `${event.kind} ${event.name} ${event.status}`;
    case "tried":
      return `${event.kind} ${event.name} tried`;
    case "drift":
      return `drift of ${event.objects.length}`;
    case "hook":
      return `hook ${event.hook.name} ${event.status}`;
    case "hookLog":
      return `hook ${event.hook.name}: ${event.line}`;
    case "record":
      return `record ${event.revision} ${event.status}`;
    case "warning":
      return `warning ${event.message}`;
    case "download":
      return `download ${event.url}`;
    case "log":
      return `log ${event.message}`;
    case "dropped":
      return `dropped ${event.count}`;
  }
}

interface Job extends KubeObject {
  status?: { active?: number; completionTime?: string };
}

describe.concurrent("events", () => {
  test.concurrent("of the first kind come while the second is still being written", async () => {
    await using fixture = await stage.fixture();
    using held = fixture.proxy.hold(fixture.mine("PATCH", /\/services\/web/));
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, { onEvent: watcher.onEvent });
    await Promise.race([held.hit, operation]);
    await watcher.seen((event) => line(event) === "ConfigMap config created");
    expect(watcher.events.map(line)).not.toContain("Service web created");
    expect(Bun.peek.status(operation)).toBe("pending");
    held.release();
    await operation;
    const written = watcher.events.filter(({ type }) => type === "resource").map(line);
    expect(written).toEqual(["ConfigMap config created", "Service web created", "Deployment web created"]);
  });

  test.concurrent("tell what an upgrade and an uninstall do to each object", async () => {
    await using fixture = await stage.fixture();
    await fixture.helm.releases.install("shop", stage.chart);
    const written = async (start: (watcher: Watcher) => Promise<unknown>): Promise<string[]> => {
      const watcher = new Watcher();
      await start(watcher);
      return watcher.events.filter(({ type }) => type === "resource").map(line);
    };
    expect(
      await written(({ onEvent }) =>
        fixture.helm.releases.upgrade("shop", stage.chart, { values: { text: "new" }, onEvent }),
      ),
    ).toEqual(["ConfigMap config configured", "Service web unchanged", "Deployment web unchanged"]);
    const deleted = await written(({ onEvent }) => fixture.helm.releases.uninstall("shop", { onEvent }));
    expect(deleted.sort()).toEqual(["ConfigMap config deleted", "Deployment web deleted", "Service web deleted"]);
  });

  test.concurrent("name what is waited for, from not ready to ready", async () => {
    await using fixture = await stage.fixture();
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ pod: { readyAfter: 1500 } }),
      onEvent: watcher.onEvent,
    });
    const seen = watcher.seen((event) => line(event) === "Deployment web InProgress");
    const event = await Promise.race([seen, operation.then(() => undefined)]);
    expect(event).toMatchObject({ apiVersion: "apps/v1", namespace: fixture.namespace, name: "web" });
    const deployment = await fixture.cluster.get<KubeObject & { status?: { readyReplicas?: number } }>(
      `/apis/apps/v1/namespaces/${fixture.namespace}/deployments/web`,
    );
    expect(deployment.status?.readyReplicas).toBeUndefined();
    await operation;
    const states = watcher.events.flatMap((event) => (event.type === "readiness" ? [event] : []));
    expect(states.some(({ message }) => message?.includes("Available: 0/1"))).toBe(true);
    expect(states.filter(({ kind }) => kind === "Deployment").map(({ status }) => status)).toContain("InProgress");
    expect(states.findLast(({ kind }) => kind === "Deployment")?.status).toBe("Current");
    expect(new Set(states.map(({ kind, name }) => `${kind} ${name}`))).toEqual(
      new Set(["ConfigMap config", "Service web", "Deployment web"]),
    );
  });

  test.concurrent("bring the lines of a hook's log while it runs, between its start and its end", async () => {
    await using fixture = await stage.fixture();
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: { logs: ["one", "two", "three", "four"], logInterval: 400 } }),
      onEvent: watcher.onEvent,
    });
    const first = watcher.seen((event) => line(event) === "hook before: one");
    await Promise.race([first, operation]);
    const job = await fixture.cluster.get<Job>(`/apis/batch/v1/namespaces/${fixture.namespace}/jobs/before`);
    expect(job.status).toMatchObject({ active: 1 });
    expect(job.status?.completionTime).toBeUndefined();
    expect(watcher.events.map(line)).not.toContain("hook before succeeded");
    await operation;
    const told = watcher.events.filter(({ type }) => type === "hook" || type === "hookLog");
    expect(told.map(line)).toEqual([
      "hook before started",
      "hook before: one",
      "hook before: two",
      "hook before: three",
      "hook before: four",
      "hook before succeeded",
    ]);
    expect(told[0]).toMatchObject({ event: "pre-install", path: "shop/templates/hook.yaml", hook: { kind: "Job" } });
  });

  test.concurrent("say that a hook has failed, after its last words", async () => {
    await using fixture = await stage.fixture();
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: { logs: ["no disk"], exitCode: 1 } }),
      onEvent: watcher.onEvent,
    });
    await expectCode(operation, "ERR_HELM_HOOK_FAILED");
    const told = watcher.events.filter(({ type }) => type === "hook" || type === "hookLog").map(line);
    expect(told).toEqual(["hook before started", "hook before: no disk", "hook before failed"]);
    expect(watcher.events.filter(({ type }) => type === "resource").map(line)).toEqual(["Job before created"]);
    expect(
      watcher.events
        .filter(({ type }) => type === "record")
        .map(line)
        .at(-1),
    ).toBe("record 1 failed");
  });

  test.concurrent("say how the release is recorded, each time as it is", async () => {
    await using fixture = await stage.fixture();
    using held = fixture.proxy.hold(fixture.mine("PATCH", /\/configmaps\/config/));
    const watcher = new Watcher();
    const operation = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: { exitAfter: 10 } }), // around which Helm writes the record again
      onEvent: watcher.onEvent,
    });
    await watcher.seen((event) => line(event) === "record 1 pending-install");
    await Promise.race([held.hit, operation]);
    expect(await fixture.records()).toEqual(["1 pending-install"]);
    held.release();
    await operation;
    expect(watcher.events.filter(({ type }) => type === "record").map(line)).toEqual([
      "record 1 pending-install",
      "record 1 deployed",
    ]);
  });

  test.concurrent("say in which phase the operation is, in order", async () => {
    await using fixture = await stage.fixture();
    const watcher = new Watcher();
    await fixture.helm.releases.install("shop", stage.chart, {
      values: values({ hook: { exitAfter: 10 } }),
      onEvent: watcher.onEvent,
    });
    const phases = watcher.events.flatMap((event) => (event.type === "phase" ? [event.phase] : []));
    const wanted = ["load", "connect", "render", "hook", "apply", "wait"];
    expect(wanted.filter((phase) => !phases.includes(phase as never))).toEqual([]);
    const order = ["load", "render", "hook", "apply", "wait"].map((phase) => phases.indexOf(phase as never));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test.concurrent("come in the order that docs/events.md tells", async () => {
    await using fixture = await stage.fixture();
    await fixture.helm.releases.install("shop", stage.chart);
    const watcher = new Watcher();
    await fixture.helm.releases.upgrade("shop", stage.chart, {
      values: values({ text: "new", hook: { logs: ["migrated"], exitAfter: 10 } }),
      onEvent: watcher.onEvent,
    });
    const page = await Bun.file(join(root, "docs/events.md")).text();
    const told =
      /```text\n(.*?)```/s
        .exec(page)?.[1]
        ?.split(/ · |\n/)
        .filter(Boolean) ?? [];
    const words = told.map((one) => one.replace(/ ….*| \(the .*/, ""));
    expect(words.length).toBeGreaterThan(10);
    const seen = watcher.events.map((event) => {
      if (event.type === "phase") return `phase ${event.phase}`;
      if (event.type === "hook") return `hook ${event.status}`;
      if (event.type === "record") return `record (${event.revision} ${event.status})`;
      if (event.type === "resource" && event.action === "created") return "resource created";
      return event.type;
    });
    let at = 0;
    const missing = words.filter((word) => {
      const found = seen.indexOf(word, at);
      at = found < 0 ? at : found + 1;
      return found < 0;
    });
    expect({ missing, seen }).toEqual({ missing: [], seen });
  });

  test.concurrent("bring the API server's warnings", async () => {
    await using fixture = await stage.fixture();
    using odd = chart({
      templates: {
        "odd.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: odd}
spec: {colour: blue}
`,
      },
    });
    const watcher = new Watcher();
    await fixture.helm.releases.install("odd", odd.path, { serverSide: false, onEvent: watcher.onEvent });
    expect(watcher.events.filter(({ type }) => type === "warning").map(line)).toEqual(['warning unknown field "spec"']);
  });

  test.concurrent("are all there before the result, and none comes after it", async () => {
    await using fixture = await stage.fixture();
    for (const fails of [false, true]) {
      const times: string[] = [];
      const operation = fixture.helm.releases.upgrade("shop", stage.chart, {
        install: true,
        values: values(fails ? { hook: { exitCode: 1, logs: ["x"] } } : {}),
        onEvent: () => times.push(times.includes("end") ? "late" : "event"),
      });
      await operation.then(
        () => times.push("end"),
        () => times.push("end"),
      );
      const read: HelmEvent[] = [];
      const iterating = (async () => {
        for await (const event of operation) read.push(event);
      })();
      await iterating.catch(() => {});
      // Another whole operation later.
      await fixture.helm.releases.list();
      expect(times.length).toBeGreaterThan(5);
      expect(times.at(-1)).toBe("end");
      expect(times.filter((what) => what === "late")).toEqual([]);
      expect(read).toHaveLength(times.length - 1);
    }
  });
});

describe("a reader that never reads", () => {
  const bytes = new Uint8Array();

  test("is told afterwards how much it has missed", async () => {
    const events = 200_000;
    const operation = internal("internal.echo", { bytes, events });
    await operation;
    const kept: HelmEvent[] = [];
    for await (const event of operation) kept.push(event);
    const [first, ...rest] = kept;
    expect(rest.length).toBeLessThanOrEqual(1024);
    const isDropped = (event: HelmEvent): event is HelmEvent & { type: "dropped" } => event.type === "dropped";
    const dropped = kept.filter(isDropped).reduce((sum, { count }) => sum + count, 0);
    expect(first?.type).toBe("dropped");
    expect(dropped + kept.filter((event) => !isDropped(event)).length).toBe(events);
    expect(rest.at(-1)).toMatchObject({ type: "log", message: String(events - 1) });
  });

  test("costs no more memory the more it misses", async () => {
    const { stdout, stderr } = await runScript(`
      import { internal } from "./lab/internal.ts";
      const missed = async (events) => {
        const operation = internal("internal.echo", { bytes: new Uint8Array(), events });
        await operation;
        Bun.gc(true);
        return [operation, process.memoryUsage.rss() / 2 ** 20];
      };
      const [first, before] = await missed(200_000);
      const [second, after] = await missed(1_000_000);
      console.log(JSON.stringify({ before, after }));`);
    if (!stdout) throw new Error(stderr);
    const { before, after } = JSON.parse(stdout) as { before: number; after: number };
    // 800,000 events would take some 80 MB.
    expect(after - before).toBeLessThan(40);
  });
});
