// What the scripts decide by themselves: how a run of tests is counted, and how a script ends.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { judge } from "../../scripts/counts.ts";
import { keyOf } from "../../scripts/key.ts";
import { isQuick, quickTests } from "../../scripts/quick.ts";
import type { Target } from "../../scripts/targets.ts";

const report = (tests: number, failures: number, skipped: number): string =>
  `<?xml version="1.0"?>\n<testsuites name="bun test" tests="${tests}" failures="${failures}" skipped="${skipped}">`;

describe("a run of tests", () => {
  test.each([
    ["that passed", { report: report(9, 0, 2), output: " 7 pass\n", code: 0 }, { passed: 7, failed: 0 }],
    ["with failures", { report: report(9, 3, 2), output: " 3 fail\n", code: 1 }, { passed: 4, failed: 3 }],
    ["without a report", { report: null, output: "", code: 0 }, { passed: 0, failed: 1 }],
    ["without a test", { report: report(0, 0, 0), output: "", code: 0 }, { passed: 0, failed: 1 }],
    ["that crashed", { report: report(5, 0, 0), output: "", code: 132 }, { passed: 5, failed: 1 }],
    [
      "with files that cannot be loaded",
      { report: report(6, 3, 0), output: " 3 pass\n 5 fail\n 2 errors\n", code: 1 },
      { passed: 3, failed: 5 },
    ],
    ["with one unhandled error", { report: report(1, 0, 0), output: " 1 error\n", code: 1 }, { passed: 1, failed: 1 }],
  ])("%s", (_, run, counts) => {
    expect(judge(run)).toMatchObject(counts);
  });

  test("is summed up by Bun as it is read here", async () => {
    using dir = tempDir({ "a.test.ts": 'throw new Error("top")', "b.test.ts": 'import "./none.ts"' });
    const child = Bun.spawn([bunExe, "test", dir.path], { cwd: dir.path, stdio: ["ignore", "pipe", "pipe"] });
    const output = await child.stderr.text();
    expect(judge({ report: null, output, code: await child.exited })).toMatchObject({ passed: 0, failed: 2 });
  });

  test("tells once more what its failed tests have printed", async () => {
    using dir = tempDir({
      "a.test.ts": `import { expect, test } from "bun:test";
        test("adds", () => expect(1 + 1).toBe(2));
        test("is wrong", () => { console.error("a word before"); expect(1 + 1).toBe(3); });
        test("adds again", () => expect(2 + 2).toBe(4));`,
    });
    const child = Bun.spawn([bunExe, "test", dir.path], { cwd: dir.path, stdio: ["ignore", "pipe", "pipe"] });
    const output = await child.stderr.text();
    const { failures } = judge({ report: null, output, code: await child.exited });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/a word before.*Expected: 3\nReceived: 2.*\(fail\) is wrong/s);
    expect(failures[0]).not.toContain("(pass)");
  });
});

describe("the fast lane", () => {
  test.each([
    ['import { expect } from "bun:test";', true],
    ['import { chart } from "../../lab/chart.ts";\nsetDefaultTimeout(60_000);', true],
    ['import { chart } from "../../lab/chart.ts";\nsetDefaultTimeout(90_000);', false],
    ['import { cluster, newHelm } from "../../lab/client.ts";', false],
    ['import { cluster as shared, type newHelm } from "../../lab/client.ts";', false],
    ['import { type Fixture } from "./get-history.ts";', false],
    ['import { helmCommand } from "../../lab/helm.ts";', false],
    ['import { TestCluster } from "../../src/testing/index.ts";', false],
  ])("has a file with %j: %p", (text, wanted) => expect(isQuick(text)).toBe(wanted));

  test("has tests of each kind that needs no cluster", async () => {
    const files = await quickTests();
    for (const file of ["./test/unit/encode.test.ts", "./test/native/abi.test.ts", "./test/values/schemas.test.ts"])
      expect(files).toContain(file);
  });
});

describe("a script", () => {
  test.each([
    ["SIGTERM", 143, "echo $$; exec sleep 60"],
    ["SIGINT", 130, "echo $$; exec sleep 60"],
    ["SIGTERM", 143, "trap 'exit 0' TERM; echo $$; while :; do sleep 0.05; done"],
  ] as const)("that gets a %s stops with %i once its child has: %s", async (signal, code, command) => {
    const child = Bun.spawn(
      [
        bunExe,
        "-e",
        `import { run, script } from "./project/command.ts";
        await script(async () => {
          try {
            const running = run(["sh", "-c", ${JSON.stringify(command)}]);
            console.log("started");
            await running;
            console.log("went on");
          } finally {
            console.log("tidied up");
          }
          return 0;
        });`,
      ],
      { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
    );
    let output = "";
    let pid = 0;
    for await (const chunk of child.stdout) {
      output += new TextDecoder().decode(chunk);
      pid ||= Number(output.match(/^\d+$/m)?.[0] ?? 0);
      if (pid > 0 && output.includes("started") && !output.includes("tidied")) child.kill(signal);
    }
    expect(await child.exited).toBe(code);
    expect(output).not.toContain("went on");
    expect(output).toContain("tidied up");
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});

describe.skipIf(Bun.which("go") === null)("the key of a build", () => {
  const target = (directory: string, env: Record<string, string> = {}): Target => ({
    name: "helm",
    platform: "linux-x64",
    title: "",
    directory,
    output: join(directory, "out"),
    env,
    args: [],
    sources: ["**/*"],
  });

  test("depends on sources and on what Go's environment says, not on texts and tests", async () => {
    using dir = tempDir({ "go.mod": "module x\n", "a.go": "package a\n" });
    const before = await keyOf(target(dir.path), "go1");
    await Bun.write(join(dir.path, "README.md"), "text");
    await Bun.write(join(dir.path, "a_test.go"), "package a\n");
    expect(await keyOf(target(dir.path), "go1")).toBe(before);
    process.env.GOAMD64 = "v3";
    try {
      expect(await keyOf(target(dir.path), "go1")).not.toBe(before);
    } finally {
      delete process.env.GOAMD64;
    }
    await Bun.write(join(dir.path, "b.go"), "package a\n");
    expect(await keyOf(target(dir.path), "go1")).not.toBe(before);
  });
});
