// The API server, or what it stands on, goes away for a while under a call, and what came of it.
import type { Act, Chosen } from "../../lab/fault-proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import type { ClusterPart, TestCluster } from "../../src/testing/index.ts";
import { values } from "../chart.ts";
import { prepare, type Verb } from "../verbs.ts";
import { aftermath, call, type Ended, ended, isUnfinished, type Judged, judge } from "./call.ts";
import type { FaultLane } from "./lane.ts";

/** When it strikes a call. */
export interface Moment {
  readonly verb: Verb;
  readonly name: "while it writes" | "while it waits" | "while it deletes";
}

export const moments: readonly Moment[] = [
  { verb: "install", name: "while it writes" },
  { verb: "install", name: "while it waits" },
  { verb: "upgrade", name: "while it writes" },
  { verb: "upgrade", name: "while it waits" },
  { verb: "rollback", name: "while it writes" },
  { verb: "uninstall", name: "while it deletes" },
];

export interface Outage {
  readonly name: string;
  readonly hits: "the cluster" | "a call";
  /** What happens to the cluster, for all calls at once, or to the requests of one call. */
  strike(target: TestCluster | FaultLane, userAgent: string, isWaiting: boolean): Promise<void>;
  /** Whether it stays until the call has ended. */
  readonly isForGood?: boolean;
  /** How long the call may wait. @default "20s" */
  readonly timeout?: string;
  /** The codes that are right, but for those of a call that succeeds. */
  readonly codes: readonly string[];
}

const away = ["ERR_HELM_CLUSTER_UNREACHABLE", "ERR_HELM_API_SERVER"] as const;
/** A wait or a hook that nobody could follow to its end. */
const late = ["ERR_HELM_WAIT_TIMEOUT", "ERR_HELM_HOOK_FAILED"] as const;

/** A part of the cluster is killed, and started again after some seconds. */
function killed(part: ClusterPart, seconds: number): Outage {
  return {
    name: `${nouns[part]} killed, started again ${seconds} s later`,
    hits: "the cluster",
    codes: [...away, ...late],
    async strike(cluster) {
      await (cluster as TestCluster).kill(part);
      await Bun.sleep(seconds * 1000);
      await (cluster as TestCluster).restart(part);
    },
  };
}

/** A part of the cluster stands still for some seconds: connections stay, and nothing answers. */
function paused(part: ClusterPart, seconds: number): Outage {
  return {
    name: `${nouns[part]} paused for ${seconds} s`,
    hits: "the cluster",
    codes: [...away, ...late],
    async strike(cluster) {
      await (cluster as TestCluster).pause(part);
      await Bun.sleep(seconds * 1000);
      await (cluster as TestCluster).resume(part);
    },
  };
}

const nouns: Partial<Record<ClusterPart, string>> = {
  apiserver: "API server",
  etcd: "etcd",
  controllers: "controllers",
};

/** Requests of a call meet a fault until it has ended. */
function all(name: string, chosen: Chosen, act: Act, codes: readonly string[], timeout = "8s"): Outage {
  return {
    name: `${name}, for good`,
    hits: "a call",
    isForGood: true,
    timeout,
    codes,
    async strike(lane, userAgent, isWaiting) {
      await (lane as FaultLane).faults.fault({ ...chosen, userAgent }, act);
      if (isWaiting) await (lane as FaultLane).faults.sever(); // a watch under way would go on
    },
  };
}

/** Something befalls the connections of a call. */
function connections(name: string, strike: (lane: FaultLane) => Promise<void>): Outage {
  return { name, hits: "a call", codes: [...away, ...late], strike: (lane) => strike(lane as FaultLane) };
}

const watches = { path: /[?&]watch=true/ };
const gone = { type: "ERROR", object: refusal(410, "Expired", "Expired").body };

export const outages: readonly Outage[] = [
  connections("every connection broken", ({ faults }) => faults.sever()),
  connections("no connection for 3 s", async ({ faults }) => {
    await faults.down();
    await Bun.sleep(3000);
    await faults.up();
  }),
  connections("nothing answered for 4 s", async ({ faults }) => {
    await using _silence = await faults.fault({}, { act: "hold" });
    await Bun.sleep(4000);
  }),
  all("every watch ended after 50 ms", watches, { act: "close", milliseconds: 50 }, [], "30s"),
  all("every watch Gone, as an event", watches, { act: "answer", status: 200, body: gone }, late),
  all("every watch Gone, as a status", watches, { act: "answer", ...refusal(410, "Expired", "Expired") }, late),
  all("every watch 403", watches, { act: "answer", ...refusal(403, "Forbidden", "Forbidden") }, [
    ...late,
    "ERR_HELM_FORBIDDEN",
  ]),
  all("everything 401", {}, { act: "answer", ...refusal(401, "Unauthorized", "Unauthorized") }, [
    "ERR_HELM_UNAUTHORIZED",
    "ERR_HELM_RECORD_NOT_WRITTEN",
  ]),
  all("everything 503", {}, { act: "answer", status: 503, body: "no healthy upstream" }, [
    ...away,
    ...late,
    "ERR_HELM_RECORD_NOT_WRITTEN",
  ]),
  killed("apiserver", 3),
  paused("apiserver", 4),
  killed("etcd", 3),
  paused("etcd", 4),
  killed("controllers", 3),
];

export interface OutageTrial extends Ended, Judged {
  readonly outage: Outage;
  readonly moment: Moment;
}

/** How long a record is repaired whose writes fail for good. */
const repairTimeout = "2s";

/** One call that meets an outage. strike: what happens, once the call has come to its moment. */
export async function endure(
  lane: FaultLane,
  outage: Outage,
  moment: Moment,
  strike: (userAgent: string) => Promise<void>,
): Promise<OutageTrial> {
  const release = lane.nextRelease();
  const { verb } = moment;
  await prepare(lane, verb, release);
  const before = await lane.recordsOf(release);
  const userAgent = lane.nextUserAgent();
  await using helm = lane.clientBehind(lane.faults, { userAgent, ...(outage.isForGood && { repairTimeout }) });
  const waits = moment.name === "while it waits";
  const method = verb === "uninstall" ? "DELETE" : "PATCH";
  const path = new RegExp(`/configmaps/${release}(\\?|$)`);
  await using held = waits
    ? undefined
    : await lane.faults.fault({ method, path, userAgent, times: 1 }, { act: "hold" });
  const waiting = Promise.withResolvers<void>();
  const operation = call(helm, verb, release, lane.chart, {
    timeout: outage.timeout ?? "20s",
    ...(waits && { values: { web: values({ web: { readyAfter: "4s" } }).web } }),
    onEvent: ({ type }) => {
      if (type === "readiness") waiting.resolve();
    },
  });
  let isOver = false;
  const over = operation.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  const broken: string[] = [];
  let [struckAt, settledAt] = [0, 0];
  void over.then(() => (settledAt = performance.now()));
  const struck = Promise.race([held?.hit() ?? waiting.promise, over]).then(async () => {
    if (isOver) broken.push("it had ended before");
    struckAt = performance.now();
    const striking = strike(userAgent);
    await Bun.sleep(50); // it has begun
    await held?.release();
    await striking;
  });
  // While the cluster is away, nobody can look.
  const end = await ended(lane, release, operation, {
    beforeLook: async () => {
      await struck;
      await lane.faults.heal();
    },
  });
  broken.push(...judge(before, end, verb, (code) => outage.codes.includes(code)).broken);
  if (!outage.isForGood && isUnfinished(end.later)) broken.push(`the records stay ${end.later}`);
  const after = await aftermath(lane, release, end, () => lane.faults.requests(0, userAgent));
  await lane.sweep(release);
  const settled = settledAt - struckAt;
  return { ...end, settled, outage, moment, ...after, broken: [...broken, ...after.broken] };
}
