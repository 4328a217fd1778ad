// How the benchmarks measure: rivals take turns within one run, so that a busy machine slows them
// all alike, and what counts is the ratio of their medians.
import { number, Samples } from "../lab/samples.ts";

/** One way to do the job; resolves with the milliseconds it took, or leaves that to us. */
export type Contestant = () => Promise<number | undefined>;

/**
 * Lets contestants take turns: each goes first equally often, and follows each other. The first rounds are not counted.
 */
export async function interleave<Name extends string>(
  contestants: Record<Name, Contestant>,
  { rounds, warmUp = Math.ceil(rounds / 10) }: { rounds: number; warmUp?: number },
): Promise<Record<Name, Samples>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    const first = (round + warmUp) % names.length;
    const order = [...names.slice(first), ...names.slice(0, first)];
    // Backwards every other time: who follows another process finds caches and memory gone.
    for (const name of (round + warmUp) % 2 === 0 ? order : order.reverse()) {
      const start = performance.now();
      const told = await contestants[name]();
      const took = told ?? performance.now() - start;
      if (round >= 0) times[name].push(took);
    }
  }
  return Object.fromEntries(names.map((name) => [name, new Samples(times[name])])) as Record<Name, Samples>;
}

/** Milliseconds that a job takes. */
export async function timed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await job();
  return performance.now() - start;
}

/** Minimum and median as the tables show them. */
export function spread({ min, median }: Samples): string {
  return `${number(min)} / ${number(median)}`;
}

/**
 * How long the event loop was held up while a job ran: at most, and by its result alone. With as many
 * renders as cores the system lets this thread wait too, which is not its own doing.
 */
export async function pauses(
  job: () => Promise<unknown>,
  rounds: number,
): Promise<{ longest: Samples; result: Samples }> {
  const longest: number[] = [];
  const result: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let most = 0;
    let running = true;
    let last = performance.now();
    const pause = (): number => {
      const now = performance.now();
      const took = now - last;
      last = now;
      most = Math.max(most, took);
      return took;
    };
    const watch = (): void => {
      pause();
      if (running) setImmediate(watch);
    };
    watch();
    await job();
    result.push(pause());
    running = false;
    longest.push(most);
  }
  return { longest: new Samples(longest), result: new Samples(result) };
}
