// The command bunhelm: help, version, wrong usage.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Home } from "../../lab/bunhelm.ts";
import { version } from "../../package.json";

setDefaultTimeout(300_000); // on a busy machine

describe.concurrent("the command", () => {
  test.concurrent("says what it can do, and loads no library for that", async () => {
    // At its end, the process says whether the library is mapped.
    const mapped = `process.on("exit", () => console.error(require("node:fs").readFileSync("/proc/self/maps", "utf8").includes("libbunhelm")))`;
    using home = new Home({ "mapped.cjs": mapped });
    const bun = ["--preload", home.path("mapped.cjs")];
    for (const args of [[], ["--help"], ["-h"]]) {
      const { stdout, stderr, exitCode } = await home.run(args, { bun });
      expect(stdout).toMatch(/^Usage: bunhelm [\s\S]*^Commands:\n {2}doctor /m);
      expect({ stderr, exitCode }).toEqual({ stderr: "false\n", exitCode: 0 });
    }
    const { stdout, stderr } = await home.run(["doctor", "--help"], { bun });
    for (const flag of ["--json", "--kubeconfig <file>", "--kube-context <name>", "-n, --namespace <name>"])
      expect(stdout).toContain(flag);
    expect(stderr).toBe("false\n");
    expect((await home.run(["doctor"], { bun })).stderr).toBe("true\n"); // or the test could not fail
  });

  test.concurrent("says its version", async () => {
    using home = new Home();
    expect(await home.run(["--version"])).toMatchObject({ stdout: `${version}\n`, stderr: "", exitCode: 0 });
  });

  test.concurrent.each([
    [["docter"], "unknown command 'docter'\n(Did you mean doctor?)"],
    [["doctor", "--jsno"], "unknown option '--jsno'\n(Did you mean --json?)"],
    [["doctor", "--kube-contex", "a"], "unknown option '--kube-contex'\n(Did you mean --kube-context?)"],
    [["doctor", "--namespace"], "option '-n, --namespace <name>' argument missing"],
    [["doctor", "shop"], "too many arguments"],
  ])("refuses %j with exit code 2", async (args, message) => {
    using home = new Home();
    const { stdout, stderr, exitCode } = await home.run(args);
    expect(stderr).toContain(message);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  });

  test.concurrent("ends quietly when nobody reads any further", async () => {
    using home = new Home();
    const prefix = ["sh", "-c", '{ "$@"; echo "exit code $?" >&2; } | head -n 1', "sh"];
    expect(await home.run(["doctor"], { prefix })).toMatchObject({ stdout: "Bun\n", stderr: "exit code 141\n" });
  });
});
