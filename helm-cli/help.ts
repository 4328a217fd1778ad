// What the helm command says of itself: its commands, and the flags of each with their defaults.
import { join } from "node:path";
import { Complaint, capture } from "../project/command.ts";
import { root } from "../project/project.ts";

export interface Flag {
  readonly name: string;
  /** As the command's help has it: "string", "stringArray", "duration"; "bool" where it says nothing. */
  readonly type: string;
  /** What the help prints as default; "" where it prints none. */
  readonly default: string;
  /** "f" of -f. */
  readonly short?: string;
  /** What it is when it stands without a value, where it may: "watcher" of --wait. */
  readonly bare?: string;
}

export interface Command {
  /** "get values". */
  readonly name: string;
  /** "helm get values RELEASE_NAME". */
  readonly usage: string;
  /** Its own flags, but for --help. */
  readonly flags: readonly Flag[];
}

export interface Cli {
  /** All that do something, in the order of the help. */
  readonly commands: readonly Command[];
  /** The flags that every command takes. */
  readonly globals: readonly Flag[];
  /** The variables that `helm help` and `helm env` name. */
  readonly variables: readonly string[];
}

/** Runs .build/helm in an environment where nothing of this machine shows. */
function helm(args: readonly string[]): Promise<string | null> {
  const env: Record<string, string | undefined> = {};
  for (const name of Object.keys(process.env)) env[name] = undefined;
  return capture([join(root, ".build/helm"), ...args], { env: { ...env, HOME: "~" } });
}

async function helpOf(command: string): Promise<string> {
  const text = await helm([...command.split(" ").filter((word) => word !== ""), "--help"]);
  if (text === null) throw new Complaint(".build/helm is missing or fails: bun run build helm");
  return text;
}

/** The lines below a heading, up to the next empty one. */
function section(help: string, heading: string): string[] {
  return help.match(new RegExp(`^${heading}:\n(.*?)(?:\n\n|\n*$(?![^]))`, "ms"))?.[1]?.split("\n") ?? [];
}

/** "  -f, --values strings   specify values (default x)" */
export function parseFlag(line: string): Flag | undefined {
  const [, short, name, type, usage] = line.match(/^ +(?:-(\w), )?--([\w-]+)(?: (\S+))?(?: {2,}(.*))?$/) ?? [];
  if (name === undefined) return undefined;
  const printed = usage?.match(/\(default (".*"|[^()]*)\)$/)?.[1] ?? "";
  const bare = type?.match(/\[="?(.*?)"?\]$/)?.[1];
  return {
    name,
    type: type?.replace(/\[=.*/, "") ?? "bool",
    default: printed.replace(/^"(.*)"$/, "$1"),
    ...(short && { short }),
    ...(bare !== undefined && { bare }),
  };
}

function flagsOf(help: string, heading: string): Flag[] {
  return section(help, heading).flatMap((line) => parseFlag(line) ?? []);
}

/** A few at a time: each is a process of its own. */
export async function eachInTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of queue) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return results;
}

const ofCobra = ["help"]; // every command has it

async function describe(name: string): Promise<Command[]> {
  const help = await helpOf(name);
  const below = section(help, "Available Commands").flatMap((line) => line.match(/^ {2}(\S+)/)?.[1] ?? []);
  const commands = below.filter((word) => !ofCobra.includes(word)).map((word) => `${name} ${word}`.trim());
  if (commands.length > 0) return (await eachInTurn(commands, describe)).flat();
  const usage = section(help, "Usage")[0]?.trim().replace(" [flags]", "") ?? "";
  const flags = flagsOf(help, "Flags").filter((flag) => flag.name !== "help");
  return [{ name, usage, flags }];
}

let asked: Promise<Cli> | undefined;

/** Asks the helm command of the linked version, once. */
export function askCli(): Promise<Cli> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<Cli> {
  const [commands, help, env] = await Promise.all([describe(""), helpOf(""), helm(["env"])]);
  const globals = flagsOf(help, "Flags").filter((flag) => flag.name !== "help");
  const named = [...help.matchAll(/^\| \$(\w+) /gm), ...(env ?? "").matchAll(/^(\w+)=/gm)];
  const variables = [...new Set(named.map(([, name]) => name as string))].sort();
  return { commands, globals, variables };
}

/** What the command says when a flag is used that it has given up: which one took its place. */
export async function successorOf(command: string, flag: string): Promise<string | undefined> {
  const child = Bun.spawn([join(root, ".build/helm"), ...command.split(" "), `--${flag}`, "--help"], {
    env: { HOME: "~" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return (await child.stderr.text()).match(/has been deprecated, use '?--([\w-]+)/)?.[1];
}
