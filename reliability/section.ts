// What the parts of the reliability run have in common: a choice of trials, lanes that share them, a result.

/** Which trials of a section are run. */
export interface Choice {
  /** Names of verbs. @default all */
  readonly verbs?: readonly string[];
  /** Only every n-th trial. @default 1 */
  readonly every?: number;
  /** How many trials at once. @default 4 */
  readonly lanes?: number;
  /** Told of each trial as it ends. */
  onTrial?(progress: Progress): void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The trial in words; undefined when there was none, since the verb was over before. */
  readonly title: string | undefined;
  /** What is not as promised. */
  readonly broken: readonly string[];
}

export interface Table {
  readonly columns: string[];
  readonly rows: string[][];
}

/** What a section found. */
export interface Outcome {
  /** "412 kills" */
  readonly what: string;
  /** A line for each promise that was not kept. */
  readonly broken: readonly string[];
  readonly tables: readonly Table[];
  /** Its part of docs/reliability.md, in Markdown, from a heading of the second level on. */
  readonly text: string;
}

/** Lanes take one piece of work after the other until none is left. */
export async function inLanes<L, W, R>(
  lanes: readonly L[],
  work: readonly W[],
  run: (lane: L, piece: W, index: number) => Promise<R>,
  onEnd: (result: R, done: number, total: number) => void,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      while (next < work.length) {
        const index = next++;
        const result = await run(lane, work[index] as W, index);
        results[index] = result;
        onEnd(result, results.filter((one) => one !== undefined).length, work.length);
      }
    }),
  );
  return results;
}

/** "none, in 412 kills", or the list of them. */
export function promisesBroken(broken: readonly string[], what: string): string {
  if (broken.length === 0) return `Promises broken: none, in ${what}.`;
  return `Promises broken: ${broken.length}, in ${what}.\n\n${broken.map((line) => `- ${line.replaceAll("\n", " ")}`).join("\n")}`;
}

/** How often each text occurs, the most frequent first: "works 12, refused 3". */
export function tally(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([text, count]) => `${text} ${count}`)
    .join(", ");
}
