// How a call fails when what it has created does not work: the error holds what one would look up.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { InstallError, UninstallError, UpgradeError } from "../../src/index.ts";
import type { PodBehaviour } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

/** Installs what does not become ready. What its error must have is there long before the timeout. */
async function installing(
  templates: ChartFiles["templates"],
  options = {},
): Promise<{ fixture: Fixture; failing: Promise<unknown> }> {
  const fixture = await Fixture.make();
  const shop = chart({ templates: templates ?? {} });
  const failing = fixture.helm.releases.install("shop", shop.path, { timeout: "15s", ...options });
  failing.catch(() => {}).finally(() => shop[Symbol.dispose]());
  return { fixture, failing };
}

describe.concurrent("what does not become ready in time", () => {
  const cases: {
    why: string;
    behaviour: PodBehaviour;
    pod: object;
    event: string;
    message: string;
  }[] = [
    {
      why: "it crashes again and again",
      behaviour: { readyAfter: 10, crashLoop: true, exitCode: 7, logs: ["cannot open the database", "bye"] },
      pod: {
        containers: [
          {
            name: "main",
            ready: false,
            restarts: expect.any(Number),
            reason: "CrashLoopBackOff",
            exitCode: 7,
            log: expect.stringContaining("cannot open the database\nbye"),
          },
        ],
      },
      event: "BackOff",
      message: "CrashLoopBackOff",
    },
    {
      why: "its image cannot be pulled",
      behaviour: { imagePullError: true },
      pod: {
        phase: "Pending",
        containers: [{ name: "main", state: "waiting", reason: expect.stringMatching(/ImagePull/) }],
      },
      event: "Failed",
      message: "ImagePull",
    },
    {
      why: "no node takes it",
      behaviour: { unschedulable: true },
      pod: { phase: "Pending", reason: "Unschedulable", containers: [] },
      event: "FailedScheduling",
      message: "Unschedulable",
    },
    {
      why: "it runs and is never ready",
      behaviour: { readyAfter: 10, neverReady: true, logs: ["still warming up"] },
      pod: {
        phase: "Running",
        containers: [{ state: "running", ready: false, log: expect.stringContaining("still warming up") }],
      },
      event: "Unhealthy",
      message: "web",
    },
  ];

  test.concurrent.each(cases)(
    "is told with pod, events and log when $why",
    async ({ behaviour, pod, event, message }) => {
      const templates = { "web.yaml": deployment("web", behaviour), "a.yaml": configMap("a") };
      const { fixture, failing } = await installing(templates);
      await using _ = fixture;
      const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
      expect(error).toBeInstanceOf(InstallError);
      expect(error).toMatchObject({
        verb: "releases.install",
        phase: "wait",
        resource: { kind: "Deployment", name: "web" },
      });
      expect(error.message).toStartWith("timed out after 15s waiting for Deployment/web (");
      expect(error.message).toContain(message);
      expect(error.details.hint).toBe(
        "fix the cause, then call releases.upgrade (the release exists, recorded as failed); raise timeout if it only needs more time",
      );
      expect(error.details.resources).toMatchObject([
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          namespace: fixture.namespace,
          name: "web",
          status: "InProgress",
          message: expect.any(String),
          pods: [pod],
        },
      ]);
      const events = error.details.resources[0]?.pods[0]?.events.map(({ reason }) => reason);
      expect(events).toContain(event);
      expect(error.applied?.map(({ name }) => name).toSorted()).toEqual(["a", "web"]);
      expect(error.notApplied ?? []).toEqual([]);
      expect(error.release).toMatchObject({ name: "shop", revision: 1, status: "failed" });
      expect(await fixture.records()).toEqual(["1 failed"]);
    },
  );

  test.concurrent("names all that is not ready, and nothing that is", async () => {
    const { fixture, failing } = await installing({
      "good.yaml": deployment("good"),
      "one.yaml": deployment("one", { neverReady: true }),
      "two.yaml": deployment("two", { imagePullError: true }),
      "job.yaml": job("job", { exitAfter: "1m" }),
    });
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.resources.map(({ name }) => name).toSorted()).toEqual(["one", "two"]);
  });

  test.concurrent("is told with its pods whatever kind of workload it is", async () => {
    const web = deployment("x", { readyAfter: 10, neverReady: true, logs: ["here I am"] });
    const one = (kind: string, name: string): string =>
      web
        .replace("kind: Deployment", `kind: ${kind}`)
        .replaceAll(/\bx\b/g, name)
        .replace("spec:\n", kind === "StatefulSet" ? "spec:\n  serviceName: none\n" : "spec:\n");
    const template = one("Pod", "pod");
    const spec = "spec: {containers: [{name: main, image: 'example.test/image:1'}]}\n";
    const annotations = template.match(/annotations: \{.*?\}/)?.[0];
    const { fixture, failing } = await installing({
      "set.yaml": one("StatefulSet", "set"),
      "daemon.yaml": one("DaemonSet", "daemon"),
      "replica.yaml": one("ReplicaSet", "replica"),
      "pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: pod, ${annotations}}\n${spec}`,
      "claim.yaml":
        "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: claim}\nspec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n",
    });
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    const { resources } = error.details;
    expect(resources.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      "DaemonSet daemon",
      "PersistentVolumeClaim claim",
      "Pod pod",
      "ReplicaSet replica",
      "StatefulSet set",
    ]);
    for (const { kind, pods, status } of resources) {
      expect(`${kind} ${status}`).toBe(`${kind} InProgress`);
      if (kind === "PersistentVolumeClaim") continue;
      const logs = pods.flatMap(({ containers }) => containers.map(({ log }) => log));
      expect({ kind, logs }).toEqual({ kind, logs: [expect.stringContaining("here I am")] });
    }
    const claim = resources.find(({ name }) => name === "claim");
    expect(claim?.events.map(({ message }) => message).join()).toContain("no persistent volumes available");
  });

  test.concurrent("names a Job that has not completed, with waitForJobs", async () => {
    const { fixture, failing } = await installing(
      { "job.yaml": job("job", { exitAfter: "1m", logs: ["working"] }) },
      { waitForJobs: true },
    );
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.resources).toMatchObject([
      { kind: "Job", name: "job", pods: [{ containers: [{ log: expect.stringContaining("working") }] }] },
    ]);
  });

  test.concurrent("is told by Helm 3's rules just so", async () => {
    const { fixture, failing } = await installing(
      { "web.yaml": deployment("web", { readyAfter: 10, neverReady: true }) },
      { wait: "legacy" },
    );
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.resources).toMatchObject([{ kind: "Deployment", name: "web", pods: [{ phase: "Running" }] }]);
  });

  test.concurrent("leaves the former revision deployed and recorded when it is an upgrade", async () => {
    await using fixture = await Fixture.make();
    using good = chart({ templates: { "web.yaml": deployment("web") } });
    using bad = chart({ templates: { "web.yaml": deployment("web", { crashLoop: true, readyAfter: 10 }) } });
    await fixture.helm.releases.install("shop", good.path);
    const failing = fixture.helm.releases.upgrade("shop", bad.path, { timeout: "15s" });
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.details.resources[0]?.pods[0]?.containers[0]).toMatchObject({ ready: false });
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    expect(await fixture.helm.releases.status("shop", { revision: 1 })).toMatchObject({ status: "deployed" });
  });

  test.concurrent("is rolled back with rollbackOnFailure, and the error still shows the pod", async () => {
    await using fixture = await Fixture.make();
    using good = chart({ templates: { "web.yaml": deployment("web") } });
    using bad = chart({
      templates: { "web.yaml": deployment("web", { crashLoop: true, readyAfter: 10, logs: ["no config"] }) },
    });
    await fixture.helm.releases.install("shop", good.path);
    const failing = fixture.helm.releases.upgrade("shop", bad.path, { timeout: "15s", rollbackOnFailure: true });
    const error = await expectCode(failing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.resources).toMatchObject([{ kind: "Deployment", name: "web" }]);
    expect(JSON.stringify(error.details.resources[0]?.pods)).toContain("no config");
    expect(error.release).toMatchObject({ revision: 3, status: "deployed" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });

  test.concurrent("is what an uninstall cannot get rid of", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.merge("configmaps/a", { metadata: { finalizers: ["bunhelm.test/kept"] } });
    const error = await expectCode(fixture.helm.releases.uninstall("shop", { timeout: "3s" }), "ERR_HELM_WAIT_TIMEOUT");
    expect(error).toBeInstanceOf(UninstallError);
    expect(error.message).toStartWith("timed out after 3s waiting for ConfigMap/a");
    expect(error.details.hint).toBe(
      "fix the cause, then call releases.uninstall again; raise timeout if it only needs more time",
    );
    expect(error.details.resources).toMatchObject([{ kind: "ConfigMap", name: "a" }]);
    expect(await fixture.has("configmaps/a")).toBe(true);
    await fixture.merge("configmaps/a", { metadata: { finalizers: null } });
  });
});

describe.concurrent("what fails for good", () => {
  test.concurrent("is RESOURCE_FAILED at once, long before the timeout", async () => {
    const { fixture, failing } = await installing(
      { "job.yaml": job("job", { exitCode: 3, logs: ["no space left"] }) },
      { waitForJobs: true, timeout: "5m" },
    );
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_RESOURCE_FAILED");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.phase).toBe("wait");
    expect(error.details.resources).toMatchObject([
      {
        kind: "Job",
        name: "job",
        status: "Failed",
        pods: [{ phase: "Failed", containers: [{ exitCode: 3, log: expect.stringContaining("no space left") }] }],
      },
    ]);
    expect(await fixture.records()).toEqual(["1 failed"]);
  });
});

describe.concurrent("a hook that fails", () => {
  test.concurrent("shows its pod's log although its delete policy removes it", async () => {
    const policy = "before-hook-creation,hook-failed";
    const { fixture, failing } = await installing({
      "a.yaml": configMap("a"),
      "hook.yaml": job("migrate", { exitCode: 4, logs: ["table is locked"] }, hook("pre-install", { policy })),
    });
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_HOOK_FAILED");
    expect(error).toBeInstanceOf(InstallError);
    expect(error).toMatchObject({ phase: "hook", resource: { kind: "Job", name: "migrate" } });
    expect(error.details).toMatchObject({
      hook: { kind: "Job", name: "migrate", namespace: fixture.namespace },
      event: "pre-install",
      path: "shop/templates/hook.yaml",
      timedOut: false,
      pods: [
        {
          phase: "Failed",
          containers: [{ name: "main", exitCode: 4, log: expect.stringContaining("table is locked") }],
        },
      ],
    });
    expect(error.message).toContain("pre-install hook Job/migrate failed");
    expect(error.applied ?? []).not.toMatchObject([{ name: "a" }]);
    expect(await fixture.has("configmaps/a")).toBe(false);
    expect(await fixture.has("jobs/migrate")).toBe(false);
    expect(await fixture.records()).toEqual(["1 failed"]);
  });

  test.concurrent("says that it ran out of time when that is what it did", async () => {
    const { fixture, failing } = await installing(
      {
        "hook.yaml": job("slow", { exitAfter: "1m", logs: ["counting"] }, hook("post-install")),
        "a.yaml": configMap("a"),
      },
      { timeout: "15s" },
    );
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_HOOK_FAILED");
    expect(error.details).toMatchObject({ event: "post-install", timedOut: true });
    expect(JSON.stringify(error.details.pods)).toContain("counting");
    expect(error.applied).toMatchObject([
      { kind: "ConfigMap", name: "a", action: "created" },
      { kind: "Job", name: "slow", action: "created" },
    ]);
    expect(await fixture.has("configmaps/a")).toBe(true);
  });

  test.concurrent("may be a Pod as well", async () => {
    const annotations = {
      ...hook("pre-install"),
      "testcluster.bunhelm/exit-code": "2",
      "testcluster.bunhelm/logs": "from the pod",
    };
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "check", annotations },
      spec: { restartPolicy: "Never", containers: [{ name: "main", image: "x" }] },
    };
    const { fixture, failing } = await installing({ "pod.yaml": JSON.stringify(pod) });
    await using _ = fixture;
    const error = await expectCode(failing, "ERR_HELM_HOOK_FAILED");
    expect(error.details.hook).toMatchObject({ kind: "Pod", name: "check" });
    expect(error.details.pods).toMatchObject([
      { name: "check", containers: [{ exitCode: 2, log: expect.stringContaining("from the pod") }] },
    ]);
  });

  test.concurrent("fails an upgrade before anything is changed, and an uninstall before anything is deleted", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: {
        "a.yaml": configMap("a", { v: "{{ .Values.v }}" }),
        "up.yaml": job("up", { exitCode: 1 }, hook("pre-upgrade")),
        "down.yaml": job("down", { exitCode: 1 }, hook("pre-delete")),
      },
    });
    await fixture.helm.releases.install("shop", shop.path, { values: { v: "1" } });
    const upgrade = await expectCode(
      fixture.helm.releases.upgrade("shop", shop.path, { values: { v: "2" } }),
      "ERR_HELM_HOOK_FAILED",
    );
    expect(upgrade).toBeInstanceOf(UpgradeError);
    expect(upgrade.details).toMatchObject({ event: "pre-upgrade", hook: { name: "up" } });
    expect((await fixture.get("configmaps/a")).data).toEqual({ v: "1" });
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    const uninstall = await expectCode(fixture.helm.releases.uninstall("shop"), "ERR_HELM_HOOK_FAILED");
    expect(uninstall).toBeInstanceOf(UninstallError);
    expect(uninstall.details).toMatchObject({ event: "pre-delete", hook: { name: "down" } });
    expect(await fixture.has("configmaps/a")).toBe(true);
    await fixture.helm.releases.uninstall("shop", { noHooks: true });
    expect(await fixture.records()).toEqual([]);
  });
});
