// The engine that is only a program, as on macOS and Windows: BUNHELM_LIBRARY names it.
import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { runScript } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(120_000);

const program = join(root, ".build/bunhelm");
if (!existsSync(program)) throw new Error(`${program} is missing: bun run setup builds it`);

const start = `
  import { chart } from "./lab/chart.ts";
  import { newHelm } from "./lab/client.ts";
  const helm = newHelm();
`;
const run = (script: string): ReturnType<typeof runScript> =>
  runScript(start + script, { env: { BUNHELM_LIBRARY: program } });

test("it runs calls, many at once, with megabytes down and up", async () => {
  const { stdout, exitCode } = await run(`
    using large = chart({ templates: { "a.yaml": "text: {{ .Values.text }}\\n" } });
    const text = "x".repeat(5 * 2 ** 20);
    const versions = Promise.all(Array.from({ length: 200 }, () => helm.version()));
    const { manifest } = await helm.charts.template(large.path, { values: { text } });
    console.log(manifest.includes(text), new Set((await versions).map(({ helm }) => helm)).size);`);
  expect({ stdout, exitCode }).toEqual({ stdout: "true 1\n", exitCode: 0 });
});

test("it asks functions of the other process, and is cancelled from it", async () => {
  const { stdout } = await run(`
    using shop = chart({ templates: { "a.yaml": "a: b\\n" } });
    const asked = Promise.withResolvers();
    const rendering = helm.charts.template(shop.path, { postRenderer: () => (asked.resolve(), new Promise(() => {})) });
    await asked.promise;
    rendering.cancel();
    console.log(await rendering.catch(({ code }) => code));`);
  expect(stdout).toBe("ERR_HELM_ABORTED\n");
});

test("while it is idle it does not keep the other process alive, and a call does", async () => {
  const { stdout, exitCode } = await run(`
    await helm.version();
    void helm.version().then(({ helm }) => console.log(helm.startsWith("v4.")));`);
  expect({ stdout, exitCode }).toEqual({ stdout: "true\n", exitCode: 0 });
});

const children = `
  import { readFileSync } from "node:fs";
  const child = () => Number(readFileSync("/proc/self/task/" + process.pid + "/children", "utf8"));`;

test("its end fails the calls under way, and the next call starts another", async () => {
  const { stdout, exitCode } = await run(`${children}
    using shop = chart({ templates: { "a.yaml": "a: b\\n" } });
    const rendering = helm.charts.template(shop.path, {
      postRenderer: () => (process.kill(child(), "SIGKILL"), new Promise(() => {})),
    });
    console.log(await rendering.catch(({ code, details }) => code + " " + details.signal));
    console.log((await helm.version()).helm.startsWith("v4."));`);
  expect({ stdout, exitCode }).toEqual({ stdout: "ERR_HELM_PROCESS_ENDED SIGKILL\ntrue\n", exitCode: 0 });
});

test("what it says before it ends is in the error", async () => {
  const { stdout } = await run(`
    const small = newHelm({ isolation: "process", memoryLimit: "64MiB" });
    const text = "x".repeat(2 ** 20);
    using large = chart({ templates: { "a.yaml": "text: {{ range until 200 }}{{ $.Values.text }}{{ end }}\\n" } });
    await small.charts.template(large.path, { values: { text } }).catch(({ code, message }) => console.log(code, message));`);
  expect(stdout).toStartWith("ERR_HELM_PROCESS_ENDED the process that ran this call has ended: exit code 2, ");
  expect(stdout).toContain("out of memory");
});

test.each([
  [
    "speaks of something else",
    "echo 'usage: something [--help] that is no engine at all'; exec cat >/dev/null",
    /a frame of \d+ bytes/,
  ],
  ["repeats what it is sent", "exec cat", /its first words are not those of an engine|a frame of \d+ bytes/],
  ["ends at once", "exit 3", /the process that ran this call has ended: exit code 3/],
])("another program in its place, which %s, is refused", async (_, script, says) => {
  using place = tempDir({ engine: `#!/bin/sh\n${script}\n` });
  const file = join(place.path, "engine");
  await chmod(file, 0o755);
  const { stdout, exitCode } = await runScript(
    `${start} console.log(await helm.version().catch(({ code, message }) => code + " " + message));`,
    { env: { BUNHELM_LIBRARY: file } },
  );
  expect(stdout).toMatch(/^ERR_HELM_(LIBRARY_MISMATCH|PROCESS_ENDED) /);
  expect(stdout).toMatch(says);
  expect(exitCode).toBe(0);
});

test("it ends with the other process, however that ends", async () => {
  const { stdout } = await run(`${children}
    await helm.version();
    console.log(child());
    process.kill(process.pid, "SIGKILL");`);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  await until(() => !isAlive(pid));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
