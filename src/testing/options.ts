/** How to start a test cluster. */
export interface TestClusterOptions {
  /**
   * Directory in which the cluster makes its own, removed when it stops. Keep the
   * path short: sockets in it may have 107 bytes.
   * @default the system's directory for temporary files
   */
  tmp?: string | undefined;
  /**
   * Account of the registry that asks for one.
   * @default { username: "user", password: "password" }
   */
  registryAuth?: { username: string; password: string } | undefined;
  /**
   * Write every request to the API server to a log that `audit()` reads.
   * @default true
   */
  audit?: boolean | undefined;
  /**
   * Leave the Job controller its real delays: 10 s before a failed pod is
   * replaced, instead of 100 ms.
   * @default false
   */
  realJobClocks?: boolean | undefined;
  /**
   * Path of the test cluster binary.
   * @default `BUNHELM_TEST_CLUSTER_BINARY`, else the one in `@bunhelm/testcluster-<platform>-<arch>`
   */
  binary?: string | undefined;
  /**
   * Let the process end while the cluster runs, and the cluster with it.
   * @default false
   */
  unref?: boolean | undefined;
}
