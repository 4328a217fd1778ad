// The option readiness: when objects of custom kinds are ready, and what a wait does about a status that nobody can read.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import type { HelmEvent, InstallOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const merge = { headers: { "content-type": "application/merge-patch+json" } };

/** A kind of this fixture's own group, whose objects have any status, and a chart with one of them. */
class Widget implements AsyncDisposable {
  readonly fixture: Fixture;
  readonly group: string;
  readonly shop: TempDir;

  private constructor(fixture: Fixture) {
    this.fixture = fixture;
    this.group = `${fixture.namespace}.example`;
    const widget = `apiVersion: ${this.group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n`;
    this.shop = chart({ templates: { "a.yaml": configMap("a"), "w.yaml": widget } });
  }

  static async make(): Promise<Widget> {
    const it = new Widget(await Fixture.make());
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    await it.fixture.cluster.apply({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `widgets.${it.group}` },
      spec: {
        group: it.group,
        scope: "Namespaced",
        names: { kind: "Widget", plural: "widgets" },
        versions: [{ name: "v1", served: true, storage: true, subresources: { status: {} }, schema }],
      },
    });
    await until(async () => (await it.fixture.cluster.request("GET", `/apis/${it.group}/v1`)).ok);
    return it;
  }

  get path(): string {
    return `/apis/${this.group}/v1/namespaces/${this.fixture.namespace}/widgets/w`;
  }

  /** Writes the status, as an operator does, once the object is there. */
  async report(status: object): Promise<void> {
    await until(async () => (await this.fixture.cluster.request("GET", this.path)).ok);
    const answer = await this.fixture.cluster.request("PATCH", `${this.path}/status`, { status }, merge);
    if (!answer.ok) throw new Error(await answer.text());
  }

  install(
    readiness: InstallOptions["readiness"],
    more: { onEvent?: (event: HelmEvent) => void; timeout?: string } = {},
  ) {
    const { releases } = this.fixture.helm;
    return releases.install("shop", this.shop.path, { readiness, timeout: "40s", ...more });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.shop[Symbol.dispose]();
    await this.fixture[Symbol.asyncDispose]();
  }
}

const ready = { conditions: [{ type: "Ready", status: "True", reason: "Made", message: "it is there" }] };

describe.concurrent("readiness", () => {
  test.concurrent("by a condition waits for a status that comes late", async () => {
    await using it = await Widget.make();
    const seen: string[] = [];
    const onEvent = (event: HelmEvent): void =>
      void (event.type === "readiness" && event.kind === "Widget" && seen.push(`${event.status}: ${event.message}`));
    const installing = it.install({ [`${it.group}/Widget`]: "condition=Ready" }, { onEvent });
    await until(() => seen.length > 0);
    await it.report({ conditions: [{ type: "Ready", status: "False", reason: "Making" }] });
    await Bun.sleep(200);
    expect((await it.fixture.records())[0]).toBe("1 pending-install");
    await it.report(ready);
    expect(await installing).toMatchObject({ status: "deployed" });
    expect(seen[0]).toBe("InProgress: it has no condition Ready yet");
    expect(seen).toContain("InProgress: Ready is False: Making");
    expect(seen.at(-1)).toBe("Current: Ready is True: Made: it is there");
  });

  test.concurrent.each([
    ["jsonpath={.status.phase}=Running", { phase: "Running" }],
    ["jsonpath=.status.phase=Running", { phase: "Running" }],
    ["jsonpath={.status.endpoints[0].ip}", { endpoints: [{ ip: "10.0.0.1" }] }],
    ["jsonpath={.status.replicas}=3", { replicas: 3 }],
    ["condition=Stalled=False", { conditions: [{ type: "Stalled", status: "False" }] }],
  ] as const)("by %s", async (rule, status) => {
    await using it = await Widget.make();
    const installing = it.install({ "*/Widget": rule });
    await it.report({ phase: "Pending", endpoints: [] });
    await Bun.sleep(200);
    expect((await it.fixture.records())[0]).toBe("1 pending-install");
    await it.report(status);
    expect(await installing).toMatchObject({ status: "deployed" });
  });

  test.concurrent("by a rule that cannot read the status ends the wait, and blames the rule", async () => {
    await using it = await Widget.make();
    const installing = it.install({ "*/Widget": "condition=Ready" }, { timeout: "2m" });
    await it.report({ conditions: "none" });
    const error = await expectCode(installing, "ERR_HELM_RESOURCE_FAILED");
    expect(error.message).toContain("nobody can tell whether Widget/w is ready: its status.conditions cannot be read");
    expect(error.details.hint).toBe("its rule in readiness does not fit this status; a function can read any");
  });

  test.concurrent("by a function, sync or async", async () => {
    await using it = await Widget.make();
    const installing = it.install({
      [`${it.group}/Widget`]: async (object) => {
        await Bun.sleep(10);
        return object.status?.phase === "Up"
          ? "ready"
          : { status: "progressing", message: `is ${object.status?.phase}` };
      },
      ConfigMap: ({ data }) => (data.text === "none" ? "ready" : "failed"),
    });
    await it.report({ phase: "Starting" });
    await it.report({ phase: "Up" });
    expect(await installing).toMatchObject({ status: "deployed" });
  });

  test.concurrent("of what has failed says so", async () => {
    await using it = await Widget.make();
    const failing = it.install({ "*/Widget": () => ({ status: "failed", message: "no quota left" }) });
    const error = await expectCode(failing, "ERR_HELM_RESOURCE_FAILED");
    expect(error.message).toContain("Widget/w (no quota left)");
  });

  test.concurrent("skips what nobody waits for", async () => {
    await using it = await Widget.make();
    const seen: HelmEvent[] = [];
    const onEvent = (event: HelmEvent): void => void seen.push(event);
    const installing = it.install({ "*/Widget": "skip" }, { onEvent });
    expect(await installing).toMatchObject({ status: "deployed" });
    const waited = seen.flatMap((event) => (event.type === "readiness" ? [event.kind] : []));
    expect([...new Set(waited)]).toEqual(["ConfigMap"]);
  });

  test.concurrent.each([
    ["jsonpath={.status.phase}=Running", "its status is of generation 1, and the object is at 2"],
    ["condition=Ready", "Ready is of generation 1, and the object is at 2"],
  ] as const)("by %s heeds no status of the object as it was before", async (rule, words) => {
    await using it = await Widget.make();
    await it.install({ "*/Widget": "skip" });
    const status = { phase: "Running", ...ready };
    await it.report({ ...status, observedGeneration: "1" }); // as Argo's Rollout writes it
    await it.fixture.cluster.request("PATCH", it.path, { spec: { note: "new" } }, merge);
    const seen: (string | undefined)[] = [];
    const upgrading = it.fixture.helm.releases.upgrade("shop", it.shop.path, {
      readiness: { "*/Widget": rule },
      onEvent: (event) => void (event.type === "readiness" && event.kind === "Widget" && seen.push(event.message)),
    });
    await until(() => seen.length > 0);
    expect(seen).toEqual([words]);
    await it.report({ ...status, observedGeneration: "9" });
    expect(await upgrading).toMatchObject({ status: "deployed" });
  });

  test.concurrent("by a jsonpath waits for all that it matches", async () => {
    await using it = await Widget.make();
    const installing = it.install({ "*/Widget": "jsonpath={.status.parts[*].up}=true" });
    await it.report({ parts: [{ up: true }, { up: false }] });
    await Bun.sleep(300);
    expect((await it.fixture.records())[0]).toBe("1 pending-install");
    await it.report({ parts: [{ up: true }, { up: true }] });
    expect(await installing).toMatchObject({ status: "deployed" });
  });

  test.concurrent("by a jsonpath shows nothing of a Secret", async () => {
    await using fixture = await Fixture.make();
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {token: hunter2}\n";
    using shop = chart({ templates: { "s.yaml": secret } });
    const failing = fixture.helm.releases.install("shop", shop.path, {
      readiness: { Secret: "jsonpath={.data.token}=other" },
      timeout: "3s",
    });
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toContain("{.data.token} of a Secret, which is not shown");
    expect(Bun.inspect(error)).not.toContain(btoa("hunter2"));
  });

  test.concurrent("by a function that throws ends the wait with what it has thrown", async () => {
    await using it = await Widget.make();
    const thrown = new Error("no such field");
    const failing = it.install({
      "*/Widget": () => {
        throw thrown;
      },
    });
    const error = await expectCode(failing, "ERR_HELM_RESOURCE_FAILED");
    expect(error.message).toContain("the function in readiness for Widget/w failed: no such field");
    expect(error.cause).toBe(thrown);
    expect(error.resource).toMatchObject({ kind: "Widget", name: "w" });
  });

  test.concurrent("by a function that answers nonsense, or never, ends the wait and delays nobody else", async () => {
    await using it = await Widget.make();
    const wrong = it.install({ "*/Widget": (() => "done") as never });
    const error = await expectCode(wrong, "ERR_HELM_RESOURCE_FAILED");
    expect(error.message).toContain('must return "ready", "progressing" or "failed"');
    const { releases } = it.fixture.helm;
    let asked = false;
    let ended = false;
    const endless = releases.upgrade("shop", it.shop.path, {
      readiness: { "*/Widget": () => new Promise<never>(() => void (asked = true)) },
      timeout: "40s",
    });
    const failing = expectCode(endless, "ERR_HELM_RESOURCE_FAILED").finally(() => void (ended = true));
    await until(() => asked);
    using other = chart({ templates: { "b.yaml": configMap("b") } });
    await releases.install("other", other.path);
    expect(ended).toBe(false);
    const late = await failing;
    expect(late.message).toContain("has not answered within 10s");
  });

  test.concurrent("is not needed for a wait that ends soon where a status cannot be read, and says what to do", async () => {
    await using it = await Widget.make();
    await it.install({ "*/Widget": "skip" });
    await it.report({ observedGeneration: "1", phase: "Healthy" }); // as Argo's Rollout writes it
    const start = performance.now();
    const upgrading = it.fixture.helm.releases.upgrade("shop", it.shop.path, { timeout: "2m" });
    const error = await expectCode(upgrading, "ERR_HELM_RESOURCE_FAILED");
    expect(performance.now() - start).toBeLessThan(30_000);
    expect(error.message).toContain("nobody can tell whether Widget/w is ready");
    expect(error.details).toMatchObject({
      hint: expect.stringContaining(`readiness: { "${it.group}/Widget": "condition=Ready" }`) as never,
      resources: [{ kind: "Widget", name: "w", status: "Unknown" }],
    });
  });

  test.concurrent.each([
    [{ "a/b/c": "skip" }, "kinds are named as"],
    [
      { Widget: "skip" },
      'the core API has no such kind; name its group too, as in "apps/Deployment", or all groups: "*/Widget"',
    ],
    [{ "*/Widget": "ready" }, '"condition=Ready"'],
    [{ "*/Widget": "jsonpath={.status" }, "unclosed action"],
    [{ "*/Widget": 3 }, "or a function"],
  ])("refuses %j before anything is sent", async (readiness, words) => {
    await using fixture = await Fixture.make();
    using shop = chart();
    const calling = fixture.helm.releases.install("shop", shop.path, { readiness: readiness as never });
    const error = await expectCode(calling, "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toContain("readiness");
    expect(error.message).toContain(words);
    expect(await fixture.records()).toEqual([]);
  });
});
