// How a script starts another program: printed first, waited for, ended together with the script.
import { constants } from "node:os";
import { relative } from "node:path";
import { root } from "./project.ts";

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  /** Gets what the command writes to stderr, which is shown too. */
  onComplaint?: (text: string) => void;
}

/** A sentence for the person at the terminal, instead of a stack. */
export class Complaint extends Error {}

/** A signal ends the script: everything on the way up tidies up first. */
class Stopped extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

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
    stdio: ["inherit", "inherit", options.onComplaint === undefined ? "inherit" : "pipe"],
  });
  const exited = endWithUs(child);
  if (child.stderr !== undefined) {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) {
      process.stderr.write(chunk);
      options.onComplaint?.(decoder.decode(chunk, { stream: true }));
    }
  }
  return exited;
}

/** Runs a command that must succeed. */
export async function must(command: string[], options: CommandOptions = {}): Promise<void> {
  if ((await run(command, options)) !== 0) throw new Complaint(`${command[0]} failed: see above.`);
}

/** Runs a command quietly and returns what it has written, or null when it fails or is not there. */
export async function capture(command: string[], options: CommandOptions = {}): Promise<string | null> {
  if (Bun.which(command[0] as string) === null) return null;
  const child = Bun.spawn(command, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = endWithUs(child);
  const text = await child.stdout.text();
  return (await exited) === 0 ? text : null;
}

/**
 * Hands SIGINT, SIGTERM and SIGHUP on to a child. Gives its exit code; after such a signal it rejects
 * once the child has ended, however that was, so that the script stops there.
 */
export function endWithUs(child: Bun.Subprocess): Promise<number> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let stopped: NodeJS.Signals | undefined;
  // A terminal sends SIGINT to the whole group: the child has it already.
  const pass = (signal: NodeJS.Signals): void => {
    stopped = signal;
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  const exited = child.exited.then((code) => {
    for (const signal of signals) process.off(signal, pass);
    if (stopped !== undefined) throw new Stopped(stopped);
    return code;
  });
  exited.catch(() => {}); // whoever waits for it hears of it
  return exited;
}

/** Runs the body of a script: a complaint is printed as one line, everything else keeps its stack. */
export async function script(body: () => Promise<number>): Promise<never> {
  try {
    process.exit(await body());
  } catch (error) {
    if (error instanceof Stopped) process.exit(128 + constants.signals[error.signal]);
    if (!(error instanceof Complaint)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
