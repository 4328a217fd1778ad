// Processes beside this one.
import { root } from "../project/project.ts";

/** The Bun that runs the tests. */
export const bunExe: string = process.execPath;

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | number | null;
}

/** Runs a script, which may import from "bunhelm", in a Bun of its own and waits for its end. */
export function runScript(script: string, options: { env?: Record<string, string> } = {}): Promise<Finished> {
  return runFile("-e", [script], options);
}

/** Runs a file in a Bun of its own and waits for its end. */
export async function runFile(
  file: string,
  args: readonly string[],
  options: { env?: Record<string, string> } = {},
): Promise<Finished> {
  return finish([bunExe, file, ...args], { cwd: root, env: { ...process.env, ...options.env } });
}

/** Runs a command with this environment and no other, and waits for its end. */
export async function finish(
  command: readonly string[],
  options: { cwd: string; env: Record<string, string | undefined> },
): Promise<Finished> {
  await using child = Bun.spawn([...command], { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const exitCode = await child.exited;
  return { stdout, stderr, exitCode, signal: child.signalCode };
}
