// One file, copied to a bare host, works: nothing of the sources, the packages or the environment is needed.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { libraryFile } from "../../lab/internal.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(120_000);

// It knows nothing of its host but its arguments; its chart is in it.
const program = `
import { Helm, HelmError } from "bunhelm";
import archive from "./shop.tgz" with { type: "file" };

const [kubeconfig, namespace] = process.argv.slice(2);
await using helm = new Helm({ kubeconfig, namespace });
const chart = Bun.file(archive);
if (kubeconfig === undefined) {
  const { manifest, notes } = await helm.charts.template(chart, { values: { text: "rendered" } });
  console.log(JSON.stringify({ manifest, notes, env: Object.keys(process.env) }));
} else {
  const events = [];
  const onEvent = ({ type }) => events.push(type);
  const { name, status, revision } = await helm.releases.install("shop", chart, { onEvent });
  const again = await helm.releases.install("shop", chart).catch((error) => error);
  const listed = await helm.releases.list();
  console.log(JSON.stringify({
    release: { name, status, revision },
    events: [...new Set(events)],
    error: HelmError.is(again, "ERR_HELM_RELEASE_EXISTS") && again.name,
    listed: listed.map((release) => release.name),
  }));
}
`;

async function run(command: string[], options: { cwd: string; env?: Record<string, string> }): Promise<string> {
  await using child = Bun.spawn(command, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect({ command, stderr, exitCode: await child.exited }).toEqual({ command, stderr: "", exitCode: 0 });
  return stdout;
}

/** A clone with the library that was built here, as an install of the package would have it. */
async function clone(directory: string): Promise<void> {
  await run(["git", "clone", "--quiet", "--no-hardlinks", root, directory], {
    cwd: dirname(directory),
    env: { PATH: "/usr/bin:/bin" },
  });
  // What is not committed yet counts too.
  for (const part of ["src", "package.json"])
    cpSync(join(root, part), join(directory, part), { recursive: true, force: true });
  const platform = `${process.platform}-${process.arch}`;
  cpSync(await libraryFile(), join(directory, "lib", platform, "libbunhelm.so"));
  mkdirSync(join(directory, "node_modules/@bunhelm"), { recursive: true });
  symlinkSync(`../../lib/${platform}`, join(directory, "node_modules/@bunhelm", platform));
}

describe("a program compiled in a clone that is gone", () => {
  let dir: TempDir;
  let executable: string;

  beforeAll(async () => {
    dir = tempDir();
    const sources = join(dir.path, "clone");
    await clone(sources);
    using shop = chart({
      values: { text: "installed" },
      templates: {
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: {{ .Values.text }}}\n",
        "NOTES.txt": "Hello {{ .Release.Name }}.",
      },
    });
    await run(["tar", "-czf", join(sources, "shop.tgz"), "--transform", "s,^\\.,shop,", "."], { cwd: shop.path });
    await Bun.write(join(sources, "program.ts"), program);
    executable = join(dir.path, "program");
    const env = { PATH: "/usr/bin:/bin", HOME: dir.path };
    await run([bunExe, "build", "--compile", "program.ts", "--outfile", executable], { cwd: sources, env });
    rmSync(sources, { recursive: true });
  }, 120_000);
  afterAll(() => dir[Symbol.dispose]());

  /** Runs it as the one file on a host that has nothing else. */
  const start = async (...args: string[]): Promise<unknown> => {
    using elsewhere = tempDir();
    return JSON.parse(await run(["/usr/bin/env", "-i", executable, ...args], { cwd: elsewhere.path }));
  };

  test("renders the chart that is in it, without an environment", async () => {
    expect(await start()).toEqual({
      manifest:
        "---\n# Source: shop/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: rendered}\n",
      notes: "Hello release-name.",
      env: [],
    });
  });

  test("installs on a cluster, hears its events and understands its errors", async () => {
    const target = await cluster();
    const namespace = await target.namespace();
    expect(await start(target.kubeconfig, namespace)).toEqual({
      release: { name: "shop", status: "deployed", revision: 1 },
      events: expect.arrayContaining(["phase", "resource", "readiness", "record"]),
      error: "InstallError",
      listed: ["shop"],
    });
    expect(await target.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toMatchObject({
      data: { text: "installed" },
    });
  });

  test("can be copied and run twice at once", async () => {
    const copy = join(dir.path, "copy");
    cpSync(executable, copy);
    const results = await Promise.all(
      [executable, copy].map((file) => run(["/usr/bin/env", "-i", file], { cwd: "/" })),
    );
    expect(results[0]).toBe(results[1] as string);
  });
});
