// What a plan foretells is what the call does: upgrades of varied charts, object by object and field by field.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { added, changed, content, sorted } from "../../lab/fields.ts";
import { Fixture, type Live } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { Slots } from "../../lab/slots.ts";
import { HelmError, type PlannedObject, type UpgradeOptions } from "../../src/index.ts";
import type { KubeObject } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

const slots = new Slots(6);

/** How the release was, what is done to it from outside, and how it is to be. */
interface Case {
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  readonly options?: UpgradeOptions;
  /** How the first revision is applied. @default as the upgrade */
  readonly first?: UpgradeOptions;
  readonly meddle?: (fixture: Fixture) => Promise<unknown>;
  /** The code with which the upgrade rejects. */
  readonly code?: string;
}

const service = (ports: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: ${ports}}\n`;
const secret = (password: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: ${password}}\n`;
const workload = (containers: string, more = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: ${containers}${more}}
`;
const claim = (size: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}}\n`;
const quota = (count: number): KubeObject => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "few" },
  spec: { hard: { "count/services": String(count) } },
});
const a = configMap("a", { text: "one" });

const cases: Record<string, Case> = {
  "nothing that changes": { before: { a }, after: { a } },
  "a value": { before: { a }, after: { a: configMap("a", { text: "two" }) } },
  "a key more and one less": { before: { a }, after: { a: configMap("a", { other: "two" }) } },
  "an annotation with a dot in its name": {
    before: { a },
    after: { a: configMap("a", { text: "one" }, { "a.b/c.d": "x" }) },
  },
  "a new object": { before: { a }, after: { a, b: configMap("b") } },
  "an object that goes": { before: { a, b: configMap("b") }, after: { a } },
  "an object with another name": { before: { a }, after: { a: configMap("b", { text: "one" }) } },
  "an object that is kept": {
    before: { a, b: configMap("b", { x: "y" }, { "helm.sh/resource-policy": "keep" }) },
    after: { a },
  },
  "an object that somebody has deleted": {
    before: { a, b: configMap("b") },
    after: { a, b: configMap("b", { text: "two" }) },
    meddle: (fixture) => fixture.cluster.request("DELETE", fixture.path("configmaps/b")),
  },
  "a field that somebody has changed": {
    before: { a },
    after: { a },
    meddle: (fixture) => fixture.merge("configmaps/a", { data: { text: "theirs" } }),
  },
  "a field that somebody has added": {
    before: { a },
    after: { a: configMap("a", { text: "two" }) },
    meddle: (fixture) => fixture.merge("configmaps/a", { data: { more: "theirs" } }),
  },
  "a field that another manager owns": {
    before: { a },
    after: { a: configMap("a", { text: "two" }) },
    meddle: (fixture) =>
      fixture.applyAs("somebody", "configmaps/a", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", namespace: fixture.namespace },
        data: { text: "theirs" },
      }),
  },
  "an image": {
    before: { web: workload("[{name: a, image: 'x.test/a:1'}, {name: b, image: 'x.test/b:1'}]") },
    after: { web: workload("[{name: a, image: 'x.test/a:1'}, {name: b, image: 'x.test/b:2'}]") },
  },
  "a container more": {
    before: { web: workload("[{name: a, image: 'x.test/a:1'}]") },
    after: { web: workload("[{name: b, image: 'x.test/b:1'}, {name: a, image: 'x.test/a:1'}]") },
  },
  "a container less": {
    before: { web: workload("[{name: b, image: 'x.test/b:1'}, {name: a, image: 'x.test/a:1'}]") },
    after: { web: workload("[{name: a, image: 'x.test/a:1'}]") },
  },
  "containers in another order": {
    before: { web: workload("[{name: b, image: 'x.test/b:1'}, {name: a, image: 'x.test/a:1'}]") },
    after: { web: workload("[{name: a, image: 'x.test/a:1'}, {name: b, image: 'x.test/b:1'}]") },
  },
  "environment and arguments": {
    before: { web: workload("[{name: a, image: 'x.test/a:1', args: [a, b], env: [{name: X, value: '1'}]}]") },
    after: {
      web: workload("[{name: a, image: 'x.test/a:1', args: [b], env: [{name: X, value: '2'}, {name: Z, value: '3'}]}]"),
    },
  },
  "volumes and limits": {
    before: { web: workload("[{name: a, image: 'x.test/a:1', resources: {limits: {cpu: 1000m}}}]") },
    after: {
      web: workload(
        "[{name: a, image: 'x.test/a:1', resources: {limits: {cpu: 1500m, memory: 1Gi}}, volumeMounts: [{name: v, mountPath: /v}]}]",
        ", volumes: [{name: v, emptyDir: {}}]",
      ),
    },
  },
  "a field that goes": {
    before: { web: workload("[{name: a, image: 'x.test/a:1'}]", ", terminationGracePeriodSeconds: 5") },
    after: { web: workload("[{name: a, image: 'x.test/a:1'}]") },
  },
  "ports by number and protocol": {
    before: { web: service("[{name: a, port: 80}, {name: b, port: 81, protocol: UDP}]") },
    after: { web: service("[{name: a, port: 80, targetPort: 8080}, {name: c, port: 82}]") },
  },
  "a Secret": { before: { login: secret("one") }, after: { login: secret("two") } },
  "a claim that cannot shrink": {
    before: { data: claim("2Gi") },
    after: { data: claim("1Gi") },
    code: "ERR_HELM_MANIFEST_INVALID",
  },
  "a selector that cannot change": {
    before: { web: workload("[{name: a, image: 'x.test/a:1'}]") },
    after: { web: workload("[{name: a, image: 'x.test/a:1'}]").replaceAll("{app: web}", "{app: other}") },
    code: "ERR_HELM_MANIFEST_INVALID",
  },
  "a field that no kind has": {
    before: { a },
    after: { a, web: service("[{port: 80, nope: 1}]") },
  },
  "more than a quota allows": {
    before: { a },
    after: { a, web: service("[{port: 80}]") },
    meddle: async (fixture) => {
      await fixture.cluster.apply(quota(0), fixture.namespace);
      const path = `/api/v1/namespaces/${fixture.namespace}/resourcequotas/few`;
      await fixture.cluster.waitFor<Live>(path, ({ status }) => status?.hard !== undefined);
    },
    code: "ERR_HELM_MANIFEST_INVALID",
  },
  "an object of nobody": {
    before: { a },
    after: { a, b: configMap("b", { text: "ours" }) },
    meddle: ({ cluster, namespace }) =>
      cluster.apply(
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" }, data: { text: "theirs", more: "x" } },
        namespace,
      ),
    code: "ERR_HELM_OWNERSHIP_CONFLICT",
  },
  "an object of nobody that is adopted": {
    before: { a },
    after: { a, b: configMap("b", { text: "ours" }) },
    meddle: ({ cluster, namespace }) =>
      cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" }, data: { more: "x" } }, namespace),
    options: { takeOwnership: true },
  },
  "hooks that change": {
    before: { a, "h1.yaml": job("h", { readyAfter: 10 }, hook("pre-upgrade")) },
    after: {
      a,
      "h1.yaml": job("h", { readyAfter: 20 }, hook("pre-upgrade")),
      "h2.yaml": job("i", { readyAfter: 10 }, hook("post-upgrade")),
    },
  },
  "a Deployment that rolls": {
    before: { web: deployment("web") },
    after: { web: deployment("web", { readyAfter: 20 }) },
  },
  "a cluster's own fields": {
    before: { web: service("[{port: 80}]") },
    after: { web: service("[{port: 80}]").replace("spec: {", "spec: {type: NodePort, ") },
  },
  "finalizers and labels": {
    before: { a: configMap("a") },
    after: { a: configMap("a").replace('"annotations":{}', '"annotations":{},"labels":{"x":"y"}') },
  },
};

const methods: Record<string, { options: UpgradeOptions; first: UpgradeOptions }> = {
  "server-side": { options: { serverSide: true }, first: { serverSide: true } },
  "client-side": { options: { serverSide: false }, first: { serverSide: false } },
  "from client-side to server-side": { options: { serverSide: true }, first: { serverSide: false } },
};

/**
 * What nobody can foretell: what the API server allots anew when it really creates an object, and what a controller makes
 * of the change afterwards.
 */
function withoutAllotted(object: Record<string, unknown>): Record<string, unknown> {
  const { annotations } = object.metadata as { annotations?: Record<string, string> };
  delete annotations?.["deployment.kubernetes.io/revision"];
  const { spec } = object as { spec?: { clusterIP?: string; clusterIPs?: string[]; ports?: { nodePort?: number }[] } };
  if (object.kind !== "Service") return object;
  delete spec?.clusterIP;
  delete spec?.clusterIPs;
  for (const port of spec?.ports ?? []) delete port.nodePort;
  return object;
}

const plurals: Record<string, string> = { Deployment: "deployments", PersistentVolumeClaim: "persistentvolumeclaims" };

async function live(fixture: Fixture, { kind, name }: PlannedObject): Promise<Live | undefined> {
  const path = fixture.path(`${plurals[kind] ?? `${kind.toLowerCase()}s`}/${name}`);
  const answer = await fixture.cluster.request("GET", path);
  return answer.ok ? ((await answer.json()) as Live) : undefined;
}

const yaml = (templates: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(templates).map(([name, text]) => [name.includes(".") ? name : `${name}.yaml`, text]),
  );

describe.each(Object.entries(methods))("an upgrade, %s", (_, method) => {
  test.concurrent.each(Object.entries(cases))("of %s", async (_, one) => {
    using _slot = await slots.take();
    await using fixture = await Fixture.make();
    using before = chart({ templates: yaml(one.before) });
    using after = chart({ version: "1.1.0", templates: yaml(one.after) });
    const options = { wait: false, timeout: "30s", ...method.options, ...one.options } as const;
    const { releases } = fixture.helm;
    await releases.upgrade("shop", before.path, { install: true, wait: false, forceConflicts: false, ...method.first });
    await one.meddle?.(fixture);

    const names = new Map<string, string | undefined>();
    const plan = await releases.plan("shop", after.path, { ...options, showSecrets: true });
    const was = await Promise.all(plan.objects.map((object) => live(fixture, object)));
    for (const [i, object] of plan.objects.entries()) names.set(object.name, was[i]?.metadata.resourceVersion);
    expect(await fixture.records()).toEqual(["1 deployed"]); // nothing was written

    const error: unknown = await releases.upgrade("shop", after.path, options).then(
      () => undefined,
      (error: unknown) => error,
    );
    const refused = [...plan.objects, ...plan.hooks].flatMap(({ problem }) => problem ?? []);
    if (error !== undefined) {
      if (!HelmError.is(error)) throw error;
      expect(refused.map(({ code }) => code)).toContain(error.code);
      if (one.code !== undefined) expect(error.code).toBe(one.code as typeof error.code);
      return;
    }
    expect(refused).toEqual([]);
    expect(one.code).toBeUndefined();
    for (const [i, planned] of plan.objects.entries()) {
      const now = await live(fixture, planned);
      const former = was[i];
      const says = { name: planned.name, action: planned.action };
      switch (planned.action) {
        case "delete":
          expect({ ...says, isThere: now !== undefined }).toEqual({ ...says, isThere: false });
          break;
        case "keep":
        case "unchanged":
          expect(content(now as Live)).toEqual(content(former as Live));
          break;
        case "create":
          expect({ ...says, wasThere: former !== undefined }).toEqual({ ...says, wasThere: false });
          expect(withoutAllotted(content(now as Live))).toEqual(withoutAllotted(added(planned.diff)));
          break;
        default:
          expect(withoutAllotted(sorted(content(now as Live)))).toEqual(
            withoutAllotted(sorted(changed(content(former as Live), planned.changes))),
          );
      }
    }
  });
});
