// releases.test: what it runs, what it tells meanwhile and afterwards, and what is left of it.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancel } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, hook, job, testPod } from "../../lab/objects.ts";
import { Watcher } from "../../lab/watcher.ts";
import type { HelmEvent, ReleaseStatus, ReleaseTest, TestOptions } from "../../src/index.ts";
import type { PodBehaviour } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

const quick: PodBehaviour = { readyAfter: 10, exitAfter: 10 };
const failing: PodBehaviour = { ...quick, exitCode: 3 };

/** A chart with an object and these tests. */
function tested(tests: Record<string, string>): TempDir {
  const files = Object.entries(tests).map(([name, text]) => [`tests/${name}.yaml`, text]);
  return chart({ templates: { "a.yaml": configMap("a"), ...Object.fromEntries(files) } });
}

/** A fixture with a release "shop" of such a chart. */
async function installed(tests: Record<string, string>): Promise<Fixture> {
  const fixture = await Fixture.make();
  using shop = tested(tests);
  await fixture.helm.releases.install("shop", shop.path);
  return fixture;
}

const ran = (tests: readonly ReleaseTest[]): string[] =>
  tests.map(({ name, run }) => `${name} ${run?.phase ?? "did not run"}`);

describe.concurrent("a test of a release", () => {
  test.concurrent("passes when its pod or Job succeeds; several run by weight", async () => {
    await using fixture = await installed({
      last: testPod("last", quick, { weight: 5 }),
      job: job("job", quick, hook("test", { weight: 1 })),
      first: testPod("first", quick, { weight: -3 }),
      b: testPod("b", quick),
      a: testPod("a", quick),
      notTest: job("not-a-test", quick, hook("pre-delete")),
    });
    const events: HelmEvent[] = [];
    const result = await fixture.helm.releases.test("shop", { onEvent: (event) => void events.push(event) });
    expect(result).toMatchObject({ name: "shop", namespace: fixture.namespace, revision: 1, status: "deployed" });
    expect(ran(result.tests)).toEqual(["first", "a", "b", "job", "last"].map((name) => `${name} Succeeded`));
    expect(result.tests[3]).toMatchObject({ kind: "Job", path: "shop/templates/tests/job.yaml" });
    expect(result.tests[0]?.logs).toBeUndefined();
    const story = events.flatMap((event) =>
      event.type === "hook" ? [`${event.hook.name} ${event.event} ${event.status}`] : [],
    );
    expect(story).toEqual(
      ["first", "a", "b", "job", "last"].flatMap((name) => [`${name} test started`, `${name} test succeeded`]),
    );
  });

  test.concurrent("has its last run in the release's record, where the helm command finds it", async () => {
    await using fixture = await installed({ a: testPod("a", quick), b: testPod("b", quick) });
    const { tests } = await fixture.helm.releases.test("shop");
    const { hooks } = await fixture.helm.releases.get("shop");
    expect(hooks.map(({ name, lastRun }) => ({ name, run: lastRun }))).toEqual(
      tests.map(({ name, run }) => ({ name, run })),
    );
    const { stdout } = await fixture.helmCommand("status", "shop", "--output", "json");
    expect(
      JSON.parse(stdout).hooks.map(({ name, last_run }: { name: string; last_run: Record<string, string> }) => ({
        name,
        run: { startedAt: last_run.started_at, completedAt: last_run.completed_at, phase: last_run.phase },
      })),
    ).toEqual(tests.map(({ name, run }) => ({ name, run })));
    const again = await fixture.helmCommand("test", "shop");
    expect(again.exitCode).toBe(0);
    const [first] = (await fixture.helm.releases.get("shop")).hooks;
    expect(Date.parse(first?.lastRun?.startedAt ?? "")).toBeGreaterThan(Date.parse(tests[0]?.run?.startedAt ?? ""));
  });

  test.concurrent.each(["pending-upgrade", "pending-install", "uninstalling"])(
    "leaves a release that another operation holds %s",
    async (status) => {
      await using fixture = await installed({
        good: testPod("good", quick),
        bad: testPod("bad", failing, { weight: 1 }),
      });
      await fixture.rewrite("shop", 1, ({ info }) => {
        info.status = status;
        info.deleted = info.last_deployed;
      });
      await fixture.helm.releases.test("shop", { filter: ["name=good"] });
      expect(await fixture.records()).toEqual([`1 ${status}`]);
      const error = await expectCode(fixture.helm.releases.test("shop"), "ERR_HELM_TEST_FAILED");
      expect(error.release?.status).toBe(status as ReleaseStatus);
      expect(await fixture.records()).toEqual([`1 ${status}`]);
    },
  );

  test.concurrent("need not be there: then nothing runs", async () => {
    await using fixture = await installed({});
    expect(await fixture.helm.releases.test("shop", { logs: true })).toMatchObject({ name: "shop", tests: [] });
  });

  test.concurrent("runs again, of the newest revision, in whatever state that is", async () => {
    await using fixture = await installed({ a: testPod("a", quick) });
    await fixture.helm.releases.test("shop");
    using other = tested({ b: testPod("b", quick) });
    await fixture.helm.releases.upgrade("shop", other.path);
    await fixture.rewrite("shop", 2, ({ info }) => (info.status = "failed"));
    const result = await fixture.helm.releases.test("shop");
    expect(result).toMatchObject({ revision: 2, status: "failed" });
    expect(ran(result.tests)).toEqual(["b Succeeded"]);
    expect(ran((await fixture.helm.releases.test("shop")).tests)).toEqual(["b Succeeded"]);
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed"]);
  });

  test.concurrent("may run in another namespace", async () => {
    await using fixture = await Fixture.make();
    await using there = await Fixture.make();
    const logs = ["from there"];
    using shop = tested({ a: testPod("a", { ...quick, logs }, { namespace: there.namespace }) });
    await fixture.helm.releases.install("shop", shop.path);
    const events: HelmEvent[] = [];
    const { tests } = await fixture.helm.releases.test("shop", {
      logs: true,
      onEvent: (event) => void events.push(event),
    });
    expect(tests).toMatchObject([{ name: "a", logs: [{ pod: "a", container: "main", log: "from there\n" }] }]);
    expect(await there.has("pods/a")).toBe(true);
    const hooks = events.flatMap((event) => ("hook" in event ? [event.hook.namespace] : []));
    expect(new Set(hooks)).toEqual(new Set([there.namespace]));
    expect(events).toContainEqual(expect.objectContaining({ type: "hookLog", line: "from there" }));
  });

  test.concurrent("of no release is RELEASE_NOT_FOUND", async () => {
    await using fixture = await Fixture.make();
    const error = await expectCode(fixture.helm.releases.test("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
    expect(error.name).toBe("ReleaseError");
  });
});

describe.concurrent("a filter", () => {
  const pods = { a: testPod("a", quick), b: testPod("b", quick), c: testPod("c", failing) };

  test.concurrent("names the tests that run, or those that do not", async () => {
    await using fixture = await installed(pods);
    const filtered = async (...filter: string[]): Promise<string[]> =>
      ran((await fixture.helm.releases.test("shop", { filter })).tests);
    expect(await filtered("name=b")).toEqual(["b Succeeded"]);
    expect(await filtered("name=b", "name=a")).toEqual(["a Succeeded", "b Succeeded"]);
    expect(await filtered("!name=c")).toEqual(["a Succeeded", "b Succeeded"]);
    expect(await filtered("! name=c", "!name=a")).toEqual(["b Succeeded"]);
    expect(await filtered("name=a", "name=b", "!name=a")).toEqual(["b Succeeded"]);
    expect(await filtered("name=a", "!name=a")).toEqual([]);
    const { hooks } = await fixture.helm.releases.get("shop");
    expect(hooks.map(({ name, lastRun }) => `${name} ${lastRun?.phase}`).toSorted()).toEqual([
      "a Succeeded",
      "b Succeeded",
      "c undefined",
    ]);
  });

  test.concurrent("that names no test, or is none, is refused before anything is changed", async () => {
    await using fixture = await installed({ ...pods, d: job("not-a-test", quick, hook("pre-delete")) });
    const refused = async (filter: string): Promise<string> => {
      const error = await expectCode(
        fixture.helm.releases.test("shop", { filter: [filter] }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
      expect(error.details.option).toBe("filter");
      return error.message;
    };
    expect(await refused("name=x")).toBe('filter: release "shop" has no test "x"; it has a, b, c');
    expect(await refused("!name=x")).toBe('filter: release "shop" has no test "x"; it has a, b, c');
    await refused("name=not-a-test");
    for (const wrong of ["a", "name", "name=", "!name=", "label=a", "!!name=a", "name=a,name=b"]) await refused(wrong);
    expect(await fixture.names("pods")).toEqual([]);
  });

  test.concurrent("leaves the hooks that do not run in the record, whatever becomes of the test", async () => {
    await using fixture = await Fixture.withProxy();
    using shop = tested({
      endless: testPod("endless", { readyAfter: 10, exitAfter: "1h" }),
      other: testPod("other", quick),
      farewell: configMap("farewell", { text: "bye" }, hook("post-delete")),
    });
    await fixture.helm.releases.install("shop", shop.path);
    const watcher = new Watcher();
    const operation = fixture.helm.releases.test("shop", { filter: ["name=endless"], onEvent: watcher.onEvent });
    await watcher.seen((event) => event.type === "hookLog");
    const meanwhile = (await fixture.other.releases.get("shop")).hooks.map(({ name }) => name);
    expect(meanwhile.toSorted()).toEqual(["endless", "farewell", "other"]);
    await fixture.quiet();
    await cancel(fixture, operation, "a filtered test");
    const { hooks } = await fixture.other.releases.get("shop");
    expect(hooks.map(({ name }) => name)).toEqual(meanwhile);
    await fixture.helm.releases.uninstall("shop");
    expect(await fixture.has("configmaps/farewell")).toBe(true);
  });
});

describe.concurrent("the logs of tests", () => {
  const lines = (...logs: string[]): PodBehaviour => ({ ...quick, logs });
  const options: TestOptions = { logs: true };

  test.concurrent("are those of all containers, init containers and the pods of Jobs", async () => {
    await using fixture = await installed({
      a: testPod("a", lines("hello", "wörld"), { init: ["setup"], containers: ["one", "two"], weight: -1 }),
      j: job("j", lines("from a Job"), hook("test")),
      c: configMap("c", { text: "no pod" }, hook("test", { weight: 9 })),
    });
    const { tests } = await fixture.helm.releases.test("shop", options);
    expect(tests.map(({ name, logs }) => [name, logs?.map(({ container }) => container)])).toEqual([
      ["a", ["setup", "one", "two"]],
      ["j", ["main"]],
      ["c", []],
    ]);
    for (const { pod, log } of tests[0]?.logs ?? []) expect([pod, log]).toEqual(["a", "hello\nwörld\n"]);
    expect(tests[1]?.logs?.[0]?.pod).toStartWith("j-");
    expect(tests[1]?.logs?.[0]?.log).toBe("from a Job\n");
    expect(JSON.parse(JSON.stringify(tests))).toEqual(tests as never);
  });

  test.concurrent("arrive line by line while the test runs, whether they are asked for or not", async () => {
    await using fixture = await installed({
      a: testPod("a", { ...quick, logs: ["one", "two"] }, { init: ["setup"] }),
      b: testPod("b", { readyAfter: 10, logs: ["still running"], exitAfter: "1h" }, { weight: 1 }),
    });
    const watcher = new Watcher();
    const operation = fixture.helm.releases.test("shop", { onEvent: watcher.onEvent });
    await watcher.seen((event) => event.type === "hookLog" && event.line === "still running");
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    const story = watcher.events.flatMap((event) => {
      if (event.type === "hookLog") return [`${event.container} ${event.line}`];
      return event.type === "hook" ? [`${event.hook.name} ${event.status}`] : [];
    });
    expect(story.slice(0, 6).toSorted()).toEqual(
      ["a started", "setup one", "setup two", "main one", "main two", "a succeeded"].toSorted(),
    );
    expect([story[0], story[5], story[6], story[7]]).toEqual([
      "a started",
      "a succeeded",
      "b started",
      "main still running",
    ]);
  });

  test.concurrent("are read before a delete policy takes the pods away", async () => {
    await using fixture = await installed({
      good: testPod("good", lines("good"), { policy: "hook-succeeded" }),
      kept: testPod("kept", lines("kept"), { policy: "hook-failed" }),
    });
    const { tests } = await fixture.helm.releases.test("shop", options);
    expect(tests.map(({ logs }) => logs?.[0]?.log)).toEqual(["good\n", "kept\n"]);
    expect(await fixture.names("pods")).toEqual(["kept"]);
  });

  test.concurrent("that cannot be read are a warning, not a failure", async () => {
    await using fixture = await installed({ a: testPod("a", quick) });
    const kubeconfig = await fixture.userWith("tester", [
      { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] },
      { apiGroups: [""], resources: ["pods"], verbs: ["*"] },
    ]);
    const events: HelmEvent[] = [];
    const { tests } = await fixture
      .client({ kubeconfig })
      .releases.test("shop", { ...options, onEvent: (event) => void events.push(event) });
    expect(tests).toMatchObject([{ run: { phase: "Succeeded" }, logs: [] }]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "log", level: "warn", message: expect.stringContaining("pod a") }),
    );
  });
});

describe.concurrent("a failed test", () => {
  test.concurrent("is TEST_FAILED with all tests, its pods and their logs; those after it do not run", async () => {
    await using fixture = await installed({
      good: testPod("good", { ...quick, logs: ["fine"] }, { weight: -1 }),
      bad: testPod("bad", { ...failing, logs: ["one", "assertion failed"] }),
      never: testPod("never", quick, { weight: 1 }),
    });
    for (const logs of [false, true]) {
      const error = await expectCode(fixture.helm.releases.test("shop", { logs }), "ERR_HELM_TEST_FAILED");
      expect(error.name).toBe("ReleaseError");
      expect(error.verb).toBe("releases.test");
      expect(error.release).toMatchObject({ name: "shop", namespace: fixture.namespace, revision: 1 });
      expect(error.message).toContain("bad");
      const { tests, hook, event, path, timedOut, pods } = error.details;
      expect(ran(tests)).toEqual(["good Succeeded", "bad Failed", "never did not run"]);
      expect(hook).toMatchObject({ kind: "Pod", name: "bad", namespace: fixture.namespace });
      expect([event, path, timedOut]).toEqual(["test", "shop/templates/tests/bad.yaml", false]);
      expect(pods).toMatchObject([{ name: "bad", phase: "Failed", containers: [{ exitCode: 3 }] }]);
      expect(pods[0]?.containers[0]?.log).toContain("assertion failed");
      expect(tests.map(({ logs }) => logs?.map(({ log }) => log))).toEqual(
        logs ? [["fine\n"], ["one\nassertion failed\n"], undefined] : [undefined, undefined, undefined],
      );
      expect(JSON.parse(JSON.stringify(error)).details.tests).toHaveLength(3);
    }
    const { hooks } = await fixture.helm.releases.get("shop");
    expect(hooks.map(({ name, lastRun }) => `${name} ${lastRun?.phase}`).toSorted()).toEqual([
      "bad Failed",
      "good Succeeded",
      "never undefined",
    ]);
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect((await fixture.helmCommand("test", "shop")).exitCode).toBe(1);
  });

  test.concurrent("that does not end in time says so", async () => {
    await using fixture = await installed({ slow: testPod("slow", { readyAfter: 10, exitAfter: "1h" }) });
    const error = await expectCode(fixture.helm.releases.test("shop", { timeout: "10s" }), "ERR_HELM_TEST_FAILED");
    expect(error.details).toMatchObject({ timedOut: true, pods: [{ name: "slow", phase: "Running" }] });
    expect(ran(error.details.tests)).toEqual(["slow Failed"]);
  });

  test.concurrent("is cleaned up by the delete policies, as are the tests before it", async () => {
    await using fixture = await installed({
      a: testPod("a", quick, { policy: "hook-succeeded" }),
      b: testPod("b", quick),
      bad: testPod("bad", { ...failing, logs: ["why"] }, { weight: 1, policy: "hook-failed,before-hook-creation" }),
    });
    const error = await expectCode(fixture.helm.releases.test("shop", { logs: true }), "ERR_HELM_TEST_FAILED");
    expect(error.details.tests.map(({ logs }) => logs?.length)).toEqual([1, 1, 1]);
    expect(error.details.pods[0]?.containers[0]?.log).toContain("why");
    expect(await fixture.names("pods")).toEqual(["b"]);
  });

  test.concurrent("whose object cannot be created is one too", async () => {
    await using fixture = await installed({
      bad: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name, annotations: {helm.sh/hook: test}}\n",
      next: testPod("next", quick),
    });
    const error = await fixture.helm.releases.test("shop").catch((error) => error);
    expect([error.name, error.code]).toEqual(["ReleaseError", "ERR_HELM_MANIFEST_INVALID"]);
    expect(await fixture.names("pods")).toEqual([]);
  });
});

describe.concurrent("a test that runs", () => {
  const endless = testPod("endless", { readyAfter: 10, exitAfter: "1h" });

  test.concurrent("is cancelled at once; its object stays, and the record says that it failed", async () => {
    await using fixture = await Fixture.withProxy();
    using shop = tested({ endless, next: testPod("next", quick, { weight: 1 }) });
    await fixture.helm.releases.install("shop", shop.path);
    const watcher = new Watcher();
    const operation = fixture.helm.releases.test("shop", { logs: true, onEvent: watcher.onEvent });
    await watcher.seen((event) => event.type === "hookLog");
    await fixture.quiet();
    const error = await cancel(fixture, operation, "a test");
    expect(error.release).toMatchObject({ name: "shop", revision: 1, status: "deployed" });
    expect(await fixture.has("pods/endless")).toBe(true);
    expect(await fixture.has("pods/next")).toBe(false);
    expect(await fixture.records()).toEqual(["1 deployed"]);
    const { hooks } = await fixture.other.releases.get("shop");
    expect(hooks.map(({ name, lastRun }) => `${name} ${lastRun?.phase}`)).toEqual(["endless Failed", "next undefined"]);
    // The next test deletes what was left.
    using better = tested({ endless: testPod("endless", quick) });
    await fixture.helm.releases.upgrade("shop", better.path);
    expect(ran((await fixture.helm.releases.test("shop")).tests)).toEqual(["endless Succeeded"]);
  });

  test.concurrent("ends in a typed error when another run of it takes its object away", async () => {
    await using fixture = await installed({ endless });
    const watcher = new Watcher();
    const first = fixture.helm.releases.test("shop", { onEvent: watcher.onEvent, timeout: "20s" });
    const failed = expectCode(first, "ERR_HELM_TEST_FAILED");
    await watcher.seen((event) => event.type === "hookLog");
    const second = fixture.helm.releases.test("shop", { timeout: "3s" });
    await expectCode(second, "ERR_HELM_TEST_FAILED");
    expect(ran((await failed).details.tests)).toEqual(["endless Failed"]);
    expect((await fixture.helm.releases.get("shop")).hooks).toHaveLength(1);
  });
});
