// The helm command of the version that is linked.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../project/project.ts";
import { type TempDir, tempDir } from "./directory.ts";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs the helm command, which sees nothing of this machine. */
export async function helmCommand(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  const command = join(root, ".build/helm");
  if (!existsSync(command)) throw new Error(`${command} is missing: bun run setup builds it`);
  using home = tempDir();
  await using child = Bun.spawn([command, ...args], {
    cwd: home.path,
    env: { HOME: home.path, PATH: "/usr/bin:/bin", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { stdout, stderr, exitCode: await child.exited };
}

/** Packs a chart into an archive below a directory, as `helm package` does, and gives its path. */
export async function pack(source: TempDir, into: TempDir): Promise<string> {
  const { stdout, stderr, exitCode } = await helmCommand(["package", source.path, "--destination", into.path]);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim().replace(/^.*: /, "");
}
