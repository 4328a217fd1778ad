// The command bunhelm, run by somebody who has nothing but what a test gives.
import { expect } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../project/project.ts";
import { type TempDir, tempDir } from "./directory.ts";
import { bunExe, type Finished, finish } from "./process.ts";
import { Slots } from "./slots.ts";

/** Each run of the doctor starts Go twice. */
const slots = new Slots(4);
const bin = join(root, "cli/bunhelm.ts");

/** A user's home in which the command is run. Nothing of this machine is there. */
export class Home implements Disposable {
  readonly #directory: TempDir;

  constructor(files: Record<string, string> = {}) {
    this.#directory = tempDir({ "tmp/here": "", ...files });
  }

  path(name: string): string {
    return join(this.#directory.path, name);
  }

  /** A kubeconfig that only its owner can read. */
  async kubeconfig(contents: object, name = "kubeconfig"): Promise<string> {
    await Bun.write(this.path(name), JSON.stringify(contents));
    await chmod(this.path(name), 0o600);
    return this.path(name);
  }

  /** Runs the command. prefix: what runs it; bun: flags of Bun. */
  async run(
    args: readonly string[],
    { env = {}, prefix = [], bun = [] }: { env?: Record<string, string>; prefix?: string[]; bun?: string[] } = {},
  ): Promise<Finished> {
    using _ = await slots.take();
    const { PATH = "" } = process.env;
    return await finish([...prefix, bunExe, ...bun, bin, ...args], {
      cwd: this.#directory.path,
      env: { PATH, HOME: this.#directory.path, TMPDIR: this.path("tmp"), ...env },
    });
  }

  /** What the doctor finds, as JSON. */
  async doctor(
    env: Record<string, string> = {},
    args: readonly string[] = [],
    prefix: string[] = [],
  ): Promise<Diagnosis> {
    const { stdout, stderr, exitCode } = await this.run(["doctor", "--json", ...args], { env, prefix });
    expect(stderr).toBe("");
    const { status, checks } = JSON.parse(stdout) as { status: string; checks: Finding[] };
    expect(exitCode).toBe(checks.some((one) => one.status === "problem") ? 1 : 0);
    return { status, exitCode, text: stdout, checks, of: (check) => checks.find((one) => one.check === check) };
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

/** What a check has found. */
export interface Finding {
  check: string;
  status: "ok" | "warning" | "problem";
  message: string;
  advice?: string;
  data?: Record<string, unknown>;
}

/** What the doctor says. */
export interface Diagnosis {
  readonly status: string;
  readonly exitCode: number;
  readonly text: string;
  readonly checks: readonly Finding[];
  of(check: string): Finding | undefined;
}
