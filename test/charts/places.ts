// Directories and charts as tests compare them, and the keys that Helm's own tests sign with.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { helmSource } from "../../scripts/helm-source.ts";
import type { DependencyOptions, Helm } from "../../src/index.ts";
import { helmCommand } from "../cluster/ground.ts";
import { chart, newHelm, type TempDir, tempDir } from "../harness.ts";

/** What is in a directory: each file's path and the digest of its contents; directories end in "/". */
export function contents(directory: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) found[`${name}/`] = "";
    else found[name] = digest(readFileSync(path));
  }
  return found;
}

export interface Wanted {
  name: string;
  version: string;
  repository?: string;
  alias?: string;
}

/** A chart that depends on others. */
export function parent(dependencies: Wanted[], files: Record<string, string> = {}, metadata = {}): TempDir {
  return chart({ name: "parent", metadata: { dependencies, ...metadata }, files });
}

/** Chart.lock without the time at which it was made. */
export async function lockOf(directory: string): Promise<string | undefined> {
  const file = Bun.file(join(directory, "Chart.lock"));
  return (await file.exists()) ? (await file.text()).replace(/^generated: .*$/m, "") : undefined;
}

/** What is in charts/ of a chart. */
export function chartsOf(directory: string): Record<string, string> {
  const charts = join(directory, "charts");
  return existsSync(charts) ? contents(charts) : {};
}

/** What is left of a chart whose dependencies were updated or built. */
export interface Made {
  succeeds: boolean;
  charts: Record<string, string>;
  lock: string | undefined;
}

/** What the command makes of a copy of a chart: its charts/, its lock and whether it succeeds. */
export async function byCommand(source: TempDir, args: string[], env: Record<string, string> = {}): Promise<Made> {
  using copy = tempDir();
  cpSync(source.path, copy.path, { recursive: true });
  const { exitCode } = await helmCommand(["dependency", ...args, copy.path], env);
  return { succeeds: exitCode === 0, charts: chartsOf(copy.path), lock: await lockOf(copy.path) };
}

/** The same by bunhelm. */
export async function byUs(
  source: TempDir,
  verb: "update" | "build",
  options: DependencyOptions = {},
  client: Helm = newHelm(),
): Promise<Made> {
  using copy = tempDir();
  cpSync(source.path, copy.path, { recursive: true });
  const succeeds = await client.charts.dependencies[verb](copy.path, options).then(
    () => true,
    () => false,
  );
  return { succeeds, charts: chartsOf(copy.path), lock: await lockOf(copy.path) };
}

/** As Helm writes it. */
export function digest(bytes: Uint8Array): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
}

/** Keyrings of the Helm that is linked. */
export interface Keys {
  readonly public: string;
  readonly secret: string;
  /** A keyring whose key wants the passphrase "secret". */
  readonly locked: string;
}

export async function helmKeys(): Promise<Keys> {
  const testdata = join(await helmSource(), "pkg/provenance/testdata");
  const file = (name: string): string => join(testdata, name);
  return {
    public: file("helm-test-key.pub"),
    secret: file("helm-test-key.secret"),
    locked: file("helm-password-key.secret"),
  };
}
