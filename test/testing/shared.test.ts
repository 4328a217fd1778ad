// One cluster for a whole run of `bun test`, however its files are run.
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";
import { TestCluster } from "../../src/testing/index.ts";

setDefaultTimeout(120_000);

const file = `import { beforeAll, expect, test } from "bun:test";
import { TestCluster } from ${JSON.stringify(join(root, "src/testing/index.ts"))};
let cluster;
beforeAll(async () => {
  cluster = await TestCluster.shared();
}, 60_000);
test("shares", async () => {
  const namespace = await cluster.namespace();
  expect(await cluster.get("/api/v1/namespaces/" + namespace)).toMatchObject({ kind: "Namespace" });
  console.log("cluster " + cluster.description.pid + " in " + cluster.description.dir);
});
`;

interface Run {
  readonly output: string;
  /** The clusters that its files have met. */
  readonly clusters: readonly { readonly pid: number; readonly dir: string }[];
}

async function runFiles(directory: string, flags: readonly string[]): Promise<Run> {
  const { BUNHELM_TEST_CLUSTER: _, ...env } = process.env;
  const child = Bun.spawn([bunExe, "test", ...flags], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  const output = stdout + stderr;
  const met = [...output.matchAll(/cluster (\d+) in (\S+)/g)];
  return { output, clusters: met.map(([, pid, dir]) => ({ pid: Number(pid), dir: dir as string })) };
}

test.concurrent.each([[[]], [["--isolate"]], [["--parallel=2"]]])(
  "all files share it, and it ends with the run (%j)",
  async (flags) => {
    const names = ["a", "b", "c", "d"];
    using directory = tempDir(Object.fromEntries(names.map((name) => [`${name}.test.js`, file])));
    const { output, clusters } = await runFiles(directory.path, flags);
    expect(output).toContain(" 4 pass");
    expect(clusters.length).toBe(4);
    expect(new Set(clusters.map(({ pid }) => pid)).size).toBe(1);
    const [{ dir } = { dir: "" }] = clusters;
    await until(() => !existsSync(dir));
  },
);

test("a description that is none is an error that says what is wanted", async () => {
  await expect(TestCluster.attach("/tmp/cluster.json")).rejects.toMatchObject({
    name: "TestClusterError",
    message: expect.stringContaining("not the path of a file"),
  });
});
