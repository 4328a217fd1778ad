// A command line of helm as a call: flags become options by the rules and the table of docs/cli.md.
import { camelCase } from "../helm-cli/compare.ts";
import type { Cli, Command, Flag } from "../helm-cli/help.ts";
import * as table from "../helm-cli/table.ts";

/** A command line, taken apart. */
export interface Line {
  /** "get values". */
  readonly command: string;
  /** The verb that does it: "releases.getValues". */
  readonly verb: string;
  readonly positional: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  /** Global flags: options of the client. */
  readonly client: Readonly<Record<string, unknown>>;
  /** The flags as they were written, without their values. */
  readonly flags: readonly string[];
  /** The words without the flags that shape printed text only, and without --debug. */
  readonly plain: readonly string[];
  readonly debug: boolean;
}

/** Why a command line is no call. */
export class Unreachable extends Error {}

const aliases: Record<string, string> = { ls: "list", hist: "history", dep: "dependency", dependencies: "dependency" };

/** What a flag's words are in JavaScript. */
function value(flag: Flag, words: readonly string[]): unknown {
  const last = words.at(-1) as string;
  if (flag.name === "server-side" && last !== "auto") return last === "true";
  switch (flag.type) {
    case "bool":
      return last === "true";
    case "int":
    case "float32":
      return Number(last);
    case "strings":
      return words.flatMap((word) => word.split(","));
    case "stringArray":
    case "postRendererArgsSlice":
      return words;
    case "stringToString":
      return Object.fromEntries(
        words.flatMap((word) => word.split(",")).map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
      );
    default:
      return last;
  }
}

/** A bare --dry-run and the booleans of old are words here. */
const dryRun: Record<string, string> = { unset: "client", true: "client", false: "none" };

/** Flags that are not offered since the result tells what they do: an answer looks for them in `flags`. */
const told = ["fail-on-no-result"];

/** Takes lines apart by what the command says of its flags. */
export class Reader {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #globals: readonly Flag[];

  constructor(cli: Cli) {
    this.#commands = new Map(cli.commands.map((command) => [command.name, command]));
    this.#globals = cli.globals;
  }

  read(words: readonly string[]): Line {
    const command = this.#command(words);
    const given = new Map<Flag, string[]>();
    const rest: string[] = [];
    const plain: string[] = [];
    let debug = false;
    const queue = [...words];
    const skipped = command.name.split(" ").length;
    for (let word = queue.shift(), onlyWords = false; word !== undefined; word = queue.shift()) {
      if (word === "--" && !onlyWords) onlyWords = true;
      else if (!onlyWords && /^-./.test(word)) {
        const [flag, text] = this.#flag(command, word);
        const alone = text ?? (flag.type === "bool" ? "true" : flag.bare);
        const said = alone ?? queue.shift();
        if (said === undefined) throw new Unreachable(`${word} has no value`);
        given.set(flag, [...(given.get(flag) ?? []), said]);
        const isDebug = flag.name === "debug" && this.#globals.includes(flag);
        debug ||= isDebug;
        if (!isDebug && !this.#isInResult(command.name, flag)) plain.push(word, ...(alone === undefined ? [said] : []));
        continue;
      } else rest.push(word);
      plain.push(word);
    }
    const { verb } = table.calls[command.name] ?? { verb: undefined };
    if (verb === undefined) throw new Unreachable(`helm ${command.name} is no call`);
    const options: Record<string, unknown> = {};
    const client: Record<string, unknown> = {};
    for (const [flag, words] of given) {
      const isGlobal = this.#globals.includes(flag);
      if (isGlobal && flag.name === "debug") continue; // an error has the manifest that it makes the command print
      const name = this.#option(isGlobal ? "" : command.name, flag);
      if (name === undefined) continue;
      const meant = value(flag, words);
      (isGlobal ? client : options)[name] =
        flag.name === "dry-run" && flag.type !== "bool" ? (dryRun[meant as string] ?? meant) : meant;
    }
    const flags = [...given.keys()].map(({ name }) => name);
    return { command: command.name, verb, positional: rest.slice(skipped), options, client, flags, plain, debug };
  }

  #command(words: readonly string[]): Command {
    const plain = words.filter((word) => !word.startsWith("-")).map((word) => aliases[word] ?? word);
    for (const length of [2, 1]) {
      const found = this.#commands.get(plain.slice(0, length).join(" "));
      if (found !== undefined) return found;
    }
    throw new Unreachable(`helm ${plain[0] ?? ""} is no command that does something`);
  }

  #flag(command: Command, word: string): [Flag, string | undefined] {
    const [, long, text] = word.match(/^--([\w-]+)(?:=(.*))?$/s) ?? [];
    const find = (is: (flag: Flag) => boolean): Flag | undefined => [...command.flags, ...this.#globals].find(is);
    if (long !== undefined) {
      const flag = find(({ name }) => name === long);
      if (flag !== undefined) return [flag, text];
      const old = table.deprecated.find(({ flag, commands }) => flag === long && commands.includes(command.name));
      throw new Unreachable(
        old === undefined
          ? `helm ${command.name} has no flag --${long}`
          : `--${long} is deprecated: --${old.successor}`,
      );
    }
    const flag = find(({ short }) => short === word[1]);
    if (flag === undefined) throw new Unreachable(`helm ${command.name} has no flag ${word}`);
    return [flag, word.length > 2 ? word.slice(2).replace(/^=/, "") : undefined];
  }

  #exception(command: string, flag: Flag): table.FlagException | undefined {
    const matching = table.flags.filter(
      ({ flags, commands }) => flags.includes(flag.name) && (commands?.includes(command) ?? true),
    );
    return matching.find(({ commands }) => commands !== undefined) ?? matching[0];
  }

  #isInResult(command: string, flag: Flag): boolean {
    return this.#exception(command, flag)?.behaviour === "in the result";
  }

  /** The option's name; undefined where the flag is none, and nothing is lost by that. */
  #option(command: string, flag: Flag): string | undefined {
    const entry = this.#exception(command, flag);
    if (entry === undefined) return camelCase(flag.name);
    if (told.includes(flag.name)) return undefined;
    if (entry.behaviour === "not offered" || entry.behaviour === "not yet offered")
      throw new Unreachable(`--${flag.name} is ${entry.behaviour}: ${entry.reason}`);
    return entry.option;
  }
}

/** Words as a shell would have them, as Helm's tests write their commands. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)) {
    words.push(
      word.replace(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
        (_, escaped?: string, double?: string, single?: string) =>
          escaped ?? double?.replace(/\\(.)/gs, "$1") ?? single ?? "",
      ),
    );
  }
  return words;
}
