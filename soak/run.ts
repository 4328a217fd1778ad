import { bunExe } from "../lab/process.ts";
import { lines } from "../project/lines.ts";
import type { TestCluster } from "../src/testing/index.ts";
import type { Ending, Sample } from "./program.ts";
import { makeWorld } from "./world.ts";

export interface Soaked extends Ending {
  /** After each tenth. */
  readonly samples: readonly Sample[];
}

/** Runs the soak in a process of its own. Rejects when an operation did not end as expected. */
export async function soak(
  cluster: TestCluster,
  options: { operations: number; seed: number },
  onSample: (sample: Sample) => void = () => {},
): Promise<Soaked> {
  await using world = await makeWorld(cluster, options);
  await using child = Bun.spawn([bunExe, new URL("program.ts", import.meta.url).pathname], {
    stdin: new Blob([JSON.stringify(world)]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const samples: Sample[] = [];
  let ending: Ending | undefined;
  for await (const text of lines(child.stdout)) {
    const line = JSON.parse(text) as { sample?: Sample; ending?: Ending };
    ending = line.ending ?? ending;
    if (line.sample === undefined) continue;
    samples.push(line.sample);
    onSample(line.sample);
  }
  const exitCode = await child.exited;
  if (exitCode !== 0 || ending === undefined) {
    throw new Error(`the soak with seed ${options.seed} ended with exit code ${exitCode}: see above`);
  }
  return { samples, ...ending };
}
