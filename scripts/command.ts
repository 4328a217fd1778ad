// How a script starts another program: printed first, waited for, ended together with the script.
import { relative } from "node:path";
import { root } from "./project.ts";

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
}

/** A sentence for the person at the terminal, instead of a stack. */
export class Complaint extends Error {}

/** Prints a command as one would type it. */
export function announce(command: readonly string[], cwd: string = root): void {
  const words = command.map((word) => {
    const short = word === process.execPath ? "bun" : word.replaceAll(`${root}/`, "");
    return /[\s"']/.test(short) ? JSON.stringify(short) : short;
  });
  const place = relative(root, cwd);
  console.log(`$ ${place === "" ? "" : `cd ${place} && `}${words.join(" ")}`);
}

/** Runs a command on this terminal and returns its exit code. Signals reach it through us. */
export async function run(command: string[], options: CommandOptions = {}): Promise<number> {
  announce(command, options.cwd);
  const child = Bun.spawn(command, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["inherit", "inherit", "inherit"],
  });
  const release = endWithUs(child);
  try {
    return await child.exited;
  } finally {
    release();
  }
}

/** Runs a command quietly and returns what it has written, or null when it fails or is not there. */
export async function capture(command: string[], options: CommandOptions = {}): Promise<string | null> {
  if (Bun.which(command[0] as string) === null) return null;
  const child = Bun.spawn(command, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const text = await child.stdout.text();
  return (await child.exited) === 0 ? text : null;
}

/** Hands SIGINT, SIGTERM and SIGHUP on to a child, and lets it decide; undone by the function returned. */
export function endWithUs(child: Bun.Subprocess): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  // A terminal sends SIGINT to the whole group: the child has it already.
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}

/** Runs the body of a script: a complaint is printed as one line, everything else keeps its stack. */
export async function script(body: () => Promise<number>): Promise<never> {
  try {
    process.exit(await body());
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
