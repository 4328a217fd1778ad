// What .ci/run runs: all checks, the Go tests under the race detector, all tests, and what runs on platforms that are
// not this machine's. The last line counts.
import { join } from "node:path";
import { announce, endWithUs, run, script } from "../project/command.ts";
import { compileFlags, helmEnvironment, programFlags } from "../project/flags.ts";
import { lines } from "../project/lines.ts";
import { root } from "../project/project.ts";
import { startCluster } from "./cluster.ts";
import { add, type Counts, GoReport, line } from "./counts.ts";
import { checkDockerfile } from "./dockerfile.ts";
import { testOnArm64, testOnMusl } from "./elsewhere.ts";
import { duration } from "./progress.ts";
import { setup } from "./setup.ts";
import { test } from "./test.ts";

/** Tests that are run once more on musl. `bun run elsewhere musl` runs all; those of the library itself fail there. */
const muslTests = [
  "test/charts",
  ...["isolation", "process", "stranger"].map((name) => `test/native/${name}.test.ts`),
  ...["install", "upgrade", "rollback", "uninstall"].map((name) => `test/releases/${name}.test.ts`),
];

const helm = join(root, "go/helm");
const bun = process.execPath;

const checks: Record<string, () => Promise<number>> = {
  lint: () => run([bun, "run", "lint"]),
  types: () => run([bun, "run", "typecheck"]),
  generated: () => run([bun, "scripts/gen.ts", "--check"]),
  gofmt,
  dockerfile: checkDockerfile,
  vet: () => run(["go", "vet", ...programFlags, "./..."], { cwd: helm, env: helmEnvironment }),
};

/** gofmt -l prints the files that it would change. */
async function gofmt(): Promise<number> {
  const command = ["gofmt", "-l", "go/helm", "go/testcluster"];
  announce(command);
  const child = Bun.spawn(command, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const exited = endWithUs(child);
  const files = (await child.stdout.text()).trim();
  if (files !== "") console.error(`not formatted:\n${files}`);
  const code = await exited;
  return files === "" ? code : 1;
}

/** The race detector wants all compiled once more, and does not know pie. One test needs a cluster. */
async function goTest(): Promise<Counts> {
  await using cluster = await startCluster();
  const command = ["go", "test", "-race", "-shuffle=on", "-json", ...compileFlags, "./..."];
  announce(command, helm);
  const child = Bun.spawn(command, {
    cwd: helm,
    env: { ...process.env, ...helmEnvironment, BUNHELM_TEST_CLUSTER: cluster.description },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = endWithUs(child);
  using _sign = signOfLife("go test -race");
  const report = new GoReport();
  for await (const text of lines(child.stdout)) report.take(text);
  const counts = report.counts;
  if ((await exited) !== 0 && counts.failed === 0) counts.failed = 1;
  console.log(`go test: ${line(counts)}`);
  return counts;
}

/** Nothing is printed while Go compiles: say now and then that it does. */
function signOfLife(what: string): Disposable {
  const start = performance.now();
  const timer = setInterval(() => console.log(`${what}: ${duration(performance.now() - start)}`), 30_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function timed<T>(name: string, body: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await body();
  } finally {
    console.log(`-- ${name}: ${duration(performance.now() - start)}\n`);
  }
}

await script(async () => {
  await timed("setup", () => setup());
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    if ((await timed(name, check)) !== 0) failed.push(name);
  }
  const go = await timed("go test", goTest);
  const ours = await timed("test", () => test(process.argv.slice(2)));
  const arm64 = await timed("arm64", testOnArm64);
  const musl = await timed("musl", () => testOnMusl(muslTests));
  const checked: Counts = {
    passed: 0,
    failed: failed.length,
    failures: failed.map((name) => `${name}, a check, counts as one: see above`),
  };
  const total = add(checked, go, ours, arm64, musl);
  for (const failure of total.failures) console.log(`${failure}\n`); // once more, where a long log is read first
  console.log(line(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});
