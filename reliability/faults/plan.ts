// Which faults strike where, and which outages a call must endure.
import type { TestCluster } from "../../src/testing/index.ts";
import { trialChart } from "../chart.ts";
import { type Choice, inLanes, type Outcome } from "../section.ts";
import { type HungTrial, hang, recordWrites } from "./hung.ts";
import { kinds } from "./kinds.ts";
import { FaultLane } from "./lane.ts";
import { endure, moments, type Outage, type OutageTrial, outages } from "./outages.ts";
import { byFault, byOutage, byPlace, byWrite, page } from "./page.ts";
import { places } from "./places.ts";
import type { FaultResult } from "./result.ts";
import { type FaultTrial, strike } from "./trial.ts";

/**
 * Lets each fault strike at each place, and each outage at each moment. Without canKill, no part of the cluster
 * is killed or paused, which a shared one must not be.
 */
export async function faults(
  cluster: TestCluster,
  choice: Choice & { readonly canKill?: boolean } = {},
): Promise<FaultResult> {
  const { every = 1, lanes: number = 6, canKill = true } = choice;
  const isChosen = ({ verb }: { verb: string }): boolean => choice.verbs?.includes(verb) ?? true;
  const sample = <T>(all: readonly T[]): T[] => all.filter((_, index) => index % every === 0);
  const strikes = sample(places.filter(isChosen).flatMap((place) => kinds.map((kind) => ({ place, kind }))));
  const struck = moments.filter(isChosen);
  const single = sample(
    outages.filter(({ hits }) => hits === "a call").flatMap((outage) => struck.map((moment) => ({ outage, moment }))),
  );
  const whole = canKill ? sample(outages.filter(({ hits }) => hits === "the cluster")) : [];
  let total = strikes.length + single.length + whole.length * struck.length;
  let done = 0;
  const tell = (trial: AnyTrial): void =>
    choice.onTrial?.({ done: ++done, total, title: title(trial), broken: brokenPromises([trial]) });

  using chart = trialChart();
  const lanes = await Promise.all(Array.from({ length: number }, () => FaultLane.open(cluster, chart.path)));
  try {
    const writes = sample(await recordWrites(lanes[0] as FaultLane, (verb) => isChosen({ verb })));
    total += writes.length;
    const hung = await inLanes(lanes, writes, hang, tell);
    const faults = await inLanes(lanes, strikes, (lane, { place, kind }) => strike(lane, place, kind), tell);
    const endured = await inLanes(
      lanes,
      single,
      (lane, { outage, moment }) =>
        endure(lane, outage, moment, (userAgent) => outage.strike(lane, userAgent, moment.name === "while it waits")),
      tell,
    );
    for (const outage of whole) endured.push(...(await together(cluster, lanes, outage, struck, tell)));
    return { faults, outages: endured, hung };
  } finally {
    await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }
}

/** All calls at once meet what happens to the cluster, each at its own moment. */
async function together(
  cluster: TestCluster,
  lanes: readonly FaultLane[],
  outage: Outage,
  all: typeof moments,
  tell: (trial: OutageTrial) => void,
): Promise<OutageTrial[]> {
  const trials: OutageTrial[] = [];
  for (let first = 0; first < all.length; first += lanes.length) {
    const some = all.slice(first, first + lanes.length);
    const everybody = Promise.withResolvers<void>();
    let arrived = 0;
    const struck = everybody.promise.then(() => outage.strike(cluster, "", false));
    const strike = async (): Promise<void> => {
      if (++arrived === some.length) everybody.resolve();
      await struck;
    };
    trials.push(
      ...(await Promise.all(some.map((moment, index) => endure(lanes[index] as FaultLane, outage, moment, strike)))),
    );
  }
  trials.forEach(tell);
  return trials;
}

type AnyTrial = FaultTrial | OutageTrial | HungTrial;

/** A trial in words. */
export function title(trial: AnyTrial): string {
  if ("write" in trial) {
    const { verb, method, n, isDone } = trial.write;
    return `${verb}, ${method} ${n} of its record never answered${isDone ? ", done" : ""}: cancelled`;
  }
  return "place" in trial
    ? `${trial.place.verb}, ${trial.place.name}: ${trial.kind.name}`
    : `${trial.moment.verb}, ${trial.moment.name}: ${trial.outage.name}`;
}

/** What is not as promised, a line for each. */
export function brokenPromises(trials: readonly AnyTrial[]): string[] {
  return trials.flatMap((trial) => trial.broken.map((line) => `${title(trial)}: ${line}`));
}

/** The section, for the page. */
export async function faultSection(cluster: TestCluster, choice: Choice): Promise<Outcome> {
  const result = await faults(cluster, choice);
  const { faults: struck, outages: endured, hung } = result;
  const broken = brokenPromises([...struck, ...endured, ...hung]);
  const what = `${struck.length} faults, ${endured.length} calls in an outage and ${hung.length} writes that hang`;
  const tables = [byFault(struck), byPlace(struck), byOutage(endured), byWrite(hung)];
  return { what, broken, tables, text: page(result, broken, what) };
}
