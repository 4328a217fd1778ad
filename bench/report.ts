// What a benchmark tells: a table and the targets it is held against. bun run bench collects them.
import { writeFile } from "node:fs/promises";
import { number, type Samples } from "../lab/samples.ts";
import { spread } from "./measure.ts";

/** bunhelm and its rivals, in the order of the columns. */
export const contestants = ["bunhelm", "plain", "helm"] as const;
export type Times = Record<(typeof contestants)[number], Samples>;

/** The columns of a table whose rows {@link row} makes; what: what stands first in them. */
export function columns(what: string): string[] {
  return [what, "bunhelm", "plain Go", "helm command", "to plain Go", "to the command"];
}

/** The times of all three and how ours compare. */
export function row(name: string, times: Times): string[] {
  const ratios = [ratio(times, "plain"), ratio(times, "helm")];
  return [name, ...contestants.map((one) => spread(times[one])), ...ratios.map(number)];
}

/** Our time, of a rival's. */
export function ratio(times: Times, rival: "plain" | "helm"): number {
  return times.bunhelm.median / times[rival].median;
}

/** A measured value that must not exceed its limit. */
export interface Target {
  what: string;
  measured: number;
  limit: number;
  /** "" for a ratio. */
  unit: "" | "µs" | "ms" | "MB" | "%";
}

export interface Report {
  /** The file's name without its ending. */
  name: string;
  title: string;
  /** What was done, as a paragraph. */
  about: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  targets: readonly Target[];
}

export function isMet({ measured, limit }: Target): boolean {
  return measured <= limit;
}

/** A target in one line. */
export function sentence(target: Target): string {
  const unit = target.unit === "" ? "" : ` ${target.unit}`;
  const verdict = isMet(target) ? "met" : "MISSED";
  return `${verdict}: ${target.what}: ${number(target.measured)}${unit}, target ${number(target.limit)}${unit}`;
}

/** Prints a report, and hands it to bun run bench when that is who asked. */
export async function report(result: Report): Promise<void> {
  const lines = [result.columns, ...result.rows];
  const widths = result.columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  console.log(`\n${result.title}`);
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join("  ")}`);
  }
  for (const target of result.targets) console.log(`  ${sentence(target)}`);
  const file = process.env.BUNHELM_BENCH_REPORT;
  if (file !== undefined) await writeFile(file, JSON.stringify(result));
}
