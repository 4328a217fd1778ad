// bun run test [--quick] [--road=process] [arguments of bun test]: sets up, starts one test cluster for all files, and
// counts. With --quick it runs the files that need no cluster, two at a time; with --road=process the clients of the
// tests have Go in a child process.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, script } from "../project/command.ts";
import { startCluster } from "./cluster.ts";
import { type Counts, judge, line } from "./counts.ts";
import { quickTests } from "./quick.ts";
import { setup } from "./setup.ts";

/** Runs the tests on one cluster and says how many passed and failed. */
export async function test(args: readonly string[]): Promise<Counts> {
  await using cluster = await startCluster();
  return await runTests(args, { BUNHELM_TEST_CLUSTER: cluster.description }); // the cluster is there until it has ended
}

/** Two processes at a time: one uses the cores while the other waits. */
async function runQuickly(args: readonly string[]): Promise<Counts> {
  return await runTests(["--parallel=2", ...(await quickTests()), ...args], {});
}

/** Runs bun test. bun: another one than this. */
export async function runTests(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  bun: string = process.execPath,
): Promise<Counts> {
  const directory = await mkdtemp(join(tmpdir(), "bunhelm-report-"));
  try {
    const report = Bun.file(join(directory, "junit.xml"));
    let output = "";
    const code = await run([bun, "test", "--reporter=junit", `--reporter-outfile=${report.name}`, ...args], {
      env: {
        ...env,
        ...(process.stderr.isTTY && !process.env.NO_COLOR && { FORCE_COLOR: "1" }),
      },
      onComplaint: (text) => (output += text),
    });
    return judge({ report: (await report.exists()) ? await report.text() : null, output, code });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  await script(async () => {
    const given = process.argv.slice(2);
    const isQuick = given.includes("--quick");
    if (given.includes("--road=process")) process.env.BUNHELM_TEST_ROAD = "process";
    const args = given.filter((argument) => argument !== "--quick" && argument !== "--road=process");
    await setup(isQuick ? ["library", "helm"] : undefined);
    const counts = isQuick ? await runQuickly(args) : await test(args);
    console.log(line(counts));
    return counts.failed === 0 ? 0 : 1;
  });
}
