// Kubeconfigs as contents.
import type { TestCluster } from "../src/testing/index.ts";

/** A kubeconfig, as contents, of somebody who has this token. */
export function withToken({ server, description }: TestCluster, token: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "certificate-authority": description.caFile } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
}

/** A kubeconfig with these contexts, all of one cluster. */
export function kubeconfig(contexts: string[], current: string, server = "https://127.0.0.1:1"): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: "c", user: "u" } })),
    "current-context": current,
  };
}

/** A kubeconfig with one user and one cluster, which does not answer. */
export function kubeconfigOf(user: object, server = "https://127.0.0.1:1", cluster: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true, ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  };
}
