/** How to start a test cluster. */
export interface TestClusterOptions {
  /**
   * Directory in which the cluster creates its own, which is removed when it stops.
   * Keep the path short: paths of sockets in it may have at most 107 bytes.
   * @default the system's temporary directory
   */
  tmp?: string | undefined;
  /**
   * Account of the registry that requires a login.
   * @default { username: "user", password: "password" }
   */
  registryAuth?: { username: string; password: string } | undefined;
  /**
   * Write every request to the API server to a log that `audit()` reads.
   * @default true
   */
  audit?: boolean | undefined;
  /**
   * Use the real delays of the Job controller: a failed pod is replaced after 10 s
   * instead of 100 ms.
   * @default false
   */
  realJobClocks?: boolean | undefined;
  /**
   * Path of the test cluster binary.
   * @default `BUNHELM_TEST_CLUSTER_BINARY`, else the one in `@bunhelm/testcluster-<platform>-<arch>`
   */
  binary?: string | undefined;
  /**
   * Let the process end while the cluster is running. The cluster then ends too.
   * @default false
   */
  unref?: boolean | undefined;
}
