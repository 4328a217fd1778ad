// A project outside the repository installs the packages and uses them, whatever installs them.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Project, project, type Registry, registry } from "../../lab/packages.ts";
import { bunExe } from "../../lab/process.ts";
import { manifest, platform, root } from "../../project/project.ts";

setDefaultTimeout(300_000);

let server: Registry;
beforeAll(async () => {
  server = await registry();
});
afterAll(() => server[Symbol.dispose]());

const program = `
import { Helm } from "bunhelm";
await using helm = new Helm({ env: {}, home: "memory" });
const { bunhelm } = await helm.version();
const { name } = await helm.charts.create("shop");
const { objects } = await helm.charts.template("./shop", { objects: true });
console.log(JSON.stringify({ bunhelm, kinds: objects.map(({ kind }) => kind), source: import.meta.resolve("bunhelm") }));
`;

const managers: Record<string, readonly string[]> = {
  bun: [bunExe, "add", "bunhelm"],
  "bun, isolated": [bunExe, "add", "bunhelm", "--linker=isolated"],
  npm: ["npm", "install", "bunhelm"],
  pnpm: [join(root, "node_modules/.bin/pnpm"), "add", "bunhelm"],
};

describe.each(Object.entries(managers))("installed by %s", (_, command) => {
  let user: Project;
  beforeAll(async () => {
    user = project(server.url, { "program.ts": program });
    await user.run(...command);
  });
  afterAll(() => user[Symbol.dispose]());

  test("it renders a chart, from the sources in the package", async () => {
    const { bunhelm, kinds, source } = JSON.parse(await user.run(bunExe, "program.ts"));
    expect(bunhelm).toBe(manifest.version);
    expect(kinds).toContain("Deployment");
    expect(source).toStartWith(`file://${user.path}/node_modules/`);
    expect(source).toEndWith("/bunhelm/src/index.ts");
  });

  test("of the packages of platforms there is one", () => {
    const hoisted = join(user.path, "node_modules/@bunhelm");
    const lists = [hoisted, ...stores(user.path)]
      .filter(existsSync)
      .map((path) => new Bun.Glob("*").scanSync({ cwd: path, onlyFiles: false }));
    expect([...new Set(lists.flatMap((list) => [...list]))]).toEqual([platform]);
  });

  test("its engine may be run as a program", async () => {
    const isolated = program.replace('home: "memory"', 'home: "memory", isolation: "process"');
    await Bun.write(join(user.path, "isolated.ts"), isolated.replaceAll("shop", "other"));
    expect(JSON.parse(await user.run(bunExe, "isolated.ts")).bunhelm).toBe(manifest.version);
    expect(existsSync(join(user.path, "../.cache/bunhelm"))).toBe(false); // it needed no copy
  });

  test("its command runs, and finds what it looks for in the package", async () => {
    const command = [bunExe, "--bun", "x", "--no-install", "bunhelm"];
    expect(await user.run(...command, "--version")).toBe(`${manifest.version}\n`);
    const { output } = await user.attempt(...command, "doctor", "--json");
    expect(output).toContain("engine.library");
  });

  test.each([
    ["import", `import { Helm } from "bunhelm"; console.log(Helm);`],
    ["import of everything", `import * as all from "bunhelm"; console.log(all);`],
    ["dynamic import", `await import("bunhelm");`],
    ["import of bunhelm/terminal", `import { watch } from "bunhelm/terminal"; console.log(watch);`],
    ["import of bunhelm/testing", `import { TestCluster } from "bunhelm/testing"; console.log(TestCluster);`],
  ])("Node is told that it needs Bun: %s", async (_, code) => {
    await Bun.write(join(user.path, "node.mjs"), code);
    const { exitCode, output } = await user.attempt("node", "node.mjs");
    expect(output).toContain("Error: bunhelm needs Bun: run it with `bun program.ts`");
    expect(exitCode).toBe(1);
  });
});

/** Where isolated installs have the packages. */
function stores(path: string): string[] {
  return [
    ...new Bun.Glob("node_modules/.{bun,pnpm}/*/node_modules/@bunhelm").scanSync({
      cwd: path,
      dot: true,
      onlyFiles: false,
    }),
  ].map((found) => join(path, found));
}

test("bunhelm/testing says which package it lacks", async () => {
  using user = project(server.url, {
    "program.ts": `import { TestCluster } from "bunhelm/testing"; await TestCluster.start();`,
  });
  await user.run(bunExe, "add", "bunhelm");
  const { exitCode, output } = await user.attempt(bunExe, "program.ts");
  expect(output).toContain(`@bunhelm/testcluster-${platform} is not installed: add it as a development dependency`);
  expect(exitCode).toBe(1);
});

test("without optional dependencies, the error names the package", async () => {
  using user = project(server.url, { "program.ts": program });
  await user.run("npm", "install", "--omit=optional", "bunhelm");
  const { exitCode, output } = await user.attempt(bunExe, "program.ts");
  expect(output).toContain(`the package @bunhelm/${platform} is not installed`);
  expect(exitCode).toBe(1);
});

test("what is installed is the tarball that the lock file names by its digest", async () => {
  using user = project(server.url);
  await user.run("npm", "install", "bunhelm");
  const lock = JSON.parse(readFileSync(join(user.path, "package-lock.json"), "utf8"));
  const { integrity, optionalDependencies } = lock.packages["node_modules/bunhelm"];
  expect(integrity).toStartWith("sha512-");
  expect(optionalDependencies[`@bunhelm/${platform}`]).toBe(manifest.version);
});
