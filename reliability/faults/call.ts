// A call that meets a fault: how it ends, what is recorded, and whether that is as promised.
import type { SeenRequest } from "../../lab/fault-proxy.ts";
import { internal } from "../../lab/internal.ts";
import { goneFromGo, type Running } from "../../lab/operation.ts";
import { until } from "../../lab/wait.ts";
import { type Helm, HelmError } from "../../src/index.ts";
import { values } from "../chart.ts";
import type { Room } from "../room.ts";
import { type Verb, valuesOf } from "../verbs.ts";

/** How a call has ended. */
export interface Ended {
  /** "done", or an error's code; "ran on" when it had to be cancelled. */
  readonly outcome: string;
  /** What the error says that is recorded: "2 failed". */
  readonly said: string | undefined;
  /** Milliseconds until it settled. */
  readonly settled: number;
  /** The records when it settled, and when nothing of it was left in this process. */
  readonly records: readonly string[];
  readonly later: readonly string[];
  readonly goroutines: number;
  readonly error: unknown;
  /** When it settled, in milliseconds since 1970. */
  readonly at: number;
}

export interface Judged {
  /** What was sent after it had settled, but for what had left before. */
  readonly sentAfter: readonly string[];
  /** Why the next upgrade does not work. */
  readonly upgrade: string | undefined;
  readonly broken: string[];
}

/** A call that has not ended after so many milliseconds never does by itself. */
const runsOn = 30_000;
/** How long it may take until none of its goroutines is left, in milliseconds: a record may still be repaired. */
const goneLimit = 10_000;

export interface CallSettings {
  readonly timeout: string;
  /** More values. */
  readonly values?: Record<string, unknown>;
  readonly onEvent?: (event: { readonly type: string }) => void;
}

export function call(helm: Helm, verb: Verb, release: string, chart: string, settings: CallSettings): Running {
  const { values: more, ...options } = settings;
  const all = { ...options, values: { ...valuesOf(verb), ...more } };
  switch (verb) {
    case "install":
      return helm.releases.install(release, chart, { ...all, createNamespace: true });
    case "upgrade":
      return helm.releases.upgrade(release, chart, all);
    default:
      return helm.releases[verb](release, options);
  }
}

/**
 * Waits for the end of a call and for all that follows. beforeLook: what happens before anybody looks at the
 * records, afterLook: once they were seen as the call has left them.
 */
export async function ended(
  room: Room,
  release: string,
  operation: Running,
  { beforeLook, afterLook }: { beforeLook?: () => Promise<void>; afterLook?: () => Promise<void> } = {},
): Promise<Ended> {
  const begin = performance.now(); // of the wait for its end
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    operation.cancel(new Error("it runs on"));
  }, runsOn);
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  clearTimeout(timer);
  const settled = performance.now() - begin;
  const at = Date.now();
  await beforeLook?.();
  const records = await room.recordsOf(release);
  await afterLook?.();
  let goroutines = 0;
  try {
    await goneFromGo(operation, goneLimit);
  } catch {
    goroutines = (await internal("internal.goroutines", { operation: operation.id })).count;
  }
  const later = await room.recordsOf(release);
  const outcome = isLate ? "ran on" : error === undefined ? "done" : codeOf(error);
  return { outcome, said: said(error), settled, records, later, goroutines, error, at };
}

function codeOf(error: unknown): string {
  return HelmError.is(error) ? error.code : Bun.inspect(error);
}

function said(error: unknown): string | undefined {
  if (!HelmError.is(error) || error.release?.revision === undefined) return undefined;
  return `${error.release.revision} ${error.release.status}`;
}

/** What the records say when all is done. */
const success: Record<Verb, readonly string[]> = {
  install: ["1 deployed"],
  upgrade: ["1 superseded", "2 deployed"],
  rollback: ["1 superseded", "2 superseded", "3 deployed"],
  uninstall: [],
};

export const isUnfinished = (records: readonly string[]): boolean => /pending|uninstalling/.test(`${records}`);

/** What is promised of any call that meets a fault. isRight: whether a code says what has happened. */
export function judge(
  before: readonly string[],
  end: Ended,
  verb: Verb,
  isRight: (code: string) => boolean,
): { broken: string[] } {
  const broken: string[] = [];
  const { outcome, records, said, goroutines, error } = end;
  if (outcome === "ran on") broken.push(`it has not ended after ${runsOn} ms`);
  else if (outcome === "done") {
    if (`${records}` !== `${success[verb]}`)
      broken.push(`it succeeds, and the records are ${records.join() || "none"}`);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    if (!isRight(outcome)) broken.push(`it ends with ${outcome}: ${message}`);
    if (said !== undefined && !records.includes(said) && !/not.?found/.test(said))
      broken.push(`the error says ${said}, the records ${records.join() || "none"}`);
    const isToldOf = outcome === "ERR_HELM_RECORD_NOT_WRITTEN" || /"unwritten"|"repairing"/.test(JSON.stringify(error));
    if (isUnfinished(records) && !isUnfinished(before) && !isToldOf && said === undefined)
      broken.push(`the error does not say that the records are ${records}`);
  }
  if (goroutines > 0) broken.push(`goroutines left: ${goroutines}`);
  return { broken };
}

/** A request may be so many milliseconds on its way. */
const underWay = 20;

/** What follows: the next upgrade, which must work where no record is pending, and nothing else. */
export async function aftermath(
  room: Room,
  release: string,
  { later, at, outcome }: Ended,
  requests: () => Promise<readonly SeenRequest[]>,
): Promise<Judged> {
  await room.jobsEnd();
  const broken: string[] = [];
  let upgrade: string | undefined;
  try {
    const options = { install: true, resetValues: true, values: values({ text: "next" }), timeout: "30s" };
    await room.other.releases.upgrade(release, room.chart, options);
    await until(async () => (await room.text(release)) === "next", 1_000);
  } catch (error) {
    upgrade = codeOf(error);
    if (!isUnfinished(later) || upgrade !== "ERR_HELM_RELEASE_PENDING")
      broken.push(`the next upgrade fails over ${later.join() || "no record"}: ${Bun.inspect(error)}`);
  }
  await until(async () => (await requests()).every(({ isDone }) => isDone));
  const sentAfter = (await requests())
    .filter((request) => request.at > at + underWay && !request.isGivenUp)
    .map(({ method, path }) => `${method} ${path}`);
  if (outcome !== "ran on") broken.push(...sentAfter.map((line) => `sent after the end: ${line}`));
  return { sentAfter, upgrade, broken };
}
