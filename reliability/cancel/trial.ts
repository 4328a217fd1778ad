// One operation, cancelled at one moment, and what came of it.
import { setImmediate as turn } from "node:timers/promises";
import { internal } from "../../lab/internal.ts";
import {
  allArrived,
  goneFromGo,
  isRepair,
  isShared,
  type Running,
  Starvation,
  wasOnItsWay,
  writesRecord,
} from "../../lab/operation.ts";
import type { Chosen, Held, ProxiedRequest } from "../../lab/proxy.ts";
import { AbortedError, HelmError } from "../../src/index.ts";
import type { AuditEntry } from "../../src/testing/index.ts";
import { values } from "../chart.ts";
import type { Lane } from "./lane.ts";
import type { Moment, Verb } from "./verbs.ts";

/** How long a cancelled operation may take to settle, in milliseconds. */
export const settleLimit = 1_000;
/** How long it may take until none of its goroutines is left. */
const goneLimit = 2_000;

/** What became of one trial. */
export interface Trial {
  readonly verb: Verb["verb"];
  readonly moment: Moment;
  /** The request at which the cancel fell; "" where it fell into a wait. */
  readonly request: string;
  /** "aborted", or "done" where nothing was left to do. */
  readonly end: "aborted" | "done";
  /** Milliseconds from the cancel to the settled promise, without those in which this process got no time. */
  readonly settled: number;
  /** What was sent between the cancel and the end and is not the repair of the record. */
  readonly sentMeanwhile: readonly string[];
  /** What was sent after the end. */
  readonly sentAfter: string[];
  /** Goroutines that were left. */
  readonly goroutines: number;
  /** The states of the records at the end, oldest revision first. */
  readonly records: readonly string[];
  /** What `helm upgrade --install` complained of afterwards. */
  readonly command: string | undefined;
  /** What releases.upgrade complained of afterwards. */
  readonly upgrade: string | undefined;
  /** What else is not as promised. */
  readonly broken: string[];
  /** When nothing may have reached the API server any more, but for what was on its way. */
  readonly silence: {
    readonly userAgent: string;
    readonly from: Date;
    readonly until: Date;
    readonly except: readonly string[];
  };
}

/** The n-th of the requests that a predicate chooses. */
function nth(n: number, chosen: Chosen): Chosen {
  let count = 0;
  return (request) => chosen(request) && ++count === n;
}

function lines(requests: readonly ProxiedRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}

/** Runs one trial. Gives undefined when the operation has ended before the moment came. */
export async function run(lane: Lane, verb: Verb, moment: Moment): Promise<Trial | undefined> {
  const release = lane.nextRelease();
  const stuck = "waiting" in moment ? moment.waiting : undefined;
  await verb.prepare(lane, release, stuck);
  const before = await lane.recordsOf(release);
  const sent = lane.requests().length;
  const stuckAt = Promise.withResolvers<void>();
  using held = "request" in moment ? hold(lane, moment) : undefined;
  const operation = verb.start(
    lane,
    release,
    {
      wait: "strategy" in moment ? moment.strategy : "watcher",
      onEvent: (event) => {
        if (stuck !== undefined && verb.isStuck(event, stuck)) stuckAt.resolve();
      },
    },
    stuck,
  );
  const ended = operation.then(
    () => undefined,
    (error: unknown) => error,
  );
  const reached = held?.hit ?? stuckAt.promise.then(() => lane.quiet(sent));
  const hit = await Promise.race([reached, ended.then(() => "ended" as const)]);
  if (hit === "ended") {
    const error = await ended;
    if (error !== undefined) throw new Error(`${verb.verb} failed without a cancel`, { cause: error });
    await lane.tidy(release);
    return undefined;
  }
  const cancelled = await cancel(lane, operation, ended, hit ?? undefined, held, moment);
  const records = await lane.recordsOf(release);
  const goroutines = await left(operation);
  held?.release();
  if (stuck === "wait") await lane.letGo(release);
  if (stuck === undefined) await lane.jobsEnd();
  const broken = [...cancelled.broken, ...judge(before, records, cancelled.error)];
  const next = await goOn(lane, release, moment);
  const until = new Date();
  const wrong = sentSince(lane, cancelled);
  await lane.tidy(release);
  return {
    verb: verb.verb,
    moment,
    request: hit ? `${hit.method} ${hit.path.replace(/\?.*/, "").replaceAll(lane.namespace, "NS")}` : "",
    end: cancelled.error === undefined ? "done" : "aborted",
    settled: cancelled.settled,
    sentMeanwhile: wrong
      .filter(({ index, line }) => index < cancelled.count && !isRepair(line))
      .map(({ line }) => line),
    sentAfter: wrong.filter(({ index }) => index >= cancelled.count).map(({ line }) => line),
    goroutines,
    records,
    ...next,
    broken,
    silence: { userAgent: lane.userAgent, from: cancelled.at, until, except: cancelled.late },
  };
}

function hold(lane: Lane, { request, fate }: Extract<Moment, { request: number }>): Held {
  const chosen = nth(request, lane.isMine);
  return fate === "answer lost" ? lane.proxy.holdAnswer(chosen) : lane.proxy.hold(chosen);
}

interface Cancelled {
  readonly error: unknown;
  readonly settled: number;
  /** How many requests had come when it was cancelled, when what was on its way had come, when it ended. */
  readonly sent: number;
  readonly arrived: number;
  readonly count: number;
  readonly at: Date;
  readonly late: readonly string[];
  readonly broken: string[];
}

async function cancel(
  lane: Lane,
  operation: Running,
  ended: Promise<unknown>,
  hit: ProxiedRequest | undefined,
  held: Held | undefined,
  moment: Moment,
): Promise<Cancelled> {
  const isUnderWay = "fate" in moment && moment.fate === "under way";
  if (isUnderWay) {
    held?.release();
    await turn(); // it is sent on
  }
  const reason = new Error("cancelled by the trial");
  const starvation = new Starvation();
  const start = performance.now();
  operation.cancel(reason);
  // A record's write is not cut, since it could reach the server after the repair: its connection breaks.
  if (hit !== undefined && writesRecord(hit) && !isUnderWay) held?.lose();
  const sent = lane.requests().length;
  const arriving = allArrived().then(() => lane.requests().length);
  const error = await ended;
  const at = new Date();
  // What the proxy had sent on before may reach the API server only now.
  const late = lines(lane.requests().filter(({ isForwarded, status }) => isForwarded && status === undefined));
  const settled = Math.max(0, performance.now() - start - starvation.end());
  const count = lane.requests().length;
  const arrived = await arriving;
  const broken: string[] = [];
  if (error !== undefined && !(error instanceof AbortedError && error.cause === reason))
    broken.push(`it ended with ${Bun.inspect(error)}`);
  if (settled > settleLimit) broken.push(`it took ${settled.toFixed(0)} ms to settle`);
  return {
    error,
    settled,
    sent,
    arrived,
    count,
    at,
    late,
    broken,
  };
}

/** The requests since the cancel that are the operation's own and were not on their way. */
function sentSince(lane: Lane, { sent, arrived }: Cancelled): { index: number; line: string }[] {
  return lane
    .requests()
    .map((request, index) => ({ request, index, line: `${request.method} ${request.path}` }))
    .slice(sent)
    .filter(({ request, index, line }) => !wasOnItsWay(request, index < arrived) && !isShared(line));
}

/** Goroutines that are left after a while. */
async function left(operation: Running): Promise<number> {
  try {
    await goneFromGo(operation, goneLimit);
    return 0;
  } catch {
    return (await internal("internal.goroutines", { operation: operation.id })).count;
  }
}

/** What the records and the error say must agree, and nothing may be left unfinished. */
function judge(before: readonly string[], records: readonly string[], error: unknown): string[] {
  const broken: string[] = [];
  const unfinished = records.filter((line) => /pending|uninstalling/.test(line));
  if (unfinished.length > 0) broken.push(`unfinished: ${unfinished}`);
  if (!HelmError.is(error, "ERR_HELM_ABORTED")) return broken;
  const { release, details } = error;
  const said = `${release?.revision} ${release?.status}`;
  if (release?.revision !== undefined && !records.includes(said))
    broken.push(`the error says "${said}", the records ${records}`);
  if (!details.changed && before.join() !== records.join())
    broken.push(`the error says that nothing was changed; before ${before}, after ${records}`);
  return broken;
}

/** The next upgrade, once by the helm command and once by us; who is first takes turns. */
async function goOn(lane: Lane, release: string, moment: Moment): Promise<Pick<Trial, "command" | "upgrade">> {
  const command = (): Promise<string | undefined> =>
    lane.command("upgrade", "--install", release, lane.chart, "--reset-values", "--set=text=command", "--timeout=30s");
  const upgrade = async (): Promise<string | undefined> => {
    try {
      const options = { install: true, values: values({ text: "again" }), resetValues: true, timeout: "30s" };
      const { status } = await lane.other.releases.upgrade(release, lane.chart, options);
      return status === "deployed" ? undefined : status;
    } catch (error) {
      return Bun.inspect(error);
    }
  };
  const isCommandFirst = !("request" in moment) || moment.request % 2 === 0;
  const first = isCommandFirst ? await command() : undefined;
  let complaint = await upgrade();
  const complained = isCommandFirst ? first : await command();
  const records = await lane.recordsOf(release);
  if (records.filter((line) => line.endsWith(" deployed")).length !== 1 || /pending|uninstalling/.test(`${records}`))
    complaint ??= `the records are ${records}`;
  const text = await lane.text(release);
  if (text !== (isCommandFirst ? "again" : "command")) complaint ??= `the ConfigMap says ${text}`;
  return { command: complained, upgrade: complaint };
}

const methods: Record<string, string> = { create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE" };

/** Adds to the trials what the API server's audit log says was sent after their end. */
export function addAudited(trials: readonly Trial[], audit: readonly AuditEntry[]): void {
  const requests = audit.map(({ userAgent, verb, requestURI, requestReceivedTimestamp }) => ({
    userAgent,
    line: `${methods[verb] ?? "GET"} ${requestURI}`,
    at: new Date(requestReceivedTimestamp),
  }));
  for (const { silence, sentAfter } of trials) {
    const late = requests.filter(
      ({ userAgent, line, at }) =>
        userAgent?.includes(silence.userAgent) &&
        at > silence.from &&
        at < silence.until &&
        !isShared(line) &&
        !silence.except.includes(line),
    );
    sentAfter.push(...late.map(({ line }) => `${line} (by the audit log)`));
  }
}
