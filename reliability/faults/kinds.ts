// What the API server, or what lies before it, may do to a request.
import type { Act } from "../../lab/fault-proxy.ts";
import { refusal } from "../../lab/refusal.ts";

/** What a fault is like to the one who asked: it decides which errors are right. */
export type Family = "refused" | "conflict" | "unauthorized" | "forbidden" | "not found" | "busy" | "broken" | "huge";

export interface FaultKind {
  readonly name: string;
  readonly family: Family;
  readonly act: Act;
  /** Whether it strikes once, or each such request until the call has ended. */
  readonly isForGood: boolean;
}

interface Answering {
  readonly act: "answer";
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

/** The answer of an API server that refuses. */
function refused(code: number, reason: string, message: string, headers: Record<string, string> = {}): Answering {
  return { act: "answer", headers, ...refusal(code, reason, message) };
}

/** The answer of a load balancer that refuses. */
function text(status: number, body: string): Answering {
  return { act: "answer", status, headers: { "content-type": "text/plain" }, body };
}

const statuses: readonly [string, Family, Act][] = [
  ["500, JSON", "refused", refused(500, "InternalError", "etcdserver: request timed out")],
  ["500, text", "refused", text(500, "internal error")],
  ["503, JSON", "refused", refused(503, "ServiceUnavailable", "the server is currently unable to handle the request")],
  ["503, text", "refused", text(503, "no healthy upstream")],
  ["409", "conflict", refused(409, "Conflict", "the object has been modified")],
  ["401", "unauthorized", refused(401, "Unauthorized", "Unauthorized")],
  ["403", "forbidden", refused(403, "Forbidden", 'User "somebody" cannot do that')],
  ["404", "not found", refused(404, "NotFound", "the server could not find the requested resource")],
];

const busy = (seconds: number): Act =>
  refused(429, "TooManyRequests", "too many requests", { "retry-after": String(seconds) });

const html = { "content-type": "text/html" };

/** All faults, in the order of the tables. */
export const kinds: readonly FaultKind[] = [
  ...statuses.flatMap(([name, family, act]): FaultKind[] => [
    { name, family, act, isForGood: false },
    { name: `${name}, for good`, family, act, isForGood: true },
  ]),
  { name: "429, Retry-After 1", family: "busy", act: busy(1), isForGood: false },
  { name: "429, Retry-After 3600, for good", family: "busy", act: busy(3600), isForGood: true },
  once("stream reset, not done", { act: "reset" }),
  once("connection broken, not done", { act: "reset", connection: true }),
  { ...once("connection broken, not done, for good", { act: "reset", connection: true }), isForGood: true },
  once("connection broken, done", { act: "lose", connection: true }),
  once("half a body", { act: "half" }),
  once("half the JSON", { act: "truncate" }),
  once("nothing for JSON", { act: "instead", status: 200 }),
  once("HTML", { act: "instead", status: 200, headers: html, body: "<html><body>Welcome to the hotel" }),
  once("a byte a second", { act: "drip", milliseconds: 1000 }),
  once("never answered, not done", { act: "hold" }),
  once("never answered, done", { act: "holdAnswer" }),
  { ...once("500, though done", { act: "instead", ...refusal(500, "InternalError", "timed out") }), family: "refused" },
  { ...once("300 MB", { act: "flood", bytes: 300e6 }), family: "huge" },
];

function once(name: string, act: Act): FaultKind {
  return { name, family: "broken", act, isForGood: false };
}
