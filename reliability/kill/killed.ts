// One process that is killed at one request, and how it leaves the release.
import { until } from "../../lab/wait.ts";
import { prepare, type Verb } from "../verbs.ts";
import { type Death, start } from "./death.ts";
import type { KillLane } from "./lane.ts";

/** Whether the API server sees the request at which the process dies: "done" and the answer lost, or "not sent". */
export const fates = ["not sent", "done"] as const;
export type Fate = (typeof fates)[number];

export interface Moment {
  readonly request: number;
  readonly fate: Fate;
}

/** Of which verb a process was killed, and at which request. */
export interface Trial {
  readonly verb: Verb;
  readonly moment: Moment;
  /** "POST /api/v1/..." */
  readonly request: string;
}

/** A release as a killed process has left it. */
export interface Killed {
  readonly release: string;
  /** The request at which it was killed: "POST /api/v1/...". */
  readonly request: string;
  readonly death: Death;
  /** The records. */
  readonly records: readonly string[];
}

/** Kills one process. Gives undefined when it has ended before the moment came. */
export async function killAt(lane: KillLane, verb: Verb, moment: Moment): Promise<Killed | undefined> {
  const release = lane.nextRelease();
  await prepare(lane, verb, release);
  const userAgent = `victim/${lane.namespace}/${release}`;
  const { faults } = lane;
  await using fault = await faults.fault(
    { userAgent, skip: moment.request - 1, times: 1 },
    { act: moment.fate === "done" ? "holdAnswer" : "hold" },
  );
  await using victim = start(lane, verb, release, userAgent);
  const hit = await Promise.race([fault.hit(), victim.end.then((failure) => ({ failure }))]);
  if ("failure" in hit) {
    if (hit.failure !== undefined) throw new Error(`${verb} failed without being killed: ${hit.failure}`);
    await lane.sweep(release);
    return undefined;
  }
  const death = await victim.kill();
  await fault.lose();
  await until(async () => (await lane.requestsOf(userAgent)).every(({ isDone }) => isDone));
  const path = hit.path.replace(/\?.*/, "").replaceAll(lane.namespace, "NS").replaceAll(release, "NAME");
  return { release, request: `${hit.method} ${path}`, death, records: await lane.recordsOf(release) };
}

/** How many requests a verb sends when nobody kills it. */
export async function count(lane: KillLane, verb: Verb): Promise<number> {
  const release = lane.nextRelease();
  await prepare(lane, verb, release);
  const userAgent = `victim/${lane.namespace}/${release}`;
  await using victim = start(lane, verb, release, userAgent);
  const failure = await victim.end;
  if (failure !== undefined) throw new Error(`${verb} fails: ${failure}`);
  await lane.sweep(release);
  return (await lane.requestsOf(userAgent)).length;
}
