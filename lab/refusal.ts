/** What an API server answers when it refuses, for a proxy that answers in its place. */
interface Refusal {
  readonly status: number;
  /** A Status of Kubernetes. */
  readonly body: object;
}

export function refusal(code: number, reason?: string, message?: string): Refusal {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code };
  return { status: code, body: { ...status, ...(reason && { reason }), ...(message && { message }) } };
}
