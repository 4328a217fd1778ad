// What the figures of a soak must be, and the page about them.
import type { Sample } from "./program.ts";
import type { Soaked } from "./run.ts";

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);

/** The columns, and how much more the last fifth may have than the middle, as a factor and as a number. */
const columns = {
  resident: { title: "memory, MB", show: megabytes, factor: 1.1, more: 0 },
  scripts: { title: "JavaScript heap, MB", show: megabytes, factor: 1.1, more: 0.5e6 },
  heap: { title: "Go heap, MB", show: megabytes, factor: 1.1, more: 2e6 },
  goroutines: { title: "goroutines", show: String, factor: 1, more: 4 },
  descriptors: { title: "file descriptors", show: String, factor: 1, more: 4 },
  sockets: { title: "sockets", show: String, factor: 1, more: 4 },
  clusters: { title: "clusters", show: String, factor: 1, more: 4 },
  memories: { title: "memory drivers", show: String, factor: 1, more: 0 },
  operations: { title: "operations left", show: String, factor: 1, more: 0 },
} as const satisfies Partial<Record<keyof Sample, object>>;

type Column = keyof typeof columns;

const all = Object.keys(columns) as Column[];

/** What must be after the end as it was before the start. */
const exact = ["goroutines", "descriptors", "sockets", "clusters", "memories", "databases", "operations"] as const;

/** What is not as it must be; isLong: enough operations that memory tells something. */
export function problems({ samples, before, after }: Soaked, isLong: boolean): string[] {
  const wrong = exact.flatMap((name) =>
    after[name] === before[name] ? [] : [`${name}: ${before[name]} before, ${after[name]} after`],
  );
  if (!isLong) return wrong;
  for (const name of all) {
    const { factor, more, show } = columns[name];
    const middle = Math.max(...samples.slice(3, 7).map((sample) => sample[name]));
    const last = Math.max(...samples.slice(8).map((sample) => sample[name]));
    if (last > middle * factor + more) wrong.push(`${name}: ${show(middle)} in the middle, ${show(last)} at the end`);
  }
  return wrong;
}

/** A row of the table: a title for it, and a sample. */
export function row(title: string, sample: Sample): string[] {
  return [title, sample.seconds.toFixed(0), ...all.map((name) => columns[name].show(sample[name]))];
}

export const head: readonly string[] = ["operations", "seconds", ...all.map((name) => columns[name].title)];

/** docs/soak.md. */
export function page(
  soaked: Soaked,
  options: { operations: number; seed: number },
  machine: readonly string[],
): string {
  const { samples, before, after, outcomes, workers } = soaked;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
    [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
  const counted = new Map<string, string[]>();
  for (const [key, count] of Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b))) {
    const [verb = "", outcome = ""] = key.split(" ");
    counted.set(verb, [...(counted.get(verb) ?? []), `${outcome} ${count}`]);
  }
  const figures = [
    row("before", before),
    ...samples.map((sample) => row(sample.done.toLocaleString("en"), sample)),
    row("after", after),
  ];
  return `<!-- Made by bun run soak --write. Do not edit. -->
# Soak

One process, ${options.operations.toLocaleString("en")} operations of all verbs, eight at a time: in namespaces of their own, with the
drivers secret, configmap and memory, by clients that come and go and whose identities rotate. Every
seventh is cancelled at some moment, every seventh is made to fail, and ${workers} Workers were terminated with
operations under way. Each operation must succeed, or fail with the expected code.

Measured after each tenth, when nothing runs. "after": clients closed, idle clusters dropped. The counts
of the last line must be those of the first; in the last fifth, memory may be 10 % above the middle.

    bun run soak [--operations 10000] [--seed N] [--write]

${machine.map((fact) => `- ${fact}`).join("\n")}
- seed ${options.seed}

${table(head, figures)}

How they ended:

${table(
  ["verb", "outcomes"],
  [...counted].map(([verb, list]) => [verb, list.join(", ")]),
)}
`;
}
