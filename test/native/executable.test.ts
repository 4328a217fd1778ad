// One file that has everything in it: what `bun build --compile` makes of a program that uses bunhelm.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

/** Compiles program.ts of a directory and returns the executable. */
async function compile(directory: string): Promise<string> {
  const executable = join(directory, "program");
  const build = Bun.spawn([bunExe, "build", "--compile", `${executable}.ts`, "--outfile", executable], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  expect(await build.exited).toBe(0);
  return executable;
}

describe("a compiled executable", () => {
  let dir: TempDir;
  let executable: string;

  beforeAll(async () => {
    dir = tempDir({
      "program.ts": `
        import { Helm } from ${JSON.stringify(join(root, "src/index.ts"))};
        const client = new Helm({ env: {}, ...(process.argv[2] === "isolated" && { isolation: "process" }) });
        console.log((await client.version()).helm.startsWith("v4."));
        await client.close();`,
    });
    executable = await compile(dir.path);
  }, 60_000);
  afterAll(() => dir[Symbol.dispose]());

  async function runWith(env: Record<string, string>, ...args: string[]): Promise<string> {
    await using child = Bun.spawn([executable, ...args], {
      cwd: "/",
      env: { HOME: join(dir.path, "home"), ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = await child.stdout.text();
    expect(await child.exited).toBe(0);
    return output;
  }

  test("runs elsewhere, and extracts its library once", async () => {
    const temporary = join(dir.path, "tmp");
    await mkdir(temporary);
    expect(await Promise.all([1, 2, 3].map(() => runWith({ TMPDIR: temporary })))).toEqual(Array(3).fill("true\n"));
    expect(await readdir(temporary)).toHaveLength(1);
  });

  test("puts the library into the user's cache where there is no temporary directory", async () => {
    const cache = join(dir.path, "cache");
    const env = { BUN_TMPDIR: "/nonexistent", TMPDIR: "/nonexistent", XDG_CACHE_HOME: cache };
    expect(await Promise.all([1, 2, 3].map(() => runWith(env)))).toEqual(Array(3).fill("true\n"));
    const [version] = await readdir(join(cache, "bunhelm"));
    expect(await readdir(join(cache, "bunhelm", version as string))).toEqual(["libbunhelm.so"]);
  });

  test("keeps the library in memory where there is neither", async () => {
    await Bun.write(join(dir.path, "home"), "a file where a directory should be");
    expect(await runWith({ TMPDIR: "/nonexistent" })).toBe("true\n");
  });

  test("runs Go in a process of its own from the user's cache, and from memory", async () => {
    const cache = join(dir.path, "programs");
    expect(await runWith({ XDG_CACHE_HOME: cache }, "isolated")).toBe("true\n");
    expect(await readdir(join(cache, "bunhelm"))).toHaveLength(1);
    const file = join(dir.path, "file");
    await Bun.write(file, "where a directory should be");
    expect(await runWith({ XDG_CACHE_HOME: join(file, "cache") }, "isolated")).toBe("true\n");
  });

  test("starts no test cluster of its own, and says how it could", async () => {
    using other = tempDir({
      "program.ts": `
        import { TestCluster } from ${JSON.stringify(join(root, "src/testing/index.ts"))};
        await TestCluster.start().catch((error) => console.log(error.message));`,
    });
    await using child = Bun.spawn([await compile(other.path)], { env: {}, stdio: ["ignore", "pipe", "inherit"] });
    expect(await child.stdout.text()).toContain("set BUNHELM_TEST_CLUSTER_BINARY to the path of its binary");
  }, 60_000);
});
