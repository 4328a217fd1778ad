// A chart repository over HTTP, as good or as bad as a test wants it.
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./chart.ts";
import { type TempDir, tempDir } from "./directory.ts";
import { helmCommand, pack } from "./helm.ts";
import { configMap } from "./objects.ts";

export interface Asked {
  readonly path: string;
  /** The Authorization header. */
  readonly authorization: string | null;
}

/** What a repository does with a request before it looks for the file. */
export type Behaviour = (request: Request, path: string) => Response | Promise<Response> | undefined;

/** A directory of packed charts with their index, served on a port of this machine. */
export class Repository implements AsyncDisposable {
  readonly asked: Asked[] = [];
  /** Replaces the answer where it gives one. */
  behaviour: Behaviour | undefined;
  readonly #directory: TempDir;
  readonly #server: Bun.Server<undefined>;

  private constructor(directory: TempDir, options: { tls?: Bun.TLSOptions }) {
    this.#directory = directory;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      ...(options.tls && { tls: options.tls }),
      fetch: (request) => this.#answer(request),
    });
  }

  /** Packs a chart in each of the versions, and writes the index. */
  static async serve(versions: string[] = ["1.0.0"], options: { tls?: Bun.TLSOptions } = {}): Promise<Repository> {
    const directory = tempDir();
    for (const version of versions) {
      using source = chart({ version, templates: { "version.yaml": configMap("version", { version }) } });
      await pack(source, directory);
    }
    return Repository.#indexed(directory, options);
  }

  /** Serves copies of the archives of a folder, and of what signs them. */
  static async of(folder: string, behaviour?: Behaviour): Promise<Repository> {
    const directory = tempDir();
    for (const name of readdirSync(folder))
      if (name.includes(".tgz")) cpSync(join(folder, name), join(directory.path, name));
    const repository = await Repository.#indexed(directory);
    repository.behaviour = behaviour;
    return repository;
  }

  static async #indexed(directory: TempDir, options: { tls?: Bun.TLSOptions } = {}): Promise<Repository> {
    const { exitCode, stderr } = await helmCommand(["repo", "index", directory.path]);
    if (exitCode !== 0) throw new Error(stderr);
    return new Repository(directory, options);
  }

  get url(): string {
    return this.#server.url.href.replace(/\/$/, "");
  }

  file(name: string): string {
    return join(this.#directory.path, name);
  }

  async #answer(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    this.asked.push({ path, authorization: request.headers.get("authorization") });
    const answer = this.behaviour?.(request, path);
    if (answer !== undefined) return Promise.resolve(answer);
    const file = Bun.file(this.file(path));
    return (await file.exists()) ? new Response(file) : new Response("no such file", { status: 404 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
    this.#directory[Symbol.dispose]();
  }
}

/** Asks for an account. */
export const account =
  (username: string, password: string): Behaviour =>
  (request) =>
    request.headers.get("authorization") === `Basic ${btoa(`${username}:${password}`)}`
      ? undefined
      : new Response("who are you?", { status: 401 });
