// The packages as users get them: packed, and served by a registry on loopback.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { manifest, platform, root } from "../project/project.ts";
import { type TempDir, tempDir } from "./directory.ts";
import { bunExe, finish } from "./process.ts";

let packed: Promise<TempDir> | undefined;

/** The tarballs of the platform of this machine, without the test cluster's. They are made once. */
export function tarballs(): Promise<TempDir> {
  packed ??= (async () => {
    const dir = tempDir();
    process.on("exit", () => dir[Symbol.dispose]());
    await done(
      [bunExe, "scripts/pack.ts", `--platform=${platform}`, "--without=testcluster", `--into=${dir.path}`],
      root,
    );
    return dir;
  })();
  return packed;
}

export interface Registry extends Disposable {
  readonly url: string;
}

/** A registry that has all packages, though for other platforms than this one only what it says of them. */
export async function registry(): Promise<Registry> {
  const { path } = await tarballs();
  const packages = new Map<string, Record<string, unknown>>();
  const url = (): string => server.url.origin;
  for await (const file of new Bun.Glob("lib/*/package.json").scan(root)) {
    const content = await Bun.file(join(root, file)).json();
    packages.set(content.name, { ...content, dist: () => ({ tarball: `${url()}/-/none.tgz` }) });
  }
  for await (const file of new Bun.Glob("*.tgz").scan({ cwd: path, absolute: true })) {
    const bytes = await Bun.file(file).bytes();
    const text = await (await new Bun.Archive(bytes).files()).get("package/package.json")?.text();
    const content = JSON.parse(text as string);
    const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(bytes).digest("base64")}`;
    packages.set(content.name, { ...content, dist: () => ({ tarball: `${url()}/-/${basename(file)}`, integrity }) });
  }
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
      if (name.startsWith("-/") && name.endsWith(".tgz")) return new Response(Bun.file(join(path, basename(name))));
      const content = packages.get(name);
      if (content === undefined) return new Response("{}", { status: 404 });
      const version = { ...content, dist: (content.dist as () => unknown)() };
      const versions = { [manifest.version]: version };
      return Response.json({ name, "dist-tags": { latest: manifest.version }, versions });
    },
  });
  return { url: server.url.origin, [Symbol.dispose]: () => void server.stop(true) };
}

export interface Project extends TempDir {
  /** Runs a command in it, which must succeed, and gives what it has written to standard output. */
  run(...command: string[]): Promise<string>;
  /** Runs a command in it and gives all it has written, and its exit code. */
  attempt(...command: string[]): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** A project outside the repository, of a user whose home is empty and who knows one registry. */
export function project(registry: string, files: Record<string, string> = {}): Project {
  const manifest = { name: "consumer", version: "1.0.0", private: true, type: "module" };
  const dir = tempDir({ "project/package.json": JSON.stringify(manifest) });
  const path = join(dir.path, "project");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  const env = {
    PATH: process.env.PATH as string,
    HOME: dir.path,
    TMPDIR: dir.path,
    npm_config_registry: registry,
    BUN_CONFIG_REGISTRY: registry,
    NO_COLOR: "1",
  };
  return {
    path,
    [Symbol.dispose]: () => dir[Symbol.dispose](),
    attempt: (...command) => attempt(command, path, env),
    run: (...command) => done(command, path, env),
  };
}

async function done(command: string[], cwd: string, env?: Record<string, string>): Promise<string> {
  const { exitCode, output, stdout } = await attempt(command, cwd, env);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: exit ${exitCode}\n${output}`);
  return stdout;
}

async function attempt(
  command: string[],
  cwd: string,
  env: Record<string, string | undefined> = process.env,
): Promise<{ exitCode: number; output: string; stdout: string }> {
  const { exitCode, stdout, stderr } = await finish(command, { cwd, env });
  return { exitCode, output: stdout + stderr, stdout };
}
