import { TestClusterError } from "./errors.ts";

/** A process of the cluster that can be killed, paused and restarted. */
export type ClusterPart = "etcd" | "apiserver" | "controllers" | "kubelet" | "registry";

/**
 * Everything needed to use a running cluster: the line that the binary prints when
 * it is ready. It is plain JSON, so it can be passed to other processes.
 */
export interface ClusterDescription {
  /** Path of an administrator's kubeconfig. */
  kubeconfig: string;
  /** URL of the API server. */
  server: string;
  /** Bearer token of an administrator. */
  token: string;
  /** Process id of the supervisor, the parent of the parts. */
  pid: number;
  /** Directory of the cluster, removed when it stops. */
  dir: string;
  /** Path of the certificate authority's certificate. */
  caFile: string;
  /** Path of the Unix socket that accepts commands. */
  control: string;
  /** Path of the audit log, if one is written. */
  audit?: string;
  /** Host and port of the OCI registry that needs no login, without TLS. */
  registry: string;
  /** The OCI registry that requires a login, without TLS. */
  registryAuth: RegistryAccount;
  /** Process ids of the parts when the cluster became ready. */
  pids: Record<ClusterPart, number>;
}

/** A registry and the account to log in with. */
export interface RegistryAccount {
  /** Host and port, as in `oci://host/name`. */
  host: string;
  username: string;
  password: string;
}

export function parseDescription(json: string): ClusterDescription {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {} // a path, perhaps
  if (typeof value !== "object" || value === null || !("kubeconfig" in value) || !("control" in value)) {
    throw new TestClusterError(
      "refused",
      "this is not the description of a test cluster: pass the JSON of `cluster.description`, not the path of a file",
    );
  }
  return value as ClusterDescription;
}
