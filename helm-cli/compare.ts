// Holds the helm command against the calls: what of the one is what of the other, and what has no place.
import type { Cli, Command, Flag } from "./help.ts";
import type { Call, Option, Types } from "./options.ts";
import * as table from "./table.ts";
import { withoutCommand } from "./without-command.ts";

/** A line of a table in docs/cli.md. */
export interface Row {
  readonly flag: Flag | undefined;
  readonly option: Option | undefined;
  readonly behaviour: table.Behaviour;
  readonly remarks: readonly string[];
}

export interface Section {
  readonly command: Command;
  readonly call: Call;
  readonly rows: readonly Row[];
}

export interface Comparison {
  readonly sections: readonly Section[];
  /** The global flags, which are options of a client. */
  readonly globals: readonly Row[];
  readonly withoutCall: readonly (table.WithoutCall & { readonly found: readonly Command[] })[];
  readonly variables: readonly {
    readonly name: string;
    readonly option: string | undefined;
    readonly meaning: string;
  }[];
  /** What neither the rules nor the table explain. */
  readonly problems: readonly string[];
}

/** "kube-as-user" is kubeAsUser. */
export function camelCase(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Types of TypeScript that a flag's type may become. */
const types: Record<string, RegExp> = {
  bool: /^boolean$/,
  int: /^number$/,
  float32: /^number$/,
  duration: /^number \| string$/,
  string: /^(string( \| URL)?|Keyring|Kubeconfig|words)$/,
  strings: /^readonly (string|\(string \| URL\))\[\]$/,
  stringArray: /^readonly string\[\]$/,
  postRendererArgsSlice: /^readonly string\[\]$/,
  stringToString: /^Record<string, string>$/,
  postRendererString: /^string$/,
  WaitStrategy: /^words$/,
};

/** What the command's help does not print. */
const zero: Record<string, string> = { bool: "false", int: "0", float32: "0" };

export function defaultOf(flag: Flag): string {
  return flag.default.replace("[]", "") || (zero[flag.type] ?? "");
}

/** The default as a value; "" where it is none, or is told in words. */
export function literal(option: Option): string {
  const last = option.default.replace(/^HELM_\w+, then /, "");
  return /^(true|false|-?\d+|"[^"]*")$/.exec(last)?.[0].replaceAll('"', "") ?? "";
}

/** The variables that a default names. */
const variablesIn = (option: Option): string[] =>
  option.default.match(/\b(HELM_\w+|KUBECONFIG|SOURCE_DATE_EPOCH)\b/g) ?? [];

class Comparer {
  readonly problems: string[] = [];
  readonly #used = new Set<object>();
  readonly #cli: Cli;
  readonly #types: Types;

  constructor(cli: Cli, types: Types) {
    this.#cli = cli;
    this.#types = types;
  }

  run(): Comparison {
    const commands = new Map(this.#cli.commands.map((command) => [command.name, command]));
    const sections = Object.entries(table.calls).flatMap(([name, { verb }]) => {
      const command = commands.get(name);
      if (command === undefined) {
        this.problems.push(`helm ${name} is gone`);
        return [];
      }
      return { command, call: this.#types.call(verb), rows: this.#rows(command) };
    });
    const withoutCall = table.withoutCall.map((entry) => ({ ...entry, found: this.#below(entry) }));
    const known = new Set([...sections.map(({ command }) => command), ...withoutCall.flatMap(({ found }) => found)]);
    for (const command of this.#cli.commands)
      if (!known.has(command)) this.problems.push(`helm ${command.name} is new: it is no call, and has no reason why`);
    for (const verb of this.#types.verbs)
      if (!withoutCommand.includes(verb) && !sections.some(({ call }) => call.verb === verb))
        this.problems.push(`${verb} is no command's`);
    const globals = this.#compare("", this.#cli.globals, this.#types.optionsOf("HelmOptions"));
    const variables = this.#variables();
    for (const entry of [...table.flags, ...table.options, ...table.remarks, ...table.variables])
      if (!this.#used.has(entry)) this.problems.push(`table.ts: nothing needs ${JSON.stringify(entry)}`);
    return { sections, globals, withoutCall, variables, problems: this.problems };
  }

  #below(entry: table.WithoutCall): Command[] {
    const firstWord = ({ name }: Command): string => name.split(" ")[0] as string;
    const rest = this.#cli.commands.filter(({ name }) => !(name in table.calls));
    for (const first of entry.commands)
      if (!rest.some((command) => firstWord(command) === first))
        this.problems.push(`helm ${first} is gone or a call, not "${entry.behaviour}"`);
    return rest.filter((command) => entry.commands.includes(firstWord(command)));
  }

  /** Each call on releases has the namespace, which is a global flag. */
  #rows(command: Command): Row[] {
    const { verb } = table.calls[command.name] as { verb: string };
    const { options } = this.#types.call(verb);
    if (verb.startsWith("releases.") && options[0]?.name !== "namespace")
      this.problems.push(`${verb} has no namespace`);
    return this.#compare(
      command.name,
      command.flags,
      options.filter(({ name }) => name !== "namespace"),
      verb,
    );
  }

  #compare(command: string, flags: readonly Flag[], options: readonly Option[], verb = ""): Row[] {
    const rest = new Map(options.map((option) => [option.name, option]));
    const rows = flags.map((flag): Row => {
      const entry = this.#find(table.flags, command, ({ flags }) => flags.includes(flag.name));
      const option = rest.get(entry?.option ?? camelCase(flag.name));
      rest.delete(option?.name ?? "");
      const behaviour = entry?.behaviour ?? "same";
      this.#check(`helm ${command} --${flag.name}`, flag, option, entry);
      const reasons = entry === undefined ? [] : [entry.reason];
      return { flag, option, behaviour, remarks: [...reasons, ...this.#remarks(command, option)] };
    });
    for (const option of rest.values()) {
      const excuse = this.#find(table.options, command, ({ options }) => options.includes(option.name));
      if (excuse === undefined)
        this.problems.push(`${verb || "HelmOptions"}: ${option.name} is not a flag of ${`helm ${command}`.trim()}`);
      const remarks = [...(excuse === undefined ? [] : [excuse.reason]), ...this.#remarks(command, option)];
      rows.push({ flag: undefined, option, behaviour: "only here", remarks });
    }
    return rows;
  }

  #check(what: string, flag: Flag, option: Option | undefined, entry: table.FlagException | undefined): void {
    if (entry !== undefined && entry.option === undefined) {
      if (option !== undefined) this.problems.push(`${what} is the option ${option.name}, not "${entry.behaviour}"`);
      return;
    }
    if (option === undefined) {
      this.problems.push(`${what} is not offered: there is no option ${entry?.option ?? camelCase(flag.name)}`);
      return;
    }
    const [theirs, ours] = [defaultOf(flag), literal(option)];
    if ((theirs === ours) === (entry?.behaviour === "other default"))
      this.problems.push(`${what}: the default is ${theirs || "none"}, that of ${option.name} is ${ours || "none"}`);
    if (!types[flag.type]?.test(this.#types.isOneOf(option.type) ? "words" : option.type))
      this.problems.push(`${what}: ${option.name} is ${option.type}, the flag is ${flag.type}`);
    if (option.name !== "kubeconfig" && !option.comment.includes(`CLI: --${flag.name}.`))
      this.problems.push(`${what}: the comment of ${option.name} does not name the flag`);
  }

  #remarks(command: string, option: Option | undefined): string[] {
    if (option === undefined) return [];
    const found = table.remarks.filter(({ commands, options }) => {
      return options.includes(option.name) && (commands?.includes(command) ?? true);
    });
    for (const entry of found) this.#used.add(entry);
    return found.map(({ text }) => text);
  }

  #find<T extends { readonly commands?: readonly string[] }>(
    entries: readonly T[],
    command: string,
    matches: (entry: T) => boolean,
  ): T | undefined {
    const found = entries.filter((entry) => matches(entry) && (entry.commands?.includes(command) ?? true));
    for (const entry of found) this.#used.add(entry);
    // One that names the command wins over one about all.
    return found.find(({ commands }) => commands !== undefined) ?? found[0];
  }

  #variables(): Comparison["variables"] {
    const options = this.#types.optionsOf("HelmOptions");
    const ofCalls = this.#types.verbs.flatMap((verb) => this.#types.call(verb).options);
    const all = [...options, ...ofCalls];
    // Some are read by the command but told by neither of its helps.
    const names = new Set([...this.#cli.variables, ...all.flatMap(variablesIn)]);
    return [...names].sort().map((name) => {
      const entry = table.variables.find(({ names }) => names.includes(name));
      if (entry !== undefined) this.#used.add(entry);
      const option = all.find((option) => variablesIn(option).includes(name))?.name;
      if ((option === undefined) === (entry === undefined))
        this.problems.push(`$${name}: ${option === undefined ? "no option names it" : `${option} names it`}`);
      return { name, option, meaning: entry?.meaning ?? "" };
    });
  }
}

/** Compares; nothing is asked or written. */
export function compare(cli: Cli, types: Types): Comparison {
  return new Comparer(cli, types).run();
}
