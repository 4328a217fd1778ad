// A home in which the helm command has its repositories, and a client of the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import type { Repository } from "../../lab/repository.ts";
import type { Helm } from "../../src/index.ts";

export const config = ".config/helm/repositories.yaml";
export const indexOf = (name: string): string => `.cache/helm/repository/${name}-index.yaml`;
export const chartsOf = (name: string): string => `.cache/helm/repository/${name}-charts.txt`;

/** A home with a client, and the helm command in it. */
export class Home implements AsyncDisposable {
  readonly dir: TempDir = tempDir();
  readonly env: { readonly HOME: string } = { HOME: this.dir.path };
  readonly helm: Helm = newHelm({ env: this.env });

  file(name: string): string {
    return join(this.dir.path, name);
  }

  text(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }

  /** What the command prints; it must succeed. */
  async command(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await helmCommand(args, this.env);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.helm.close();
    this.dir[Symbol.dispose]();
  }
}

export const names = (list: { name: string }[]): string[] => list.map(({ name }) => name).sort();

/** All that an error says. */
export const told = (error: Error): string => JSON.stringify([error, error.message, error.stack, String(error.cause)]);

/** A repository that answers when it is told to, and tells when it was asked. */
export function hanging(repository: Repository): { asked: Promise<void>; answer: () => void } {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  repository.behaviour = async (_, path) => {
    asked.resolve();
    await open.promise;
    return new Response(Bun.file(repository.file(path)));
  };
  return { asked: asked.promise, answer: open.resolve };
}
