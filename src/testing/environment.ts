/**
 * The environment variables of `bunhelm/testing`, which are read only here.
 *
 * - `BUNHELM_TEST_CLUSTER`: the description (one line of JSON) of a running
 *   cluster, to which `TestCluster.shared()` then attaches.
 * - `BUNHELM_TEST_CLUSTER_BINARY`: path of the test cluster binary, instead of the one in
 *   the platform package.
 */
export function sharedDescription(): string | undefined {
  const { BUNHELM_TEST_CLUSTER } = process.env;
  return BUNHELM_TEST_CLUSTER || undefined;
}

export function binaryOverride(): string | undefined {
  const { BUNHELM_TEST_CLUSTER_BINARY } = process.env;
  return BUNHELM_TEST_CLUSTER_BINARY || undefined;
}
