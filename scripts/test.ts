// bun run test [arguments of bun test]: sets up, starts one test cluster for all files, and counts.
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startCluster } from "./cluster.ts";
import { run, script } from "./command.ts";
import { type Counts, line, readJUnit } from "./counts.ts";
import { root } from "./project.ts";
import { setup } from "./setup.ts";

const report = join(root, ".build/test/junit.xml");

/** Runs the tests and says how many passed and failed. */
export async function test(args: readonly string[]): Promise<Counts> {
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  await using cluster = await startCluster();
  const code = await run([process.execPath, "test", "--reporter=junit", `--reporter-outfile=${report}`, ...args], {
    env: { BUNHELM_TEST_CLUSTER: cluster.description },
  });
  const counts = await readJUnit(report);
  // A file that cannot be loaded, or a crash, fails no test of the report.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

if (import.meta.main) {
  await script(async () => {
    await setup();
    const counts = await test(process.argv.slice(2));
    console.log(line(counts));
    return counts.failed === 0 ? 0 : 1;
  });
}
