// What is in a namespace: what a change of a release leaves in the cluster.
import { unpacked } from "../lab/records.ts";
import type { KubeObject, TestCluster } from "../src/testing/index.ts";
import { pretty } from "./answer.ts";

const kinds: Record<string, readonly string[]> = {
  "api/v1": ["configmaps", "persistentvolumeclaims", "pods", "secrets", "serviceaccounts", "services"],
  "apis/apps/v1": ["daemonsets", "deployments", "statefulsets"],
  "apis/batch/v1": ["cronjobs", "jobs"],
  "apis/networking.k8s.io/v1": ["ingresses"],
  "apis/rbac.authorization.k8s.io/v1": ["rolebindings", "roles"],
};

/** What is another each time: names and addresses that the cluster gives, times, and what controllers add later. */
const given = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "clusterIP",
  "clusterIPs",
  "nodePort",
  "nodeName",
  "controller-uid",
  "batch.kubernetes.io/controller-uid",
  "deployment.kubernetes.io/revision",
  ...["createdAt", "modifiedAt", "modtime", "schemamodtime", "generated"],
];

/** What no controller has set. */
const isOurs = ({ manager }: { manager: string }): boolean => !/^kube|^testcluster/.test(manager);

/** By their time, which is in whole seconds, they come in any order. */
const sortable = ({ time, ...entry }: { manager: string; time?: string }): string => pretty(entry);

function masked(key: string, value: unknown): unknown {
  if (given.includes(key) || /_deployed$|^(started|completed)_at$|^deleted$/.test(key)) return undefined;
  if (key === "managedFields") return (value as { manager: string }[]).filter(isOurs).map(sortable).sort();
  return typeof value === "string" ? value.replace(/\bkube-api-access-\w+/g, "kube-api-access") : value;
}

/** A record of a release, unpacked. `helm test --filter` changes the order of its hooks. */
function opened(object: KubeObject): KubeObject {
  const data = (object.data as { release?: string } | undefined)?.release;
  if (object.type !== "helm.sh/release.v1" || data === undefined) return object;
  const { hooks = [], ...release } = unpacked(Buffer.from(data, "base64").toString()) as { hooks?: { path: string }[] };
  return { ...object, data: { ...release, hooks: hooks.toSorted((a, b) => a.path.localeCompare(b.path)) } };
}

/** Neither Kubernetes nor another object has made it, and it is not on its way out. */
const isOwn = ({ metadata }: KubeObject): boolean =>
  metadata.ownerReferences === undefined &&
  metadata.deletionTimestamp === undefined &&
  !(metadata.name === "kube-root-ca.crt" || metadata.name === "default");

/** Every object of a namespace that is somebody's. */
export async function objectsIn(cluster: TestCluster, namespace: string): Promise<string> {
  const lists = Object.entries(kinds).flatMap(([group, plurals]) =>
    plurals.map(async (plural) => {
      const { items } = await cluster.get<{ items: KubeObject[] }>(`/${group}/namespaces/${namespace}/${plural}`);
      return items.filter(isOwn).map(({ status, ...object }) => {
        return `${plural} ${pretty(JSON.parse(JSON.stringify(opened(object), masked)))}`;
      });
    }),
  );
  return (await Promise.all(lists)).flat().join("\n");
}
