// What a caller may say, read from the types: src/wire.gen.ts has one declaration per line or block.

export interface Option {
  readonly name: string;
  /** In TypeScript, without undefined: "boolean". */
  readonly type: string;
  /** The whole comment, on one line. */
  readonly comment: string;
  /** What follows @default; "" where there is none. */
  readonly default: string;
}

interface Declaration {
  readonly parents: readonly string[];
  readonly options: readonly Option[];
}

/** A verb as a call: releases.install(name, chart, options). */
export interface Call {
  readonly verb: string;
  /** The required arguments, in order. */
  readonly positional: readonly string[];
  readonly options: readonly Option[];
}

/** The interfaces of TypeScript source. */
export class Types {
  readonly #declarations = new Map<string, Declaration>();
  readonly #requests = new Map<string, string>();
  readonly #aliases = new Map<string, string>();

  constructor(source: string) {
    for (const [, name, parents, body] of source.matchAll(
      /^export interface (\w+)(?: extends ([\w, ]+))? \{\n(.*?)^\}/gms,
    )) {
      this.#declarations.set(name as string, {
        parents: parents?.split(", ") ?? [],
        options: [...fields(body as string)],
      });
    }
    for (const [, name, text] of source.matchAll(/^export type (\w+) = (.*);$/gm))
      this.#aliases.set(name as string, text as string);
    for (const [, verb, request] of source.matchAll(/^ {2}"?([\w.]+)"?: \{ request: (\w+);/gm))
      this.#requests.set(verb as string, request as string);
  }

  /** The options of an interface, those it inherits included. */
  optionsOf(name: string): Option[] {
    const found = this.#declarations.get(name);
    if (found === undefined) throw new Error(`there is no interface ${name}`);
    return [...found.parents.flatMap((parent) => this.optionsOf(parent)), ...found.options];
  }

  /** A request has, beside the options, what is an argument of the call. */
  call(verb: string): Call {
    const request = this.#requests.get(verb);
    if (request === undefined) throw new Error(`there is no verb ${verb}`);
    const own = this.#declarations.get(request) as Declaration;
    const positional = own.options.map(({ name }) => name).sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return { verb, positional, options: own.parents.flatMap((parent) => this.optionsOf(parent)) };
  }

  /** Whether a type is a few words, with true and false or without. */
  isOneOf(type: string): boolean {
    return /^(boolean \| )?"\w+"( \| "\w+")*$/.test(this.#aliases.get(type) ?? type);
  }

  /** The verbs that users call. */
  get verbs(): string[] {
    return [...this.#requests.keys()].filter((verb) => !verb.startsWith("client."));
  }
}

const order = ["name", "chart", "url"];

function* fields(body: string): Generator<Option> {
  for (const [, comment = "", name, type] of body.matchAll(/(?:^ {2}\/\*\*([\s\S]*?)\*\/\n)?^ {2}(\w+)\??: (.*);$/gm)) {
    const text = comment.replace(/\s*\n *\*? ?/g, "\n").trim();
    yield {
      name: name as string,
      type: (type as string).replace(/ \| undefined$/, "").replace(/^\((.*)\)$/, "$1"),
      comment: text.replace(/\s+/g, " "),
      default: text.match(/^@default (.*(?:\n(?!@).+)*)/m)?.[1]?.replaceAll("\n", " ") ?? "",
    };
  }
}
