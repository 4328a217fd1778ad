// Who bunhelm is measured against: the helm command of the same version, spawned, and the SDK in
// a Go program. Both are built with the flags of the library.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Complaint, run } from "../project/command.ts";
import { helmEnvironment, programFlags } from "../project/flags.ts";
import { requiredVersion, root } from "../project/project.ts";

export const helmCommand: string = join(root, ".build/helm");
const plainProgram = join(root, ".build/plain");

/** A directory for a benchmark's files, and the environment in which rivals run: no one's home. */
export interface Scratch extends Disposable {
  readonly path: string;
  readonly env: Record<string, string>;
}

export function scratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), "bunhelm-bench-"));
  return {
    path,
    env: { HOME: path, PATH: process.env.PATH ?? "" },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Runs the helm command and returns what it prints. */
export function helmCli(args: readonly string[], env: Record<string, string>, cwd: string = root): Promise<string> {
  return spawned([helmCommand, ...args], env, cwd);
}

/** Runs a script in a Bun of its own and returns what it prints. */
export function bunScript(script: string, env: Record<string, string>): Promise<string> {
  return spawned([process.execPath, "-e", script], env, root);
}

async function spawned(command: readonly string[], env: Record<string, string>, cwd: string): Promise<string> {
  await using child = Bun.spawn([...command], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  return stdout;
}

export type PlainVerb =
  | "template"
  | "install"
  | "upgrade"
  | "list"
  | "status"
  | "uninstall"
  | "round"
  | "rollback"
  | "history"
  | "get"
  | "values"
  | "metadata"
  | "test"
  | "template-server";

export interface PlainCommand {
  verb: PlainVerb;
  /** One operation in each, all at once. */
  namespaces: readonly string[];
  kubeconfig?: string;
  name: string;
  chart: string;
  values?: Record<string, unknown>;
  /** Of a list. */
  filter?: string;
  failed?: boolean;
  superseded?: boolean;
}

export interface PlainAnswer {
  ms: number;
  /** Of a template: length of the manifest. */
  length: number;
}

/** The Go program, running. */
export class Plain implements Disposable {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: Bun.Subprocess<"pipe", "pipe", "inherit">) {
    this.#child = child;
    this.#lines = lines(child.stdout);
  }

  /** Builds the program if it is not the newest, and starts it. */
  static async start(env: Record<string, string>): Promise<Plain> {
    const helm = await requiredVersion("helm.sh/helm/v4");
    const link = `-s -w -X helm.sh/helm/v4/internal/version.version=${helm}`;
    const source = join(root, "bench/plain/main.go");
    const code = await run(["go", "build", ...programFlags, "-ldflags", link, "-o", plainProgram, source], {
      cwd: join(root, "go/helm"), // whose modules it takes
      env: helmEnvironment,
    });
    if (code !== 0) throw new Complaint("the Go program to compare with could not be built: see above.");
    return new Plain(Bun.spawn([plainProgram], { cwd: root, env, stdio: ["pipe", "pipe", "inherit"] }));
  }

  /** Process id, to read its memory. */
  get pid(): number {
    return this.#child.pid;
  }

  async run(command: PlainCommand): Promise<PlainAnswer> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    await this.#child.stdin.flush();
    const { value } = await this.#lines.next();
    if (value === undefined) throw new Error("the plain Go program ended");
    const answer = JSON.parse(value) as PlainAnswer & { error?: string };
    if (answer.error !== undefined) throw new Error(`plain Go: ${command.verb}: ${answer.error}`);
    return answer;
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
