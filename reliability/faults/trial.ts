// One fault at one request, and what came of it.
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { prepare } from "../verbs.ts";
import { aftermath, call, type Ended, ended, isUnfinished, type Judged, judge } from "./call.ts";
import type { FaultKind } from "./kinds.ts";
import type { FaultLane } from "./lane.ts";
import type { Place } from "./places.ts";

export interface FaultTrial extends Ended, Judged {
  readonly place: Place;
  readonly kind: FaultKind;
  /** How many requests the fault has taken. */
  readonly hits: number;
}

/** How long the call may wait for what it waits for: hooks, objects, and an answer that does not come. */
const timeout = "5s";

/** How long a record is repaired whose writes fail for good. */
const repairTimeout = "2s";

/** Lets one fault strike. */
export async function strike(lane: FaultLane, place: Place, kind: FaultKind): Promise<FaultTrial> {
  const release = lane.nextRelease();
  const { verb } = place;
  await prepare(lane, verb, release);
  if (place.hasDefinition) await lane.undefine();
  const before = await lane.recordsOf(release);
  await using own = place.isFirst ? await FaultProxy.start(lane.cluster) : undefined;
  const proxy = own ?? lane.faults;
  const userAgent = lane.nextUserAgent();
  await using helm = lane.clientBehind(proxy, { userAgent, ...(kind.isForGood && { repairTimeout }) });
  await using fault = await proxy.fault(
    // Discovery is shared by all operations of a cluster, and says so.
    { ...place.chosen(release), ...(!place.isFirst && { userAgent }), ...(!kind.isForGood && { times: 1 }) },
    kind.act,
  );
  const chart = place.hasDefinition ? lane.defining.path : lane.chart;
  const end = await ended(lane, release, call(helm, verb, release, chart, { timeout }), {
    afterLook: async () => {
      if (kind.isForGood) await fault.release();
    },
  });
  const hits = (await fault.hits()).length;
  await fault.release();
  const judged = judge(before, end, verb, (code) => isRight(code, place, kind));
  if (hits === 0) judged.broken.push("no such request was sent");
  const isTaken = kind.family === "not found" && end.outcome === taken;
  if (!kind.isForGood && isUnfinished(end.later) && !isTaken) judged.broken.push(`the records stay ${end.later}`);
  const after = await aftermath(lane, release, end, () => proxy.requests(0, userAgent));
  await lane.sweep(release);
  return { ...end, place, kind, hits, ...after, broken: [...judged.broken, ...after.broken] };
}

/** A record of which the API server says that it is gone was taken away by somebody else, who has the release now. */
const taken = "ERR_HELM_RELEASE_PENDING";

/** Codes that are right wherever the API server does not do what it is asked. */
const codes: Record<FaultKind["family"], readonly string[]> = {
  refused: ["ERR_HELM_API_SERVER", "ERR_HELM_CLUSTER_UNREACHABLE"],
  conflict: [
    "ERR_HELM_API_SERVER",
    "ERR_HELM_CLUSTER_UNREACHABLE",
    "ERR_HELM_APPLY_CONFLICT",
    "ERR_HELM_RELEASE_EXISTS",
    "ERR_HELM_RELEASE_PENDING",
  ],
  unauthorized: ["ERR_HELM_UNAUTHORIZED"],
  forbidden: ["ERR_HELM_FORBIDDEN"],
  "not found": [
    "ERR_HELM_API_SERVER",
    "ERR_HELM_CLUSTER_UNREACHABLE",
    "ERR_HELM_MANIFEST_INVALID",
    "ERR_HELM_RELEASE_NOT_FOUND",
    taken,
  ],
  busy: ["ERR_HELM_API_SERVER", "ERR_HELM_CLUSTER_UNREACHABLE"],
  broken: ["ERR_HELM_CLUSTER_UNREACHABLE"],
  huge: ["ERR_HELM_CLUSTER_UNREACHABLE", "ERR_HELM_TOO_LARGE", "ERR_HELM_API_SERVER"],
};

function isRight(code: string, place: Place, { family }: FaultKind): boolean {
  if (codes[family].includes(code) || place.own?.includes(code)) return true;
  return code === "ERR_HELM_RECORD_NOT_WRITTEN" && /record$/.test(place.name);
}
