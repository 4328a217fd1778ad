// A cancel while the API server does not answer a write of the release's record: the one case in which something
// is sent after the call has settled.
import { isRepair, isShared } from "../../lab/operation.ts";
import { HelmError } from "../../src/index.ts";
import { prepare, type Verb, verbs } from "../verbs.ts";
import { aftermath, call, ended, isUnfinished } from "./call.ts";
import type { FaultLane } from "./lane.ts";

/** A write of a record, the n-th of its method. */
export interface RecordWrite {
  readonly verb: Verb;
  readonly method: "POST" | "PUT" | "DELETE";
  readonly n: number;
  /** Whether the API server has done it. */
  readonly isDone: boolean;
}

export interface HungTrial {
  readonly write: RecordWrite;
  /** Milliseconds from the cancel to the end of the call, and of close(). */
  readonly settled: number;
  readonly closed: number;
  /** The records at the end of the call, and after close(). */
  readonly records: readonly string[];
  readonly later: readonly string[];
  /** What was sent in between: "GET records". */
  readonly sent: readonly string[];
  readonly upgrade: string | undefined;
  readonly goroutines: number;
  readonly broken: readonly string[];
}

/** Within so many milliseconds a cancel settles whatever hangs. */
const settleLimit = 4_500;

const path = (release: string): RegExp => new RegExp(`/secrets(/sh\\.helm\\.release\\.v1\\.${release}\\.v\\d+)?$`);

/** All writes of records, of calls that nobody disturbs. */
export async function recordWrites(lane: FaultLane, chosen: (verb: Verb) => boolean): Promise<RecordWrite[]> {
  const writes: RecordWrite[] = [];
  for (const verb of verbs.filter(chosen)) {
    const release = lane.nextRelease();
    await prepare(lane, verb, release);
    const userAgent = lane.nextUserAgent();
    await using helm = lane.clientBehind(lane.faults, { userAgent });
    await call(helm, verb, release, lane.chart, { timeout: "30s" });
    const counts = new Map<string, number>();
    for (const request of await lane.faults.requests(0, userAgent)) {
      const { method } = request as { method: RecordWrite["method"] };
      if ((method as string) === "GET" || !path(release).test(request.path)) continue;
      const n = (counts.get(method) ?? 0) + 1;
      counts.set(method, n);
      for (const isDone of [false, true]) writes.push({ verb, method, n, isDone });
    }
    await lane.sweep(release);
  }
  return writes;
}

/** Cancels one call whose write of a record is not answered. */
export async function hang(lane: FaultLane, write: RecordWrite): Promise<HungTrial> {
  const { verb, method, n, isDone } = write;
  const release = lane.nextRelease();
  await prepare(lane, verb, release);
  const userAgent = lane.nextUserAgent();
  const helm = lane.clientBehind(lane.faults, { userAgent });
  await using held = await lane.faults.fault(
    { method, path: path(release), userAgent, skip: n - 1, times: 1 },
    { act: isDone ? "holdAnswer" : "hold" },
  );
  const operation = call(helm, verb, release, lane.chart, { timeout: "60s" });
  operation.catch(() => {});
  await held.hit();
  const start = performance.now();
  operation.cancel(new Error("cancelled by the trial"));
  let closed = 0;
  const end = await ended(lane, release, operation, {
    afterLook: async () => {
      await helm.close();
      closed = performance.now() - start;
    },
  });
  const closedAt = Date.now();
  const sent = (await lane.faults.requests(0, userAgent))
    .filter(({ at }) => at > end.at)
    .map((request) => ({ at: request.at, line: `${request.method} ${request.path}` }))
    .filter(({ line }) => !isShared(line));
  const broken = sent.filter(({ line }) => !isRepair(line)).map(({ line }) => `sent after the end: ${line}`);
  broken.push(...sent.filter(({ at }) => at > closedAt).map(({ line }) => `sent after close(): ${line}`));
  const { error } = end;
  const isAborted = HelmError.is(error, "ERR_HELM_ABORTED");
  if (error !== undefined && !isAborted) broken.push(`it ends with ${end.outcome}`);
  if (end.settled > settleLimit) broken.push(`it took ${end.settled.toFixed(0)} ms to settle`);
  if (isUnfinished(end.records) && !(isAborted && error.details.repairing))
    broken.push(`the error does not say that the records are ${end.records}`);
  if (isUnfinished(end.later)) broken.push(`after close() the records are ${end.later}`);
  if (end.goroutines > 0) broken.push(`goroutines left: ${end.goroutines}`);
  const none = async (): Promise<readonly never[]> => [];
  const after = await aftermath(lane, release, end, none);
  await lane.sweep(release);
  const { records, later, goroutines, settled } = end;
  return {
    write,
    settled,
    closed,
    records,
    later,
    goroutines,
    sent: sent.map(({ line }) => `${line.split(" ")[0]} ${/labelSelector/.test(line) ? "records" : "record"}`),
    upgrade: after.upgrade,
    broken: [...broken, ...after.broken],
  };
}
