// Programs of users become executables and bundles, from the packages as they are installed.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { type Project, project, type Registry, registry } from "../../lab/packages.ts";
import { bunExe } from "../../lab/process.ts";

setDefaultTimeout(300_000);

const program = `
import { Helm, HelmError } from "bunhelm";

if (process.argv.includes("--help")) {
  console.log("usage: tool");
  process.exit(0);
}
try {
  await using helm = new Helm({ env: {}, home: "memory" });
  await helm.charts.create("shop", { directory: "." });
  const { objects } = await helm.charts.template("./shop", { objects: true });
  console.log(objects.map(({ kind }) => kind).sort().join(" "));
} catch (error) {
  console.error(HelmError.is(error) ? error.report() : error);
  process.exitCode = 1;
}
`;
const rendered = "Deployment Pod Service ServiceAccount\n";

let server: Registry;
let user: Project;
beforeAll(async () => {
  server = await registry();
  user = project(server.url, { "tool.ts": program });
  await user.run(bunExe, "add", "bunhelm");
});
afterAll(() => {
  user[Symbol.dispose]();
  server[Symbol.dispose]();
});

/** Runs a file copied to a directory of its own, where there is no environment and no program but itself. */
async function alone(
  file: string,
  before: string[] = [],
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  using elsewhere = tempDir();
  const copy = join(elsewhere.path, "tool");
  cpSync(join(user.path, file), copy);
  await using child = Bun.spawn(["/usr/bin/env", "-i", ...before, copy], {
    cwd: elsewhere.path,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, stdout, stderr };
}

describe("bun build --compile", () => {
  test.each([
    ["plain", []],
    ["small and fast to start", ["--minify", "--bytecode", "--format=esm", "--sourcemap"]],
  ])("%s", async (_, options) => {
    await user.run(bunExe, "build", "--compile", ...options, "tool.ts", "--outfile", "tool");
    expect(await alone("tool")).toEqual({ exitCode: 0, stdout: rendered, stderr: "" });
  });

  // Without a format, --bytecode means CommonJS.
  test("--bytecode without --format=esm ends the build", async () => {
    const { exitCode, output } = await user.attempt(
      bunExe,
      "build",
      "--compile",
      "--bytecode",
      "tool.ts",
      "--outfile",
      "no",
    );
    expect(output).toContain("error");
    expect(exitCode).toBe(1);
  });

  test.each(["bun-linux-arm64", "bun-linux-arm64-musl", "bun-darwin-arm64", "bun-windows-x64"])(
    "for %s, whose package is not installed, ends with its name",
    async (target) => {
      const args = ["build", "--compile", `--target=${target}`, "tool.ts", "--outfile", "no"];
      const { exitCode, output } = await user.attempt(bunExe, ...args);
      const name = target.replace(/^bun-|-musl$/g, "").replace("windows", "win32");
      expect(output).toContain(`@bunhelm/${name}/engine`);
      expect(exitCode).toBe(1);
    },
  );
});

describe("bun build without --compile", () => {
  test("a bundle says what it lacks where the package is not", async () => {
    await user.run(bunExe, "build", "--target=bun", "tool.ts", "--outfile", "bundle.js");
    const { exitCode, stderr } = await alone("bundle.js", [bunExe]);
    expect(stderr).toContain("a bundle made by `bun build` does not contain the library");
    expect(exitCode).toBe(1);
  });

  test("a bundle that leaves bunhelm outside works beside the package", async () => {
    await user.run(bunExe, "build", "--target=bun", "--external", "bunhelm", "tool.ts", "--outfile", "external.js");
    expect(await user.run(bunExe, "external.js")).toBe(rendered);
  });

  test("a bundle for another target says that it needs Bun's", async () => {
    await user.run(bunExe, "build", "tool.ts", "--outfile", "browser.js");
    const { exitCode, output } = await user.attempt(bunExe, "browser.js");
    expect(output).toContain("bunhelm needs Bun");
    expect(output).toContain("bun build --target=bun");
    expect(exitCode).toBe(1);
  });
});
