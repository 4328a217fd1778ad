// Why something is not ready: told while it is waited for, and in the error, as the cluster knows it.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture, type Rule } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job, withoutAccount } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import { isWaiting, Watcher } from "../../lab/watcher.ts";
import type { HelmError, HelmEvent, UpgradeOptions } from "../../src/index.ts";
import type { PodBehaviour } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

type Readiness = Extract<HelmEvent, { type: "readiness" }>;

function reasons({ events }: Watcher): Readiness[] {
  return events.filter((event): event is Readiness => event.type === "readiness" && event.reason !== undefined);
}

/** What the cluster says of pods, or in events. */
type Words = Partial<Record<"pods" | "events", readonly string[]>>;

/** Waits in vain for what a chart of these templates has made, once the cluster says each of these words. */
async function failing(
  fixture: Fixture,
  templates: NonNullable<ChartFiles["templates"]>,
  { pods = [], events = [] }: Words,
  options: UpgradeOptions = {},
): Promise<{ error: HelmError<"ERR_HELM_WAIT_TIMEOUT">; watcher: Watcher }> {
  using shop = chart({ templates });
  await fixture.helm.releases.install("shop", shop.path, { wait: false });
  await Promise.all([
    ...pods.map((word) => known(fixture, word)),
    ...events.map((word) => known(fixture, word, "events")),
  ]);
  const watcher = new Watcher();
  const upgrade = fixture.helm.releases.upgrade("shop", shop.path, {
    timeout: "4s",
    onEvent: watcher.onEvent,
    ...options,
  });
  return { error: await expectCode(upgrade, "ERR_HELM_WAIT_TIMEOUT"), watcher };
}

/** Installs a chart with a hook that does not end. */
async function failingHook(
  fixture: Fixture,
  hook: string,
  timeout = "20s", // the cluster knows the reason by then
): Promise<{ error: HelmError<"ERR_HELM_HOOK_FAILED">; watcher: Watcher }> {
  using shop = chart({ templates: { "hook.yaml": hook } });
  const watcher = new Watcher();
  const install = fixture.helm.releases.install("shop", shop.path, { timeout, onEvent: watcher.onEvent });
  return { error: await expectCode(install, "ERR_HELM_HOOK_FAILED"), watcher };
}

const broken = (name: string): string => deployment(name, { imagePullError: true });

/** Waits until the cluster says so of a pod, or in an event, and tells when that was. */
async function known(fixture: Fixture, word: string, of: keyof Words = "pods"): Promise<Date> {
  await fixture.cluster.waitFor<{ items: object[] }>(fixture.path(of), (all) => JSON.stringify(all).includes(word));
  return new Date();
}

describe.concurrent("the reason is told while it is waited for", () => {
  const strategies = { watcher: true, "Helm 3's rules": "legacy" } as const;
  test.concurrent.each(Object.entries(strategies))(
    "at the next look after the cluster knows it, with %s",
    async (_, wait) => {
      await using fixture = await Fixture.make();
      using shop = chart({ templates: { "web.yaml": deployment("web", { imagePullError: true }) } });
      const watcher = new Watcher();
      const install = fixture.helm.releases.install("shop", shop.path, { wait, onEvent: watcher.onEvent });
      install.catch(() => {});
      const since = known(fixture, "ImagePullBackOff");
      const event = await watcher.seen((e) => e.type === "readiness" && e.reason === "ImagePullBackOff");
      const asked = { userAgent: fixture.userAgent, verb: "list", resource: "pods", since: await since };
      const looks = (await fixture.cluster.audit(asked)).filter(
        ({ requestURI, requestReceivedTimestamp }) =>
          requestURI.includes("resourceVersion=0") && // a look; the watcher has lists of its own
          new Date(requestReceivedTimestamp) <= new Date(event.at),
      );
      expect(looks.length).toBeLessThanOrEqual(2); // there is one a second
      expect(event).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment", name: "web", status: "InProgress" });
      expect((event as Readiness).message).toStartWith(
        'ImagePullBackOff: Back-off pulling image "example.test/image:1"',
      );
      install.cancel(new Error("enough"));
      const error = await expectCode(install, "ERR_HELM_ABORTED");
      expect(error.details.notReady).toMatchObject([{ kind: "Deployment", name: "web", reason: "ImagePullBackOff" }]);
    },
  );

  test.concurrent("of a hook's Job just so, and its error has it", async () => {
    await using fixture = await Fixture.make();
    const migrate = job("migrate", { imagePullError: true }, hook("pre-install"));
    const { error, watcher } = await failingHook(fixture, migrate);
    expect(reasons(watcher)).toContainEqual(
      expect.objectContaining({ kind: "Job", name: "migrate", status: "InProgress", reason: "ImagePullBackOff" }),
    );
    expect(error.details).toMatchObject({ timedOut: true, reason: "ImagePullBackOff" });
    expect(error.message).toContain(
      "pre-install hook Job/migrate failed: timed out after 20s: ImagePullBackOff: Back-off pulling",
    );
  });

  test.concurrent("again when it becomes another, and no more often than that", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "web.yaml": deployment("web", { readyAfter: 10, crashLoop: true, exitCode: 7 }) },
    });
    const watcher = new Watcher();
    const install = fixture.helm.releases.install("shop", shop.path, { onEvent: watcher.onEvent });
    const ended = expectCode(install, "ERR_HELM_ABORTED");
    await watcher.seen((event) => event.type === "readiness" && event.reason === "CrashLoopBackOff");
    const looks = async (): Promise<number> =>
      (await fixture.cluster.audit({ userAgent: fixture.userAgent, verb: "list", resource: "pods" })).length;
    const before = await looks();
    await until(async () => (await looks()) >= before + 8, 60_000);
    install.cancel(new Error("enough"));
    await ended;
    expect(reasons(watcher).length).toBeLessThanOrEqual(await looks());
    const lines = watcher.events.filter(({ type }) => type === "readiness").map((event) => JSON.stringify(event));
    expect(lines.filter((line, index) => line === lines[index - 1])).toEqual([]);
  });

  test.concurrent("until it is ready: then the object is told without one", async () => {
    await using fixture = await Fixture.make();
    await quota(fixture, 0);
    using shop = chart({ templates: { "web.yaml": deployment("web") } });
    const watcher = new Watcher();
    const install = fixture.helm.releases.install("shop", shop.path, { onEvent: watcher.onEvent });
    await watcher.seen((event) => event.type === "readiness" && event.reason === "FailedCreate");
    await fixture.cluster.request("DELETE", `/api/v1/namespaces/${fixture.namespace}/resourcequotas/rq`);
    await install;
    const last = watcher.events.findLast((event) => event.type === "readiness");
    expect(last).toMatchObject({ kind: "Deployment", status: "Current" });
    expect(last).not.toHaveProperty("reason");
  });

  test.concurrent("and costs nothing when all goes well soon", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "web.yaml": deployment("web"), "a.yaml": configMap("a") } });
    const watcher = new Watcher();
    await fixture.helm.releases.install("shop", shop.path, { onEvent: watcher.onEvent });
    const began = new Date((await watcher.seen(isWaiting)).at).getTime();
    const asked = (await fixture.audit()).filter(({ requestURI }) => requestURI.includes("/events"));
    const soon = asked.filter((entry) => new Date(entry.requestReceivedTimestamp).getTime() < began + 900);
    expect(soon).toEqual([]);
  });
});

async function quota(fixture: Fixture, pods: number): Promise<void> {
  const metadata = { name: "rq" };
  await fixture.cluster.apply(
    { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard: { pods: String(pods) } } },
    fixture.namespace,
  );
  await fixture.cluster.waitFor<{ status?: { hard?: object } }>(
    `/api/v1/namespaces/${fixture.namespace}/resourcequotas/rq`,
    ({ status }) => status?.hard !== undefined,
  );
}

describe.concurrent("the error says why", () => {
  test.concurrent("a quota lets no more pods in", async () => {
    await using fixture = await Fixture.make();
    await quota(fixture, 1);
    const two = deployment("web").replace("spec:\n", "spec:\n  replicas: 2\n");
    const { error, watcher } = await failing(fixture, { "web.yaml": two }, { events: ["exceeded quota: rq"] });
    expect(error.details.resources).toMatchObject([{ kind: "Deployment", name: "web", reason: "FailedCreate" }]);
    expect(error.message).toMatch(
      /^timed out after \d+s waiting for Deployment\/web \(FailedCreate: .*exceeded quota: rq/,
    );
    expect(error.details.resources[0]?.events.map(({ message }) => message).join()).toContain("exceeded quota: rq");
    expect(reasons(watcher).map(({ message }) => message)).toContainEqual(
      expect.stringContaining("exceeded quota: rq"),
    );
  });

  test.concurrent("a ServiceAccount is missing, whatever kind of workload it is", async () => {
    await using fixture = await Fixture.make();
    const kinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"];
    const { error, watcher } = await failing(
      fixture,
      Object.fromEntries(kinds.map((kind) => [`${kind}.yaml`, withoutAccount(kind, kind.toLowerCase())])),
      { events: ["ReplicaSet", "StatefulSet", "DaemonSet", "Job"].map((kind) => `"involvedObject":{"kind":"${kind}"`) },
      { waitForJobs: true },
    );
    const expected = kinds.map((kind) =>
      expect.objectContaining({ kind, reason: "FailedCreate", message: expect.stringContaining('"nobody" not found') }),
    );
    expect(error.details.resources).toHaveLength(4);
    expect(error.details.resources).toEqual(expect.arrayContaining(expected));
    expect(reasons(watcher)).toEqual(expect.arrayContaining(expected));
  });

  test.concurrent("a hook's ServiceAccount is missing", async () => {
    await using fixture = await Fixture.make();
    const migrate = JSON.parse(withoutAccount("Job", "migrate"));
    migrate.metadata.annotations = hook("pre-install");
    const { error } = await failingHook(fixture, JSON.stringify(migrate));
    expect(error.details).toMatchObject({ reason: "FailedCreate", pods: [] });
    expect(error.details.events.map(({ reason }) => reason)).toContain("FailedCreate");
    expect(error.message).toContain('serviceaccount "nobody" not found');
  });

  test.concurrent("the namespace's PodSecurity refuses the pods", async () => {
    await using fixture = await Fixture.make();
    await fixture.cluster.request(
      "PATCH",
      `/api/v1/namespaces/${fixture.namespace}`,
      {
        metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
      { headers: { "content-type": "application/merge-patch+json" } },
    );
    const { error } = await failing(fixture, { "web.yaml": deployment("web") }, { events: ["violates PodSecurity"] });
    expect(error.details.resources).toMatchObject([{ reason: "FailedCreate" }]);
    expect(error.message).toContain("violates PodSecurity");
  });

  test.concurrent("a webhook refuses the pods, or does not answer", async () => {
    await using fixture = await Fixture.make();
    const name = `deny-${fixture.namespace}`;
    const path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
    const webhook = {
      name: "deny.example.test",
      clientConfig: { url: "https://127.0.0.1:1/deny" },
      rules,
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": fixture.namespace } },
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
    };
    const configuration = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name },
      webhooks: [webhook],
    };
    expect((await fixture.cluster.request("POST", path, configuration)).ok).toBe(true);
    try {
      const { error } = await failing(fixture, { "web.yaml": deployment("web") }, { events: ["deny.example.test"] });
      expect(error.details.resources).toMatchObject([{ reason: "FailedCreate" }]);
      expect(error.message).toContain("deny.example.test");
    } finally {
      await fixture.cluster.request("DELETE", `${path}/${name}`);
    }
  });

  const behaviours: [string, PodBehaviour, string, keyof Words][] = [
    ["no node takes the pod", { unschedulable: true }, "Unschedulable", "pods"],
    ["a container cannot be made", { exitCode: 1, readyAfter: "soon" as never }, "CreateContainerConfigError", "pods"],
    ["a probe fails", { readyAfter: 10, neverReady: true }, "Unhealthy", "events"],
    ["it crashes", { readyAfter: 10, crashLoop: true, exitCode: 7 }, "CrashLoopBackOff", "pods"],
  ];
  test.concurrent.each(behaviours)("%s", async (_, behaviour, reason, where) => {
    await using fixture = await Fixture.make();
    const { error, watcher } = await failing(
      fixture,
      { "web.yaml": deployment("web", behaviour) },
      { [where]: [reason] },
    );
    expect(error.details.resources).toMatchObject([{ kind: "Deployment", reason }]);
    expect(error.message).toStartWith(`timed out after 4s waiting for Deployment/web (${reason}: `);
    expect(reasons(watcher).map((event) => event.reason)).toContain(reason);
  });

  test.concurrent("a claim is not bound", async () => {
    await using fixture = await Fixture.make();
    const claim =
      "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: claim}\nspec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n";
    const { error, watcher } = await failing(fixture, { "claim.yaml": claim }, { events: ["FailedBinding"] });
    expect(error.details.resources).toMatchObject([{ kind: "PersistentVolumeClaim", reason: "FailedBinding" }]);
    expect(error.message).toContain("no persistent volumes available");
    expect(reasons(watcher)).toMatchObject([{ kind: "PersistentVolumeClaim", reason: "FailedBinding" }]);
  });

  test.concurrent("a Job has failed", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "job.yaml": job("job", { exitCode: 3 }) } });
    const install = fixture.helm.releases.install("shop", shop.path, { waitForJobs: true });
    const error = await expectCode(install, "ERR_HELM_RESOURCE_FAILED");
    expect(error.details.resources).toMatchObject([{ kind: "Job", status: "Failed", reason: "Error" }]);
    expect(error.message).toContain("container main ended with exit code 3");
  });

  test.concurrent("finalizers keep what is to be uninstalled", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.merge("configmaps/a", { metadata: { finalizers: ["bunhelm.test/kept"] } });
    expect((await fixture.cluster.request("DELETE", fixture.path("configmaps/a"))).ok).toBe(true);
    const error = await expectCode(fixture.helm.releases.uninstall("shop", { timeout: "2s" }), "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toContain("bunhelm.test/kept");
    await fixture.merge("configmaps/a", { metadata: { finalizers: null } });
  });
});

describe.concurrent("pods are found by their owners", () => {
  test.concurrent("not by labels that others' pods have too", async () => {
    await using fixture = await Fixture.make();
    const labelled = (name: string, behaviour: PodBehaviour): string =>
      deployment(name, behaviour).replaceAll(`{app: ${name}}`, "{app: same}");
    const templates = {
      "one.yaml": labelled("one", { imagePullError: true }),
      "two.yaml": labelled("two", { readyAfter: 10, neverReady: true }),
    };
    const { error } = await failing(fixture, templates, { pods: ["ImagePullBackOff"], events: ["Unhealthy"] });
    const found = error.details.resources.map(({ name, reason, pods }) => [
      name,
      reason,
      pods.map((p) => p.name.split("-")[0]),
    ]);
    expect(found.toSorted()).toEqual([
      ["one", "ImagePullBackOff", ["one"]],
      ["two", "Unhealthy", ["two"]],
    ]);
  });

  test.concurrent("as far as the user may read", async () => {
    await using fixture = await Fixture.make();
    const rules = (more: Rule[] = []): Rule[] => [
      { apiGroups: [""], resources: ["secrets", "configmaps", "persistentvolumeclaims"], verbs: ["*"] },
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["*"] },
      ...more,
    ];
    using shop = chart({ templates: { "web.yaml": deployment("web", { imagePullError: true }) } });
    await fixture.helm.releases.install("first", shop.path, { wait: false });
    await known(fixture, "ImagePullBackOff");
    const attempt = async (name: string, more: Rule[]) => {
      const helm = fixture.client({ kubeconfig: await fixture.userWith(name, rules(more)) });
      const install = helm.releases.install(name, shop.path, { timeout: "4s", wait: "legacy", takeOwnership: true });
      return expectCode(install, "ERR_HELM_WAIT_TIMEOUT");
    };
    const list = ["get", "list", "watch"];
    const sets = { apiGroups: ["apps"], resources: ["replicasets"], verbs: list };
    const blind = await attempt("blind", [sets]);
    expect(blind.details.resources).toMatchObject([
      { kind: "Deployment", name: "web", status: "InProgress", pods: [] },
    ]);
    const asked = await fixture.cluster.audit({ user: `blind-${fixture.namespace}` });
    expect(asked.filter(({ requestURI }) => /\/pods\?/.test(requestURI)).length).toBeLessThanOrEqual(2);
    const sighted = await attempt("sighted", [sets, { apiGroups: [""], resources: ["pods"], verbs: list }]);
    expect(sighted.details.resources).toMatchObject([{ reason: "ImagePullBackOff", pods: [{ phase: "Pending" }] }]);
  });
});

describe.concurrent("a wait that is over before its first look", () => {
  test.concurrent("names what it was for", async () => {
    await using fixture = await Fixture.make();
    const { error } = await failing(fixture, { "a.yaml": configMap("a") }, {}, { timeout: "1ms" });
    expect(error.details.resources).toMatchObject([{ kind: "ConfigMap", name: "a" }]);
    expect(error.message).toContain("ConfigMap/a");
    expect(JSON.stringify([error.message, error.release, error])).not.toContain("status: Unknown");
    expect(Bun.inspect(error)).not.toContain("status: Unknown");
  });

  test.concurrent("names a hook just so", async () => {
    await using fixture = await Fixture.make();
    const before = job("before", { exitAfter: "1m" }, hook("pre-install"));
    const { error } = await failingHook(fixture, before, "1ms");
    expect(error.message).toBe("pre-install hook Job/before failed: timed out after 1ms");
    expect(Bun.inspect(error)).not.toContain("status: Unknown");
  });
});

test("the reason of each object is told, also where there are more than are looked at in one go", async () => {
  await using fixture = await Fixture.make();
  const names = Array.from({ length: 21 }, (_, i) => `web-${i}`);
  using shop = chart({ templates: Object.fromEntries(names.map((name) => [`${name}.yaml`, broken(name)])) });
  const watcher = new Watcher();
  const install = fixture.helm.releases.install("shop", shop.path, { onEvent: watcher.onEvent });
  install.catch(() => {});
  const told = new Set<string>();
  await watcher.seen((event) => {
    if (event.type === "readiness" && event.reason === "ImagePullBackOff") told.add(event.name);
    return told.size === names.length;
  });
  install.cancel(new Error("enough"));
  await expectCode(install, "ERR_HELM_ABORTED");
});
