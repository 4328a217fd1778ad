// releases.drift finds what was changed outside of a release, and nothing that is harmless; releases.repair puts it back;
// releases.watchDrift tells of it when it happens.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd } from "../../lab/objects.ts";
import { Slots } from "../../lab/slots.ts";
import type { KubeObject } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

const slots = new Slots(6);

const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {team: shop}, annotations: {note: ours}}
spec:
  replicas: 2
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {checksum: "1"}}
    spec:
      containers:
        - name: app
          image: x.test/app:1
          args: [one, two]
          env: [{name: A, value: "1"}, {name: B, value: "2"}]
          resources: {limits: {cpu: 1000m}}
          readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
        - {name: helper, image: 'x.test/helper:1'}
`;
const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, type: NodePort, ports: [{name: http, port: 80, targetPort: 8080}]}
`;
const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: hunter2hunter2}\n";
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
`;
const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;
const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n";
const job = `apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  ttlSecondsAfterFinished: 0
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'x.test/a:1'}]}}
`;

const parts = {
  templates: {
    "web.yaml": workload,
    "service.yaml": service,
    "login.yaml": secret,
    "role.yaml": role,
    "data.yaml": claim,
    "runner.yaml": account,
    "map.yaml": configMap("map", { a: "1", b: "2" }),
    "job.yaml": job,
  },
};

type Meddle = (fixture: Fixture) => Promise<unknown>;

const strategic = async (fixture: Fixture, resource: string, patch: object): Promise<void> => {
  const answer = await fixture.cluster.request("PATCH", `${fixture.path(resource)}?fieldManager=kubectl-edit`, patch, {
    headers: { "content-type": "application/strategic-merge-patch+json" },
  });
  if (!answer.ok) throw new Error(await answer.text());
};
const inPod = (spec: object, metadata: object = {}): object => ({ spec: { template: { metadata, spec } } });
const containers = (...all: object[]): object => inPod({ containers: all });
const edit =
  (resource: string, patch: object): Meddle =>
  (fixture) =>
    strategic(fixture, resource, patch);
const web = (patch: object): Meddle => edit("deployments/web", patch);

const drifts: Record<string, { meddle: Meddle; object: string; status?: string; paths: string[] }> = {
  "a value of a ConfigMap": { meddle: edit("configmaps/map", { data: { a: "x" } }), object: "map", paths: ["data.a"] },
  "a key that is gone": { meddle: edit("configmaps/map", { data: { a: null } }), object: "map", paths: ["data.a"] },
  "an object that is gone": {
    meddle: (fixture) => fixture.cluster.request("DELETE", fixture.path("configmaps/map")),
    object: "map",
    status: "missing",
    paths: [],
  },
  "the number of replicas": {
    meddle: async (fixture) => {
      const scale = { spec: { replicas: 5 } };
      await fixture.merge("deployments/web/scale", scale);
    },
    object: "web",
    paths: ["spec.replicas"],
  },
  "an image": {
    meddle: web(containers({ name: "app", image: "x.test/app:2" })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].image'],
  },
  "a variable": {
    meddle: web(containers({ name: "app", env: [{ name: "A", value: "x" }] })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].env[name="A"].value'],
  },
  "a variable that is gone": {
    meddle: web(containers({ name: "app", env: [{ name: "B", $patch: "delete" }] })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].env[name="B"]'],
  },
  "a container that is gone": {
    meddle: web(containers({ name: "helper", $patch: "delete" })),
    object: "web",
    paths: ['spec.template.spec.containers[name="helper"]'],
  },
  "a limit": {
    meddle: web(containers({ name: "app", resources: { limits: { cpu: "2" } } })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].resources.limits.cpu'],
  },
  "the arguments": {
    meddle: web(containers({ name: "app", args: ["three"] })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].args'],
  },
  "a probe": {
    meddle: web(containers({ name: "app", readinessProbe: { periodSeconds: 60 } })),
    object: "web",
    paths: ['spec.template.spec.containers[name="app"].readinessProbe.periodSeconds'],
  },
  "the strategy": {
    meddle: web({ spec: { strategy: { rollingUpdate: { maxSurge: 2 } } } }),
    object: "web",
    paths: ["spec.strategy.rollingUpdate.maxSurge"],
  },
  "a label": {
    meddle: web({ metadata: { labels: { team: "theirs" } } }),
    object: "web",
    paths: ["metadata.labels.team"],
  },
  "an annotation that is gone": {
    meddle: web({ metadata: { annotations: { note: null } } }),
    object: "web",
    paths: ["metadata.annotations.note"],
  },
  "an annotation of the pods": {
    meddle: web(inPod({}, { annotations: { checksum: "2" } })),
    object: "web",
    paths: ["spec.template.metadata.annotations.checksum"],
  },
  "a port": {
    meddle: edit("services/web", { spec: { ports: [{ port: 80, targetPort: 9090 }] } }),
    object: "web",
    paths: ['spec.ports[port=80,protocol="TCP"].targetPort'],
  },
  "a selector": {
    meddle: edit("services/web", { spec: { selector: { app: "other" } } }),
    object: "web",
    paths: ["spec.selector.app"],
  },
  "a Secret": {
    meddle: edit("secrets/login", { data: { password: btoa("theirs") } }),
    object: "login",
    paths: ["data.password"],
  },
  "the rules of a Role": {
    meddle: edit("roles/reader", { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["*"] }] }),
    object: "reader",
    paths: ["rules[0].verbs"],
  },
  "the mark of Helm": {
    meddle: edit("configmaps/map", { metadata: { labels: { "app.kubernetes.io/managed-by": "Argo" } } }),
    object: "map",
    status: "adopted",
    paths: ["metadata.labels.app.kubernetes.io/managed-by"],
  },
  "the release that an object belongs to": {
    meddle: edit("configmaps/map", { metadata: { annotations: { "meta.helm.sh/release-name": "other" } } }),
    object: "map",
    status: "adopted",
    paths: ["metadata.annotations.meta.helm.sh/release-name"],
  },
};

const scaler = (namespace: string): KubeObject => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas: 1, maxReplicas: 9 },
});

const harmless: Record<string, Meddle> = {
  "what the API server adds by itself": async () => {},
  "a status": (fixture) =>
    fixture.cluster.request(
      "PATCH",
      `${fixture.path("deployments/web")}/status`,
      { status: { observedGeneration: 7 } },
      { headers: { "content-type": "application/merge-patch+json" } },
    ),
  "what an autoscaler has scaled": async (fixture) => {
    await fixture.cluster.apply(scaler(fixture.namespace), fixture.namespace);
    await fixture.merge("deployments/web/scale", { spec: { replicas: 5 } });
  },
  "a container that somebody injects": web(containers({ name: "proxy", image: "x.test/proxy:1" })),
  "an init container that somebody injects": web(inPod({ initContainers: [{ name: "init", image: "x.test/init:1" }] })),
  "a volume that somebody injects": web(inPod({ volumes: [{ name: "certs", emptyDir: {} }] })),
  "a mount that somebody injects": async (fixture) => {
    await strategic(
      fixture,
      "deployments/web",
      inPod({
        volumes: [{ name: "v", emptyDir: {} }],
        containers: [{ name: "app", volumeMounts: [{ name: "v", mountPath: "/v" }] }],
      }),
    );
  },
  "a variable that somebody injects": web(containers({ name: "app", env: [{ name: "OTEL", value: "1" }] })),
  "a label more": web({ metadata: { labels: { extra: "x" } } }),
  "an annotation more": web({ metadata: { annotations: { extra: "x" } } }),
  "a restart": web(inPod({}, { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" } })),
  "a finalizer": (fixture) => fixture.merge("services/web", { metadata: { finalizers: ["example.test/hold"] } }),
  "a pause": web({ spec: { paused: true } }),
  "a toleration more": web(inPod({ tolerations: [{ key: "a", operator: "Exists" }] })),
  "a security context": web(inPod({ securityContext: { runAsNonRoot: true } })),
  "the progress deadline": web({ spec: { progressDeadlineSeconds: 300 } }),
  "a key more in a ConfigMap": edit("configmaps/map", { data: { c: "3" } }),
  "a key more in a Secret": edit("secrets/login", { data: { token: btoa("x") } }),
  "a Secret of a ServiceAccount": edit("serviceaccounts/runner", { secrets: [{ name: "runner-token" }] }),
  "a pull secret of a ServiceAccount": edit("serviceaccounts/runner", { imagePullSecrets: [{ name: "registry" }] }),
  "an address of a Service": edit("services/web", { spec: { externalIPs: ["192.0.2.1"] } }),
  "a Job that was deleted after its end, as it wants": (fixture) =>
    fixture.cluster.request("DELETE", `${fixture.path("jobs/once")}?propagationPolicy=Background`),
  "the same value, written by somebody else": edit("configmaps/map", { data: { a: "1" } }),
  "an amount that is written otherwise": web(containers({ name: "app", resources: { limits: { cpu: "1" } } })),
  "what kubectl has applied last": (fixture) =>
    fixture.merge("configmaps/map", {
      metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } },
    }),
  "an object of somebody else beside them": ({ cluster, namespace }) =>
    cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "theirs" }, data: {} }, namespace),
};

describe.each([true, false])("after server-side apply: %p, drift", (serverSide) => {
  const installed = async (): Promise<Fixture> => {
    const fixture = await Fixture.make();
    using shop = chart(parts);
    await fixture.other.releases.install("shop", shop.path, { wait: false, serverSide });
    await fixture.jobsEnd().catch(() => {}); // it is deleted then
    return fixture;
  };

  test.concurrent.each(Object.entries(drifts))(
    "finds %s, and repair puts it back",
    async (_, { meddle, object, status = "changed", paths }) => {
      using _slot = await slots.take();
      await using fixture = await installed();
      const { releases } = fixture.helm;
      await meddle(fixture);
      const report = await releases.drift("shop");
      expect(report).toMatchObject({ revision: 1, status: "deployed", objects: [{ name: object, status }] });
      expect(report.objects[0]?.fields.map(({ path }) => path)).toEqual(paths);
      expect(JSON.stringify(report)).not.toContain(btoa("hunter2hunter2"));
      expect(await fixture.writes()).toEqual([]);
      const result = await releases.repair("shop", { wait: "hookOnly", takeOwnership: true });
      expect(result).toMatchObject({ revision: 1, repaired: [{ name: object }], left: [] });
      expect((await releases.drift("shop")).objects).toEqual([]);
      expect(await fixture.records()).toEqual(["1 deployed"]);
    },
  );

  test.concurrent.each(Object.entries(harmless))("is not %s", async (_, meddle) => {
    using _slot = await slots.take();
    await using fixture = await installed();
    await meddle(fixture);
    expect((await fixture.helm.releases.drift("shop")).objects).toEqual([]);
    await fixture.merge("services/web", { metadata: { finalizers: null } });
  });
});

describe("drift", () => {
  test("tells who owns a field, since when, and what repair would put there", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "map.yaml": configMap("map", { a: "1", b: "2" }) } });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await fixture.applyAs("somebody", "configmaps/map", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "map" },
      data: { a: "x" },
    });
    const { objects } = await releases.drift("shop");
    const field = objects[0]?.fields[0];
    expect(field).toMatchObject({ path: "data.a", live: "x", deployed: "1", manager: "somebody" });
    expect(Date.now() - Date.parse(field?.since ?? "")).toBeLessThan(60_000);
    expect(objects[0]?.diff).toContain('-  a: x\n+  a: "1"');
  });

  test("finds a change of a custom resource, however it was applied, and none of its certificates", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const hookName = `hook-${fixture.namespace}`;
    const webhook = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${hookName}}
webhooks:
  - name: a.example.test
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Ignore
    namespaceSelector: {matchLabels: {never: matches}}
    clientConfig: {url: 'https://127.0.0.1:1', caBundle: Cg==}
    rules: [{apiGroups: [nothing.test], apiVersions: [v1], operations: [CREATE], resources: [things]}]
`;
    using shop = chart({
      templates: {
        "g.yaml": `apiVersion: ${group}/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 1}\n`,
        "w.yaml": webhook,
      },
      files: { "crds/g.yaml": crd(group, "Gadget") },
    });
    const { releases } = fixture.helm;
    const patch = async (path: string, body: object): Promise<void> => {
      const answer = await fixture.cluster.request("PATCH", path, body, {
        headers: { "content-type": "application/merge-patch+json" },
      });
      if (!answer.ok) throw new Error(await answer.text());
    };
    for (const serverSide of [true, false]) {
      await releases.install("shop", shop.path, { serverSide, wait: "hookOnly" });
      const path = `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${hookName}`;
      const { webhooks } = await fixture.cluster.get<{ webhooks: { clientConfig: { caBundle: string } }[] }>(path);
      for (const one of webhooks) one.clientConfig.caBundle = btoa("theirs");
      await patch(path, { webhooks });
      expect((await releases.drift("shop")).objects).toEqual([]);
      await patch(`/apis/${group}/v1/namespaces/${fixture.namespace}/gadgets/g`, { spec: { size: 2 } });
      expect((await releases.drift("shop")).objects).toMatchObject([
        { kind: "Gadget", fields: [{ path: "spec.size", live: 2, deployed: 1 }] },
      ]);
      await releases.repair("shop", { wait: "hookOnly" });
      expect((await releases.drift("shop")).objects).toEqual([]);
      await releases.uninstall("shop");
    }
  });

  test("compares the deployed revision, not one that has failed", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      values: { text: "one" },
      templates: { "map.yaml": configMap("map", { a: "{{ .Values.text }}" }) },
    });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await releases.upgrade("shop", shop.path, { values: { text: "two" } });
    await fixture.rewrite("shop", 2, ({ info }) => {
      info.status = "failed";
    });
    await fixture.rewrite("shop", 1, ({ info }) => {
      info.status = "deployed";
    });
    expect(await releases.drift("shop")).toMatchObject({
      revision: 1,
      objects: [{ fields: [{ live: "two", deployed: "one" }] }],
    });
    await expectCode(releases.drift("none"), "ERR_HELM_RELEASE_NOT_FOUND");
  });
});
