// Without a disk that can be written: a whole machine that is read-only, as a container with a read-only root is.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { digest, type TempDir, tempDir } from "../../lab/directory.ts";
import { configMap } from "../../lab/objects.ts";
import { bunExe } from "../../lab/process.ts";
import { Repository } from "../../lab/repository.ts";
import type { HelmOptions } from "../../src/index.ts";
import type { Task } from "./read-only-program.ts";

setDefaultTimeout(120_000);

// Mounts of its own: root may have them anywhere but in an unprivileged container, others on most hosts.
const apart = ["unshare", "--mount", ...(process.getuid?.() === 0 ? [] : ["--map-root-user"])];
const refusal = Bun.spawnSync([...apart, "mount", "-o", "remount,bind,ro", "/"]).stderr.toString();
if (refusal !== "") {
  const words = `nobody may make a read-only root here, so that it is not tested: ${refusal}`;
  if (process.env.CI) throw new Error(words);
  console.warn(words);
}

// Makes all of them read-only. An automounter has nothing to write to.
const prison = `
while read -r _ _ _ _ target rest; do
  case "$rest" in *" - autofs "*) ;; *) mount -o remount,bind,ro "$(printf '%b' "$target")" ;; esac
done < /proc/self/mountinfo
exec "$@"`;

async function readOnly(command: string[], env: Record<string, string>): Promise<unknown> {
  await using child = Bun.spawn([...apart, "sh", "-c", prison, "sh", ...command], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

let dir: TempDir;
let repository: Repository;
let task: Omit<Task, "client">;
let sum: string;

beforeAll(async () => {
  const target = await cluster();
  const { host, ...who } = target.registryAuth;
  using source = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
  dir = tempDir({ "empty/home/.keep": "" });
  await Bun.$`rm ${dir.path}/empty/home/.keep && cp -r ${source.path} ${dir.path}/shop`.quiet();
  repository = await Repository.serve(["1.0.0"]);
  await using helm = newHelm();
  const { bytes } = await helm.charts.package(source.path);
  const archive = bytes as Uint8Array<ArrayBuffer>;
  sum = digest(archive);
  repository.behaviour = (_, path) => (path === "/shop-1.0.0.tgz" ? new Response(archive) : undefined);
  await Bun.write(
    repository.file("index.yaml"),
    JSON.stringify({
      apiVersion: "v1",
      entries: { shop: [{ name: "shop", version: "1.0.0", urls: ["shop-1.0.0.tgz"], digest: sum.slice(7) }] },
    }),
  );
  const place = `oci://${host}/readonly-${crypto.randomUUID()}`;
  await helm.charts.push(archive, place, { ...who, plainHttp: true });
  const dependencies = [{ name: "shop", version: "1.0.0", repository: repository.url }];
  await Bun.write(
    join(dir.path, "parent/Chart.yaml"),
    JSON.stringify({ apiVersion: "v2", name: "parent", version: "1.0.0", dependencies }),
  );
  const { kubeconfig } = target;
  task = {
    repo: repository.url,
    place,
    account: target.registryAuth,
    kubeconfig: Bun.YAML.parse(await Bun.file(kubeconfig).text()) as object,
    namespace: "",
    parent: join(dir.path, "parent"),
    empty: join(dir.path, "empty"),
  };
});
afterAll(async () => {
  await repository[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

/** What every client can do. */
const always = (): Record<string, unknown> => ({
  "can write into": [],
  ...Object.fromEntries(
    ["with repo", "by URL", "from a registry"].flatMap((way) => [
      [`pull ${way}`, sum],
      [`show ${way}`, "1.0.0"],
      [`template ${way}`, true],
      [`load ${way}`, true],
      [`install ${way}`, "deployed"],
    ]),
  ),
  package: true,
  lint: true,
  // What is to be written fails, and says by which option.
  "pull into a directory": "ERR_HELM_INVALID_ARGUMENT destination",
  "pull and unpack": "ERR_HELM_INVALID_ARGUMENT untarDir",
  "template into a directory": "ERR_HELM_INVALID_ARGUMENT outputDir",
  "update dependencies": "ERR_HELM_INVALID_ARGUMENT path",
  "build dependencies": "ERR_HELM_INVALID_ARGUMENT path",
  "template with dependencyUpdate": "ERR_HELM_INVALID_ARGUMENT path",
  "package into a directory": "ERR_HELM_INVALID_ARGUMENT destination",
  create: "ERR_HELM_INVALID_ARGUMENT directory",
  "lint what is in memory": "ERR_HELM_INVALID_ARGUMENT chart",
});

const inMemory = {
  "add a repository": "added",
  "update it": 1,
  "template from it": true,
  "log in": true,
  "template as logged in": true,
};
const onDisk = {
  "add a repository": "ERR_HELM_INVALID_ARGUMENT repositoryConfig",
  "update it": "ERR_HELM_REPOSITORY_NOT_FOUND",
  "template from it": "ERR_HELM_REPOSITORY_NOT_FOUND",
  "log in": "ERR_HELM_INVALID_ARGUMENT registryConfig",
  "template as logged in": "ERR_HELM_REGISTRY_UNAUTHORIZED",
};

const clients: [string, (home: string) => HelmOptions, object][] = [
  ["with its home in memory", (HOME) => ({ home: "memory", env: { HOME } }), inMemory],
  ["without a HOME", () => ({ env: {} }), inMemory],
  ["with a HOME", (HOME) => ({ env: { HOME } }), onDisk],
];

test.skipIf(refusal !== "").each(clients)("where nothing can be written, a client %s", async (_, optionsFor, own) => {
  const home = join(dir.path, "empty/home");
  const client = optionsFor(home);
  const namespace = await (await cluster()).namespace();
  const argument = JSON.stringify({ ...task, namespace, client });
  const program = [bunExe, join(import.meta.dir, "read-only-program.ts"), argument];
  expect(await readOnly(program, { HOME: home })).toEqual({ ...always(), ...own, left: ["home"] });
});

test.skipIf(refusal !== "")("where nothing can be written, an executable of bun build --compile", async () => {
  const executable = join(dir.path, "program");
  await Bun.$`${bunExe} build --compile ${join(import.meta.dir, "read-only-program.ts")} --outfile ${executable}`.quiet();
  const namespace = await (await cluster()).namespace();
  const argument = JSON.stringify({ ...task, namespace, client: { home: "memory", env: {} } });
  const outcomes = await readOnly([executable, argument], { TMPDIR: join(dir.path, "empty") });
  expect(outcomes).toEqual({ ...always(), ...inMemory, left: ["home"] });
});
