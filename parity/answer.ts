// What there is to know about a command.
import type { Helm } from "../src/index.ts";
import { type Line, Unreachable } from "./line.ts";

/** Where one of the two works. */
export interface Place {
  /** The working directory. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands for what in the words of a case, and is masked in what is printed: "{directory}". */
  readonly names: Readonly<Record<string, string>>;
  /** What is in its namespace. */
  objects?(): Promise<string>;
}

export interface Said {
  /** @default true */
  readonly ok?: boolean;
  readonly text: string;
}

export interface Answer {
  /** Calls, and puts the result as the command prints it, or as `text` or `json` make of that. */
  ask(helm: Helm, line: Line): Promise<Said>;
  /** Other calls, each of which has to give the same. */
  again?(helm: Helm, line: Line): Promise<readonly Said[]>;
  /** What is compared of standard output. @default all of it */
  text?(stdout: string, line: Line): string;
  /** With it the command is run with `--output json`; what is compared of that. */
  // biome-ignore lint/suspicious/noExplicitAny: it is what the command prints
  json?(value: any, line: Line): unknown;
  /** What the command is given beside the words of the case. */
  readonly extra?: readonly string[];
  /** What is there afterwards, and compared too. */
  after?(line: Line, place: Place, ok: boolean): Promise<string>;
  /** Whether it may be run again and again. */
  readonly repeatable?: boolean;
  /** Whether standard output counts although the command fails. */
  readonly printsFailures?: boolean;
}

/** JSON with a line for each value, keys in order, and without what is undefined. */
export function pretty(value: unknown): string {
  const sorted = (_: string, value: unknown): unknown =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(value, sorted, 1) ?? "";
}

/** The arguments, or the reason why there can be no call. */
export function takes({ command, positional }: Line, least: number, most: number = least): readonly string[] {
  if (positional.length < least || positional.length > most)
    throw new Unreachable(`helm ${command} with ${positional.length} arguments: the types ask for ${least}`);
  return positional;
}
