// Pods wait for the Secrets and ConfigMaps that they refer to, as the kubelet has them wait.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type KubeObject, TestCluster } from "../../src/testing/index.ts";
import { holds, type List, type Pod } from "./workloads.ts";

setDefaultTimeout(60_000);

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.shared();
});

/** A pod with one container. */
const podWith = (container: object, spec: object = {}): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "app" },
  spec: { containers: [{ name: "main", image: "example.test/image:1", ...container }], ...spec },
});

const data = (kind: "Secret" | "ConfigMap", name: string, ...keys: string[]): KubeObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  [kind === "Secret" ? "stringData" : "data"]: Object.fromEntries(keys.map((key) => [key, "value"])),
});

const volume = (source: object): object => ({ volumes: [{ name: "files", ...source }] });

interface Waiting {
  readonly pod: KubeObject;
  readonly reason: string;
  /** Of the container, or of the event where the container says nothing. */
  readonly message: string;
  /** What is there already. */
  readonly there?: KubeObject;
  /** What it waits for. */
  readonly cure: KubeObject;
}

const waiting: Record<string, Waiting> = {
  "a Secret for its variables": {
    pod: podWith({ envFrom: [{ secretRef: { name: "nope" } }] }),
    reason: "CreateContainerConfigError",
    message: 'secret "nope" not found',
    cure: data("Secret", "nope", "a"),
  },
  "a ConfigMap for its variables": {
    pod: podWith({ envFrom: [{ configMapRef: { name: "nope" } }] }),
    reason: "CreateContainerConfigError",
    message: 'configmap "nope" not found',
    cure: data("ConfigMap", "nope", "a"),
  },
  "a Secret for one variable": {
    pod: podWith({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "nope", key: "a" } } }] }),
    reason: "CreateContainerConfigError",
    message: 'secret "nope" not found',
    cure: data("Secret", "nope", "a"),
  },
  "a key of a ConfigMap": {
    pod: podWith({ env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "some", key: "a" } } }] }),
    reason: "CreateContainerConfigError",
    message: "couldn't find key a in ConfigMap",
    there: data("ConfigMap", "some", "b"),
    cure: data("ConfigMap", "some", "a", "b"),
  },
  "a Secret to mount": {
    pod: podWith({}, volume({ secret: { secretName: "nope" } })),
    reason: "ContainerCreating",
    message: 'MountVolume.SetUp failed for volume "files" : secret "nope" not found',
    cure: data("Secret", "nope", "a"),
  },
  "a key of a Secret to mount": {
    pod: podWith({}, volume({ secret: { secretName: "some", items: [{ key: "a", path: "a" }] } })),
    reason: "ContainerCreating",
    message: "references non-existent secret key: a",
    there: data("Secret", "some", "b"),
    cure: data("Secret", "some", "a", "b"),
  },
  "a ConfigMap to mount among others": {
    pod: podWith({}, volume({ projected: { sources: [{ configMap: { name: "nope" } }] } })),
    reason: "ContainerCreating",
    message: 'configmap "nope" not found',
    cure: data("ConfigMap", "nope", "a"),
  },
};

describe("a pod waits for", () => {
  test.concurrent.each(Object.entries(waiting))("%s", async (_, { pod, reason, message, there, cure }) => {
    const namespace = await cluster.namespace();
    if (there) await cluster.apply(there, namespace);
    await cluster.apply(pod, namespace);
    const { items } = await cluster.waitFor<List<KubeObject & { message: string }>>(
      `/api/v1/namespaces/${namespace}/events`,
      ({ items }) => items.some((event) => event.message.includes(message)),
    );
    const warning = items.find((event) => event.message.includes(message));
    const isMount = reason === "ContainerCreating";
    expect(warning).toMatchObject({ type: "Warning", reason: isMount ? "FailedMount" : "Failed" });
    const path = `/api/v1/namespaces/${namespace}/pods/app`;
    const waits = await cluster.get<Pod>(path);
    expect(waits.status?.phase).toBe("Pending");
    expect(waits.status?.containerStatuses?.[0]?.state.waiting).toMatchObject({
      reason,
      ...(!isMount && { message: expect.stringContaining(message) }),
    });
    await cluster.apply(cure, namespace);
    expect(await cluster.waitFor<Pod>(path, holds("Ready"))).toMatchObject({ status: { phase: "Running" } });
  });
});

describe("a pod does not wait for", () => {
  test.concurrent.each([
    ["what is optional", podWith({ envFrom: [{ secretRef: { name: "nope", optional: true } }] })],
    ["a volume that is optional", podWith({}, volume({ configMap: { name: "nope", optional: true } }))],
    [
      "a key that is optional",
      podWith({ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "nope", key: "a", optional: true } } }] }),
    ],
  ])("%s", async (_, pod) => {
    const namespace = await cluster.namespace();
    await cluster.apply(pod, namespace);
    await cluster.waitFor<Pod>(`/api/v1/namespaces/${namespace}/pods/app`, holds("Ready"));
  });
});

test("a pod whose service account does not exist is not admitted, and its ReplicaSet says so", async () => {
  const namespace = await cluster.namespace();
  const labels = { app: "app" };
  const { spec } = podWith({}, { serviceAccountName: "nope" });
  await cluster.apply(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "app" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
    namespace,
  );
  await cluster.waitFor<List<KubeObject & { reason: string; message: string }>>(
    `/api/v1/namespaces/${namespace}/events`,
    ({ items }) =>
      items.some(({ reason, message }) => reason === "FailedCreate" && message.includes('"nope" not found')),
  );
});
