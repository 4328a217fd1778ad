// What `helm dependency` and charts.dependencies make of a chart.
import { cpSync } from "node:fs";
import type { DependencyOptions, Helm } from "../src/index.ts";
import { chartsOf, lockOf } from "./chart.ts";
import { newHelm } from "./client.ts";
import { type TempDir, tempDir } from "./directory.ts";
import { helmCommand } from "./helm.ts";

/** What is left of a chart whose dependencies were updated or built. */
export interface Made {
  succeeds: boolean;
  charts: Record<string, string>;
  lock: string | undefined;
}

/** What the command makes of a copy of a chart: its charts/, its lock and whether it succeeds. */
export async function byCommand(source: TempDir, args: string[], env: Record<string, string> = {}): Promise<Made> {
  using copy = tempDir();
  cpSync(source.path, copy.path, { recursive: true });
  const { exitCode } = await helmCommand(["dependency", ...args, copy.path], env);
  return { succeeds: exitCode === 0, charts: chartsOf(copy.path), lock: await lockOf(copy.path) };
}

/** The same by bunhelm. */
export async function byUs(
  source: TempDir,
  verb: "update" | "build",
  options: DependencyOptions = {},
  client: Helm = newHelm(),
): Promise<Made> {
  using copy = tempDir();
  cpSync(source.path, copy.path, { recursive: true });
  const succeeds = await client.charts.dependencies[verb](copy.path, options).then(
    () => true,
    () => false,
  );
  return { succeeds, charts: chartsOf(copy.path), lock: await lockOf(copy.path) };
}
