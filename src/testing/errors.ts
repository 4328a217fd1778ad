/** What went wrong with a test cluster. */
export type TestClusterErrorCode =
  /** No test cluster binary for this platform is installed. */
  | "binary-missing"
  /** The cluster did not become ready. The message has the end of its log. */
  | "start-failed"
  /** The cluster refused a command, such as killing a part that does not exist. */
  | "refused"
  /** The cluster is shared, and the call would disturb others. */
  | "shared"
  /** The cluster was stopped, or ended by itself. */
  | "stopped"
  /** The API server answered with an error; see {@link TestClusterError.status}. */
  | "api"
  /** A condition was not met in time. */
  | "timeout";

/** An error of the test cluster itself, never of what is tested on it. */
export class TestClusterError extends Error {
  override readonly name = "TestClusterError";
  readonly code: TestClusterErrorCode;
  /** The HTTP status, for the code `"api"`. */
  readonly status: number | undefined;

  constructor(code: TestClusterErrorCode, message: string, options?: ErrorOptions & { status?: number }) {
    super(message, options);
    this.code = code;
    this.status = options?.status;
  }
}
