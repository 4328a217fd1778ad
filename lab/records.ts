// Release records made by hand: what an operation would take seconds to leave, or never leaves.
import type { TestCluster } from "../src/testing/index.ts";

/** A release as far as its record is read by list; it may have everything else too. */
export interface StoredRelease {
  readonly name: string;
  readonly namespace: string;
  readonly version: number;
  readonly info: { readonly status: string; readonly last_deployed?: string; readonly [field: string]: unknown };
  readonly chart?: object;
  readonly [field: string]: unknown;
}

/** A record: an object in the cluster with a release inside, which say the same unless told otherwise. */
export interface StoredRecord {
  readonly release: StoredRelease;
  /** @default "sh.helm.release.v1.NAME.vVERSION" */
  readonly key?: string;
  /** Where the object is. @default the release's namespace */
  readonly namespace?: string;
  /** Merged into those that Helm writes; undefined takes one away. */
  readonly labels?: Record<string, string | undefined>;
  /** What is stored in the release's place. */
  readonly data?: string;
}

/** A release's JSON as Helm stores it: compressed, in base64. */
export function packed(release: object): string {
  return Buffer.from(Bun.gzipSync(JSON.stringify(release), { level: 9 })).toString("base64");
}

/** The release in what {@link packed} gives. */
export function unpacked(data: string): object {
  return JSON.parse(Buffer.from(Bun.gunzipSync(Buffer.from(data, "base64"))).toString());
}

/** The object that holds a record. */
export function recordObject(
  { release, key, labels, data = packed(release) }: StoredRecord,
  kind: "Secret" | "ConfigMap" = "Secret",
): object {
  const { name, version, info } = release;
  const system = { name, owner: "helm", status: info.status, version: String(version), createdAt: "1767225600" };
  return {
    apiVersion: "v1",
    kind,
    metadata: { name: key ?? `sh.helm.release.v1.${name}.v${version}`, labels: { ...system, ...labels } },
    ...(kind === "Secret" && { type: "helm.sh/release.v1" }),
    data: { release: kind === "Secret" ? Buffer.from(data).toString("base64") : data },
  };
}

/**
 * Stores records, several at once; that of each release's newest revision after the others, as Helm does: bunhelm tells
 * by it whether a list that may be older is still right.
 */
export async function store(
  cluster: TestCluster,
  records: Iterable<StoredRecord>,
  kind: "Secret" | "ConfigMap" = "Secret",
): Promise<void> {
  const all = [...records];
  const newest = new Map<string, StoredRecord>();
  for (const record of all) {
    const { namespace, name, version } = record.release;
    const release = `${namespace}/${name}`;
    if (version >= (newest.get(release)?.release.version ?? version)) newest.set(release, record);
  }
  const last = new Set(newest.values());
  await create(
    cluster,
    all.filter((record) => !last.has(record)),
    kind,
  );
  await create(cluster, last, kind);
}

async function create(
  cluster: TestCluster,
  records: Iterable<StoredRecord>,
  kind: "Secret" | "ConfigMap",
): Promise<void> {
  const iterator = records[Symbol.iterator]();
  const plural = `${kind.toLowerCase()}s`;
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const record = next.value;
      const path = `/api/v1/namespaces/${record.namespace ?? record.release.namespace}/${plural}`;
      const answer = await cluster.request("POST", path, recordObject(record, kind));
      if (!answer.ok) throw new Error(await answer.text());
      await answer.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
