/** One request in the API server's audit log. */
export interface AuditEntry {
  auditID: string;
  /** `"ResponseStarted"` for a watch or a followed log that has not ended. */
  stage: "ResponseStarted" | "ResponseComplete" | "Panic";
  /** Path and query. */
  requestURI: string;
  /** The Kubernetes verb: get, list, watch, create, update, patch, delete, deletecollection. */
  verb: string;
  user: { username: string; groups?: string[] };
  /** The user that is impersonated, if any. */
  impersonatedUser?: { username: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> };
  userAgent?: string;
  objectRef?: {
    resource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
    apiVersion?: string;
    subresource?: string;
  };
  responseStatus?: { code?: number; status?: string; reason?: string; message?: string };
  /** When the request arrived, to the microsecond. */
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

/** Selects requests of the audit log: those that match every field. */
export interface AuditFilter {
  /** A part of the user agent, or a pattern that it matches. */
  userAgent?: string | RegExp | undefined;
  /** Name of the user. */
  user?: string | undefined;
  /** Requests for objects in this namespace and for the namespace itself. */
  namespace?: string | undefined;
  /** The Kubernetes verb, such as `"create"`. */
  verb?: string | undefined;
  /** The resource, such as `"secrets"`. */
  resource?: string | undefined;
  /** Requests that arrived at this time or later. */
  since?: Date | undefined;
}

/** Parses the audit log: one entry per request, in its last stage, in order of arrival. */
export function parseAudit(log: string | Uint8Array, filter: AuditFilter = {}): AuditEntry[] {
  const entries = new Map<string, AuditEntry>();
  for (const line of lines(bufferOf(log), needle(filter))) {
    const entry = JSON.parse(line) as AuditEntry;
    entries.set(entry.auditID, entry);
  }
  const time = (entry: AuditEntry): string => entry.requestReceivedTimestamp;
  return [...entries.values()].sort((a, b) => (time(a) < time(b) ? -1 : Number(time(a) > time(b))));
}

/** A text that every wanted line contains: the log of a long run is large, and most lines belong to others. */
function needle({ userAgent, user, namespace, resource }: AuditFilter): string {
  const text = typeof userAgent === "string" ? userAgent : (user ?? namespace ?? resource ?? "");
  return JSON.stringify(text).slice(1, -1) === text && !/[<>&]/.test(text) ? text : "";
}

/** The complete lines that contain a text. What follows the last line end is still being written. */
function bufferOf(log: string | Uint8Array): Buffer {
  return typeof log === "string" ? Buffer.from(log) : Buffer.from(log.buffer, log.byteOffset, log.byteLength);
}

function* lines(log: Buffer, text: string): Generator<string> {
  const end = log.lastIndexOf("\n");
  for (let at = 0; at <= end; ) {
    const found = log.indexOf(text, at);
    if (found < 0 || found > end) return;
    const start = log.lastIndexOf("\n", found) + 1;
    at = log.indexOf("\n", found) + 1;
    if (at - start > 1) yield log.toString("utf8", start, at);
  }
}

export function matches(entry: AuditEntry, filter: AuditFilter): boolean {
  const { userAgent = "", objectRef = {} } = entry;
  return (
    (filter.userAgent === undefined ||
      (typeof filter.userAgent === "string"
        ? userAgent.includes(filter.userAgent)
        : userAgent.search(filter.userAgent) >= 0)) && // test() would continue from its last match
    (filter.user === undefined || entry.user.username === filter.user) &&
    (filter.namespace === undefined || objectRef.namespace === filter.namespace) &&
    (filter.verb === undefined || entry.verb === filter.verb) &&
    (filter.resource === undefined || objectRef.resource === filter.resource) &&
    (filter.since === undefined || new Date(entry.requestReceivedTimestamp) >= filter.since)
  );
}
