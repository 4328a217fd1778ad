// Which processes are killed where.
import type { TestCluster } from "../../src/testing/index.ts";
import { trialChart } from "../chart.ts";
import { type Choice, inLanes, type Outcome } from "../section.ts";
import { type Verb, verbs } from "../verbs.ts";
import { count, fates, type Moment, type Trial } from "./killed.ts";
import { KillLane, type Target } from "./lane.ts";
import { enginePage, page, table } from "./page.ts";
import type { KillResult } from "./result.ts";
import { kill } from "./trial.ts";

/** Requests come and go with the timing of watches: so many beyond the last are tried too. */
const margin = 3;

/** Kills a process of each verb at each of its requests, and tries what can be done then. */
export async function kills(
  cluster: TestCluster,
  choice: Choice = {},
  target: Target = "program",
): Promise<KillResult> {
  return { target, ...(await atEachRequest(cluster, choice, target, kill, brokenPromises)) };
}

/** Runs a trial for each verb, each of its requests and each fate of that. */
export async function atEachRequest<T extends Trial>(
  cluster: TestCluster,
  choice: Choice,
  target: Target,
  run: (lane: KillLane, verb: Verb, moment: Moment, turn: number) => Promise<T | undefined>,
  broken: (trials: readonly T[]) => string[],
): Promise<{ trials: T[]; requests: Map<Verb, number> }> {
  const { every = 1, lanes: number = 4 } = choice;
  const chosen = verbs.filter((verb) => choice.verbs?.includes(verb) ?? true);
  using chart = trialChart();
  const lanes = await Promise.all(Array.from({ length: number }, () => KillLane.open(cluster, chart.path, target)));
  try {
    const requests = new Map<Verb, number>();
    for (const verb of chosen) requests.set(verb, await count(lanes[0] as KillLane, verb));
    const work = chosen.flatMap((verb) =>
      moments((requests.get(verb) as number) + margin)
        .map((moment, index) => ({ verb, moment, turn: index + Math.floor(index / 6) })) // each fate meets each beginning
        .filter((_, index) => index % (every * strideOf(target, verb)) === 0),
    );
    const results = await inLanes(
      lanes,
      work,
      (lane, { verb, moment, turn }) => run(lane, verb, moment, turn).then((trial) => trial ?? "over"),
      (trial, done, total) =>
        choice.onTrial?.({
          done,
          total,
          title: trial === "over" ? undefined : title(trial),
          broken: trial === "over" ? [] : broken([trial]),
        }),
    );
    return { trials: results.filter((trial) => trial !== "over"), requests };
  } finally {
    await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }
}

/**
 * What a process leaves when it dies does not depend on whose it is. So one fate is enough where another one than a
 * program's dies, but for upgrades, and few of the parents.
 */
function strideOf(target: Target, verb: Verb): number {
  if (target === "parent") return 6 * fates.length;
  return target === "engine" && verb !== "upgrade" ? fates.length : 1;
}

function moments(requests: number): Moment[] {
  const numbers = Array.from({ length: requests }, (_, index) => index + 1);
  return numbers.flatMap((request) => fates.map((fate) => ({ request, fate })));
}

/** A trial in words. */
export function title({ verb, moment, request }: Trial): string {
  return `${verb}, killed at request ${moment.request} (${request}) ${moment.fate}`;
}

/** What is not as promised, a line for each. */
export function brokenPromises(trials: readonly (Trial & { readonly broken: readonly string[] })[]): string[] {
  return trials.flatMap((trial) => trial.broken.map((line) => `${title(trial)}: ${line}`));
}

/** The section, for the page. */
export async function killSection(cluster: TestCluster, choice: Choice): Promise<Outcome> {
  const result = await kills(cluster, choice);
  const what = `${result.trials.length} kills`;
  const broken = brokenPromises(result.trials);
  return { what, broken, tables: [table(result)], text: page(result, broken, what) };
}

/** The section about a child process with Go. */
export async function engineSection(cluster: TestCluster, choice: Choice): Promise<Outcome> {
  const engine = await kills(cluster, choice, "engine");
  const parent = await kills(cluster, choice, "parent");
  const all = [...engine.trials, ...parent.trials];
  const what = `${all.length} kills`;
  const broken = brokenPromises(all);
  return { what, broken, tables: [table(engine), table(parent)], text: enginePage(engine, parent, broken, what) };
}
