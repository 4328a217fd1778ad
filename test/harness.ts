// What tests share. Importing it takes the environment's clusters away: a test must ask for one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client } from "../src/client.ts";
import { Helm, HelmError, type HelmErrorCode, type HelmOptions, type Operation } from "../src/index.ts";
import { withLibrary } from "../src/native/library.ts";
import { run } from "../src/operation.ts";
import { TestCluster } from "../src/testing/index.ts";

for (const name of Object.keys(process.env)) {
  if (name === "KUBECONFIG" || name.startsWith("HELM_")) delete process.env[name];
}

/** The directory of the repository. */
export const root: string = dirname(import.meta.dir);

/** A client that knows nothing of this machine but what the options say. */
export function newHelm(options: HelmOptions = {}): Helm {
  return new Helm({ env: {}, ...options });
}

/** The cluster that all tests share. */
export function cluster(): Promise<TestCluster> {
  return TestCluster.shared();
}

/** A client of the shared cluster. */
export async function clusterHelm(options: HelmOptions = {}): Promise<Helm> {
  return newHelm({ kubeconfig: (await cluster()).kubeconfig, ...options });
}

/** What would grow in Go if something leaked. */
export interface Counts {
  goroutines: number;
  /** Operations of every JavaScript context that have a goroutine left. */
  operations: number;
  /** Bytes. */
  heap: number;
  clusters: number;
  memories: number;
  databases: number;
  /** Charts that are loaded. */
  handles: number;
  /** Clients with repositories or logins in memory. */
  homes: number;
  /** Renders that go on computing after their cancel. */
  leftBehind: number;
}

export interface InternalVerbs {
  "internal.noop": object;
  "internal.panic": never;
  "internal.goroutines": { count: number; total: number; stacks: string[] };
  "internal.echo": { text: string };
  /** Collects garbage first. */
  "internal.counts": Counts;
  /** Drops the clusters that nobody has used for `age` milliseconds. */
  "internal.idle": object;
}

const internalClient = new Client({ env: {} });

/** Calls a verb that exists for tests only. */
export function internal<V extends keyof InternalVerbs>(
  verb: V,
  request: Record<string, unknown> = {},
): Operation<InternalVerbs[V]> {
  return run(internalClient, verb as "version", {}, request) as Operation<unknown> as Operation<InternalVerbs[V]>;
}

export interface TempDir extends Disposable {
  readonly path: string;
}

/** A directory with files in it that goes when the test ends. */
export function tempDir(files: Record<string, string> = {}): TempDir {
  const path = mkdtempSync(join(tmpdir(), "bunhelm-test-"));
  for (const [name, content] of Object.entries(files)) writeFile(join(path, name), content);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface ChartFiles {
  /** @default "shop" */
  name?: string;
  /** @default "1.0.0" */
  version?: string;
  /** What Chart.yaml has beside these. */
  metadata?: Record<string, unknown>;
  values?: Record<string, unknown>;
  /** By path below templates/. */
  templates?: Record<string, string>;
  /** By path in the chart. */
  files?: Record<string, string>;
}

/** A chart in a directory of its own; `path` is what to install. */
export function chart({ name = "shop", version = "1.0.0", ...parts }: ChartFiles = {}): TempDir {
  const templates = Object.entries(parts.templates ?? {}).map(([file, text]) => [`templates/${file}`, text]);
  const metadata = { apiVersion: "v2", name, version, ...parts.metadata };
  return tempDir({
    "Chart.yaml": JSON.stringify(metadata), // JSON is YAML
    "values.yaml": JSON.stringify(parts.values ?? {}),
    ...Object.fromEntries(templates),
    ...parts.files,
  });
}

/** The Bun that runs the tests. */
export const bunExe: string = process.execPath;

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | number | null;
}

/** Runs a script, which may import from "bunhelm", in a Bun of its own and waits for its end. */
export async function runScript(script: string, options: { env?: Record<string, string> } = {}): Promise<Finished> {
  await using child = Bun.spawn([bunExe, "-e", script], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const exitCode = await child.exited;
  return { stdout, stderr, exitCode, signal: child.signalCode };
}

/** The path of the library under test. */
export function libraryFile(): Promise<string> {
  return withLibrary({ file: process.env.BUNHELM_LIBRARY }, (file) => file);
}

/** Waits until a condition holds, looking again at each turn of the event loop. */
export async function until(condition: () => boolean | Promise<boolean>, timeout = 10_000): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeout} ms: ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The error an operation ends with, which must have this code. */
export async function expectCode<C extends HelmErrorCode>(operation: Promise<unknown>, code: C): Promise<HelmError<C>> {
  const error = await operation.then(
    (value) => new Error(`expected ${code}, but it resolved with ${Bun.inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!HelmError.is(error, code)) throw error;
  return error;
}

function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Resident memory of this process in MB. */
export function residentMemory(): number {
  return process.memoryUsage.rss() / 1e6;
}
