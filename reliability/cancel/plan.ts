// Which trials there are, and how they are run: several lanes at once, each trial after the other.
import type { TestCluster } from "../../src/testing/index.ts";
import { trialChart } from "../chart.ts";
import { type Choice, inLanes, type Outcome } from "../section.ts";
import { Lane } from "./lane.ts";
import { figures, page, states } from "./page.ts";
import type { Result } from "./result.ts";
import { addAudited, run, type Trial } from "./trial.ts";
import { fates, type Moment, type Verb, verbs } from "./verbs.ts";

/** Each wait is cancelled so often. */
const waitRounds = 3;

/** Requests come and go with the timing of watches: so many beyond the last are tried too. */
const margin = 3;

/** Cancels operations everywhere. every: no multiple of 3, or each has the same fate. */
export async function reliability(cluster: TestCluster, choice: Choice = {}): Promise<Result> {
  const { every = 1, lanes: count = 4 } = choice;
  const chosen = verbs.filter(({ verb }) => choice.verbs?.includes(verb) ?? true);
  using chart = trialChart();
  const lanes = await Promise.all(Array.from({ length: count }, () => Lane.open(cluster, chart.path)));
  try {
    const requests = new Map<Verb["verb"], number>();
    for (const verb of chosen) requests.set(verb.verb, await countRequests(lanes[0] as Lane, verb));
    const waiting = chosen.flatMap((verb) =>
      moments(verb, requests.get(verb.verb) as number)
        .filter((_, index) => index % every === 0)
        .map((at) => ({ verb, at })),
    );
    const results = await inLanes(
      lanes,
      waiting,
      (lane, { verb, at }) => run(lane, verb, at).then((trial) => trial ?? "over"),
      (trial, done, total) =>
        choice.onTrial?.({
          done,
          total,
          title: trial === "over" ? undefined : title(trial),
          broken: trial === "over" ? [] : brokenPromises([trial]),
        }),
    );
    const trials = results.filter((trial) => trial !== "over");
    addAudited(trials, await cluster.audit({ userAgent: "trial/" }));
    return { trials, requests };
  } finally {
    await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
  }
}

function moments({ verb, waits }: Verb, requests: number): Moment[] {
  const numbers = Array.from({ length: requests + margin }, (_, index) => index + 1);
  const rounds = Array.from({ length: waitRounds });
  const strategies = verb === "test" ? (["watcher"] as const) : (["watcher", "legacy"] as const);
  return [
    ...numbers.flatMap((request) => fates.map((fate) => ({ request, fate }))),
    ...waits.flatMap((waiting) => strategies.flatMap((strategy) => rounds.map(() => ({ waiting, strategy })))),
  ];
}

async function countRequests(lane: Lane, verb: Verb): Promise<number> {
  const release = lane.nextRelease();
  await verb.prepare(lane, release);
  const before = lane.requests().length;
  await verb.start(lane, release, { wait: "watcher" });
  const count = lane.requests().length - before;
  await lane.tidy(release);
  return count;
}

/** What is not as promised, a line for each. */
export function brokenPromises(trials: readonly Trial[]): string[] {
  return trials.flatMap((trial) => {
    const what = [
      ...trial.sentMeanwhile.map((line) => `sent after the cancel: ${line}`),
      ...trial.sentAfter.map((line) => `sent after the end: ${line}`),
      ...(trial.goroutines > 0 ? [`goroutines left: ${trial.goroutines}`] : []),
      ...(trial.command === undefined ? [] : [`helm upgrade --install: ${trial.command}`]),
      ...(trial.upgrade === undefined ? [] : [`releases.upgrade: ${trial.upgrade}`]),
      ...trial.broken,
    ];
    return what.map((line) => `${title(trial)}: ${line}`);
  });
}

/** A trial in words. */
export function title({ verb, moment, request }: Trial): string {
  return "request" in moment
    ? `${verb}, request ${moment.request} (${request}) ${moment.fate}`
    : `${verb}, in the ${places[moment.waiting]} (${moment.strategy})`;
}

const places = { wait: "wait", pre: "pre-hook", post: "post-hook", test: "test" } as const;

/** The section, for the page. */
export async function cancelSection(cluster: TestCluster, choice: Choice): Promise<Outcome> {
  const result = await reliability(cluster, choice);
  const what = `${result.trials.length} cancelled operations`;
  const broken = brokenPromises(result.trials);
  return { what, broken, tables: [figures(result), states(result)], text: page(result, broken, what) };
}
