// What a rollback makes of a release: its result, its events, and what each option does.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import type { HelmEvent, RollbackOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A chart whose objects, hooks and notes say which values made them. */
let shop: TempDir;
beforeAll(() => {
  shop = chart({
    values: { text: "none", extra: false },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Values.text }}" }),
      "extra.yaml": `{{ if .Values.extra }}${configMap("extra")}{{ end }}`,
      "pre.yaml": configMap("pre", { text: "{{ .Values.text }}" }, hook("pre-rollback")),
      "post.yaml": configMap("post", { text: "{{ .Values.text }}" }, hook("post-rollback")),
      "NOTES.txt": "This is {{ .Values.text }}.",
    },
  });
});
afterAll(() => shop[Symbol.dispose]());

/** A fixture with a release of as many revisions as there are texts; the first has an object more. */
async function revisions(...texts: string[]): Promise<Fixture> {
  const fixture = await Fixture.make();
  for (const [i, text] of texts.entries())
    await fixture.helm.releases.upgrade("shop", shop.path, { install: true, values: { text, extra: i === 0 } });
  return fixture;
}

const text = async (fixture: Fixture, name = "a"): Promise<string | undefined> =>
  (await fixture.get(`configmaps/${name}`)).data?.text;

describe.concurrent("a rollback", () => {
  test.concurrent("goes back to the revision before the newest, as a new one", async () => {
    await using fixture = await revisions("one", "two");
    const release = await fixture.helm.releases.rollback("shop");
    expect(release).toMatchObject({
      name: "shop",
      namespace: fixture.namespace,
      revision: 3,
      status: "deployed",
      description: "Rollback to 1",
      rollbackRevision: 1,
      config: { text: "one", extra: true },
      chart: { name: "shop", version: "1.0.0" },
      notes: "This is one.",
      applyMethod: "ssa",
    });
    const first = await fixture.helm.releases.get("shop", { revision: 1 });
    expect(release.manifest).toBe(first.manifest);
    expect(release.firstDeployed).toBe(first.firstDeployed as string);
    expect(release.hooks.map(({ name, lastRun }) => `${name} ${lastRun?.phase}`).toSorted()).toEqual([
      "post Succeeded",
      "pre Succeeded",
    ]);
    expect(await text(fixture)).toBe("one");
    expect(await fixture.has("configmaps/extra")).toBe(true);
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
    const { applied: _applied, ...recorded } = release;
    expect(await fixture.helm.releases.get("shop")).toEqual(recorded);
  });

  test.concurrent("goes back to the revision that is named", async () => {
    await using fixture = await revisions("one", "two", "three");
    expect(await fixture.helm.releases.rollback("shop", { revision: 1 })).toMatchObject({
      revision: 4,
      rollbackRevision: 1,
    });
    expect(await text(fixture)).toBe("one");
    expect(await fixture.helm.releases.rollback("shop", { revision: 4 })).toMatchObject({ rollbackRevision: 4 });
  });

  test.concurrent("is in history, as the helm command tells it too", async () => {
    await using fixture = await revisions("one", "two");
    const description = "two was bad";
    await fixture.helm.releases.rollback("shop", { description });
    const history = await fixture.helm.releases.history("shop");
    expect(history.map(({ revision, status, rollbackRevision }) => [revision, status, rollbackRevision])).toEqual([
      [1, "superseded", undefined],
      [2, "superseded", undefined],
      [3, "deployed", 1],
    ]);
    const { stdout } = await fixture.helmCommand("history", "shop", "--output", "json");
    expect(JSON.parse(stdout)).toMatchObject(
      history.map(({ revision, status, description = "", rollbackRevision }) => ({
        revision,
        status,
        description,
        ...(rollbackRevision !== undefined && { rollback_revision: rollbackRevision }),
      })),
    );
    expect(history[2]?.description).toBe(description);
    await fixture.helmCommand("rollback", "shop", "2");
    expect(await fixture.helm.releases.get("shop")).toMatchObject({ revision: 4, rollbackRevision: 2 });
  });

  test.concurrent("takes a description of 256 characters and refuses a longer one before anything is sent", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    const error = await expectCode(
      releases.rollback("shop", { description: "x".repeat(257) }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(error).toMatchObject({ name: "ValidationError", details: { option: "description" } });
    for (const options of [{ revision: -1 }, { historyMax: -1 }, { serverSide: true, forceReplace: true }] as const)
      await expectCode(releases.rollback("shop", options), "ERR_HELM_INVALID_ARGUMENT");
    expect(await fixture.audit()).toEqual([]);
    await releases.install("shop", shop.path);
    await releases.upgrade("shop", shop.path);
    const description = "ä".repeat(256);
    expect(await releases.rollback("shop", { description })).toMatchObject({ description });
  });

  test.concurrent("tells what it does while it does it", async () => {
    await using fixture = await revisions("one", "two");
    await fixture.helm.releases.upgrade("shop", shop.path, { values: { text: "one" } });
    const more = chart({ templates: { "b.yaml": configMap("b"), "a.yaml": configMap("a", { text: "four" }) } });
    await fixture.helm.releases.upgrade("shop", more.path);
    more[Symbol.dispose]();
    const events: HelmEvent[] = [];
    await fixture.helm.releases.rollback("shop", { revision: 1, onEvent: (event) => void events.push(event) });
    const story = events.flatMap((event) => {
      if (event.type === "phase") return [event.phase];
      if (event.type === "resource") return [`${event.name} ${event.action}`];
      if (event.type === "hook") return [`${event.hook.name} ${event.event} ${event.status}`];
      if (event.type === "record") return [`${event.revision} ${event.status}`];
      return [];
    });
    expect(story.filter((line) => /configured|created$|deleted/.test(line) && !/^p/.test(line))).toEqual([
      "a configured",
      "extra created",
      "b deleted",
    ]);
    expect(story.filter((line) => /rollback/.test(line) && !/pending/.test(line))).toEqual([
      "pre pre-rollback started",
      "pre pre-rollback succeeded",
      "post post-rollback started",
      "post post-rollback succeeded",
    ]);
    const records = story.filter((line) => /^\d/.test(line));
    expect(records[0]).toBe("5 pending-rollback");
    expect(records.slice(-2)).toEqual(["4 superseded", "5 deployed"]);
    const phases = story.filter((line) => /^[a-z-]+$/.test(line));
    expect(phases.filter((phase, i) => phases.indexOf(phase) === i)).toEqual([
      "connect",
      "store",
      "hook",
      "apply",
      "wait",
    ]);
    expect(story.indexOf("pre pre-rollback succeeded")).toBeLessThan(story.indexOf("a configured"));
    expect(story.indexOf("post pre-rollback started")).toBeLessThan(story.indexOf("a configured"));
  });

  test.concurrent("runs no hooks with noHooks", async () => {
    await using fixture = await revisions("one", "two");
    const { hooks } = await fixture.helm.releases.rollback("shop", { noHooks: true });
    expect(hooks.map(({ lastRun }) => lastRun)).toEqual([undefined, undefined]);
    expect(await fixture.has("configmaps/pre")).toBe(false);
  });

  test.concurrent("keeps historyMax revisions, HELM_MAX_HISTORY of them or ten", async () => {
    await using fixture = await revisions("one", "two", "three");
    await fixture.helm.releases.rollback("shop", { revision: 3, historyMax: 2 });
    expect(await fixture.records()).toEqual(["3 superseded", "4 deployed"]);
    await fixture.helm.releases.rollback("shop");
    await fixture.client({ env: { HELM_MAX_HISTORY: "2" } }).releases.rollback("shop");
    expect(await fixture.records()).toEqual(["5 superseded", "6 deployed"]);
    await fixture.helm.releases.rollback("shop", { historyMax: 0 });
    expect(await fixture.records()).toHaveLength(3);
  });

  test.concurrent("changes nothing in a dry run, and tells what would be recorded", async () => {
    await using fixture = await revisions("one", "two");
    const before = await fixture.writes();
    const would: unknown[] = [];
    for (const dryRun of ["client", "server"] as const) {
      const release = await fixture.helm.releases.rollback("shop", { dryRun, serverSide: false });
      expect(release).toMatchObject({
        revision: 3,
        status: "dry-run",
        rollbackRevision: 1,
        description: "Rollback to 1",
        config: { text: "one" },
        notes: "This is one.",
        applyMethod: "csa",
      });
      would.push(release);
    }
    expect(await fixture.writes()).toEqual(before);
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
    const { manifest, hooks, config } = await fixture.helm.releases.rollback("shop", { serverSide: false });
    expect(would[0]).toMatchObject({ manifest, config, hooks: hooks.map(({ name }) => ({ name })) });
  });

  test.concurrent("brings back what somebody has deleted, and what somebody has changed", async () => {
    await using fixture = await revisions("one", "one");
    await fixture.cluster.request("DELETE", fixture.path("configmaps/a"));
    await fixture.helm.releases.rollback("shop");
    expect(await text(fixture)).toBe("one");
    await fixture.merge("configmaps/a", { data: { text: "by hand" } });
    await fixture.helm.releases.rollback("shop", { forceConflicts: true });
    expect(await text(fixture)).toBe("one");
  });
});

describe.concurrent("the wait of a rollback", () => {
  const ready = async (fixture: Fixture): Promise<number> =>
    (await fixture.get("deployments/web")).status?.readyReplicas ?? 0;

  /** Two revisions of a Deployment; the first takes its time to get ready, or never does. */
  async function deployed(fixture: Fixture, first: Parameters<typeof deployment>[1]): Promise<void> {
    for (const behaviour of [first, { readyAfter: 10 }]) {
      using web = chart({ templates: { "web.yaml": deployment("web", behaviour) } });
      await fixture.helm.releases.upgrade("shop", web.path, { install: true, wait: behaviour !== first });
      if (behaviour === first) await fixture.cluster.request("DELETE", fixture.path("deployments/web"));
    }
    await fixture.cluster.request("DELETE", fixture.path("deployments/web"));
  }

  test.concurrent('is for readiness by default and with wait: "legacy"', async () => {
    await using fixture = await Fixture.make();
    for (const options of [{}, { wait: "legacy" }, { wait: true, revision: 1 }] as RollbackOptions[]) {
      await fixture.helm.releases.uninstall("shop", { ignoreNotFound: true });
      await deployed(fixture, { readyAfter: 700 });
      await fixture.helm.releases.rollback("shop", options);
      expect(await ready(fixture)).toBe(1);
    }
  });

  test.concurrent("is for hooks only with wait: false", async () => {
    await using fixture = await Fixture.make();
    await deployed(fixture, { neverReady: true });
    expect(await fixture.helm.releases.rollback("shop", { wait: false })).toMatchObject({ status: "deployed" });
    expect(await ready(fixture)).toBe(0);
  });

  test.concurrent("is for Jobs too with waitForJobs", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    using working = chart({
      templates: { "job.yaml": `{{ if .Values.job }}${job("job", { exitAfter: 700, readyAfter: 10 })}{{ end }}` },
    });
    await releases.install("shop", working.path, { values: { job: true }, wait: false });
    await releases.upgrade("shop", working.path, { values: { job: false } });
    await releases.rollback("shop", { waitForJobs: true });
    expect((await fixture.get("jobs/job")).status?.succeeded).toBe(1);
  });

  test.concurrent("ends with WAIT_TIMEOUT, the reason, and a failed revision", async () => {
    await using fixture = await Fixture.make();
    await deployed(fixture, { neverReady: true });
    const error = await expectCode(fixture.helm.releases.rollback("shop", { timeout: "10s" }), "ERR_HELM_WAIT_TIMEOUT");
    expect(error).toMatchObject({
      name: "RollbackError",
      verb: "releases.rollback",
      phase: "wait",
      release: { name: "shop", revision: 3, status: "failed" },
      details: { resources: [{ kind: "Deployment", name: "web", pods: [{ containers: [{ ready: false }] }] }] },
      applied: [{ kind: "Deployment", name: "web" }],
    });
    expect(error.message).toStartWith("timed out after 10s waiting for Deployment/web");
    expect(error.details.hint).toBe(
      "fix the cause, then call releases.rollback or releases.upgrade; raise timeout if it only needs more time",
    );
    expect(error.manifest).toContain("kind: Deployment");
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed", "3 failed"]);
    // The next one starts from there.
    expect(await fixture.helm.releases.rollback("shop", { revision: 2 })).toMatchObject({
      revision: 4,
      status: "deployed",
    });
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 failed", "4 deployed"]);
  });
});

describe.concurrent("the apply of a rollback", () => {
  test.concurrent("is done as the revision to go back to was, unless serverSide says otherwise", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { serverSide: false });
    await releases.upgrade("shop", shop.path, { serverSide: true });
    expect((await releases.rollback("shop")).applyMethod).toBe("csa");
    expect((await releases.rollback("shop", { revision: 2 })).applyMethod).toBe("ssa");
    expect((await releases.rollback("shop", { revision: 2, serverSide: false })).applyMethod).toBe("csa");
    expect((await releases.rollback("shop", { revision: 1, serverSide: true })).applyMethod).toBe("ssa");
  });

  test.concurrent("takes a field that somebody else holds only with forceConflicts", async () => {
    await using fixture = await revisions("one", "two");
    const mine = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text: "theirs" } };
    await fixture.applyAs("somebody", "configmaps/a", mine);
    const error = await expectCode(fixture.helm.releases.rollback("shop"), "ERR_HELM_APPLY_CONFLICT");
    expect(error).toMatchObject({
      name: "RollbackError",
      resource: { kind: "ConfigMap", name: "a" },
      release: { revision: 3, status: "failed" },
      details: { conflicts: [{ field: "data.text", manager: "somebody" }] },
    });
    expect(await text(fixture)).toBe("theirs");
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 failed"]);
    await fixture.helm.releases.rollback("shop", { revision: 1, forceConflicts: true });
    expect(await text(fixture)).toBe("one");
  });

  test.concurrent("replaces objects with forceReplace, which only client-side apply has", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    using plain = chart({
      templates: { "a.yaml": configMap("a", { "{{ .Values.key }}": "x" }) },
    });
    await releases.install("shop", plain.path, { serverSide: false, values: { key: "one" } });
    await releases.upgrade("shop", plain.path, { values: { key: "two" } });
    await fixture.merge("configmaps/a", { data: { theirs: "kept by a patch" } });
    await releases.rollback("shop");
    expect(Object.keys((await fixture.get("configmaps/a")).data ?? {}).toSorted()).toEqual(["one", "theirs"]);
    await releases.rollback("shop", { revision: 2, forceReplace: true });
    expect(Object.keys((await fixture.get("configmaps/a")).data ?? {})).toEqual(["two"]);
  });

  test.concurrent("deletes what it has created when it fails, with cleanupOnFail", async () => {
    await using fixture = await revisions("one", "two");
    const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text: "theirs" } };
    await fixture.applyAs("somebody", "configmaps/a", theirs);
    const failing = (cleanupOnFail: boolean): Promise<unknown> =>
      expectCode(fixture.helm.releases.rollback("shop", { revision: 1, cleanupOnFail }), "ERR_HELM_APPLY_CONFLICT");
    await failing(true);
    expect(await fixture.has("configmaps/extra")).toBe(false);
    await failing(false);
    expect(await fixture.has("configmaps/extra")).toBe(true);
  });
});
