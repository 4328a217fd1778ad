// Clients that know nothing of this machine, and the cluster that all tests share.

import { Helm, type HelmOptions } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { road } from "./environment.ts";

/** A client that knows nothing of this machine but what the options say. */
export function newHelm(options: HelmOptions = {}): Helm {
  return new Helm({ env: {}, ...road, ...options });
}

/** The cluster that all tests share. */
export function cluster(): Promise<TestCluster> {
  return TestCluster.shared();
}

/** A client of the shared cluster. */
export async function clusterHelm(options: HelmOptions = {}): Promise<Helm> {
  return newHelm({ kubeconfig: (await cluster()).kubeconfig, ...options });
}
