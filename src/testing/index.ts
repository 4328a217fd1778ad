/**
 * A real Kubernetes API server for tests, without Docker: start a cluster, give each
 * test a namespace, and use annotations to say how pods behave.
 *
 * @module
 */
export type { KubeObject, RequestOptions } from "./api.ts";
export type { AuditEntry, AuditFilter } from "./audit.ts";
export { type PollOptions, TestCluster, type TestUser } from "./cluster.ts";
export type { ClusterDescription, ClusterPart, RegistryAccount } from "./description.ts";
export { TestClusterError, type TestClusterErrorCode } from "./errors.ts";
export type { TestClusterOptions } from "./options.ts";
export { type Duration, type PodBehaviour, pod } from "./pod.ts";
