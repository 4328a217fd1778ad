// How types are told of: sections, tables of fields, links from one to the other.
import { Complaint } from "../../project/command.ts";
import { cell, prose, slug, table } from "./markdown.ts";
import { type Names, type Page, pages } from "./names.ts";
import type { Declaration, Doc, Member } from "./syntax.ts";

/** A choice of at most this many words is written where it is used. */
const fewWords = 5;

/** Writes of types, with links to where each is told of. */
export class Types {
  readonly #names: Names;
  /** "page.md#fragment" by name. */
  readonly #places = new Map<string, string>();
  /** Options that a method tells of. */
  readonly #options = new Set<string>();
  /** Names that are told of elsewhere than in a section of their own. */
  readonly #elsewhere = new Set<string>();
  readonly #referenced: ReadonlySet<string>;

  constructor(names: Names) {
    this.#names = names;
    this.#referenced = referencedIn(names);
    for (const page of pages)
      for (const { name } of this.sections(page)) this.#places.set(name, `${page.name}.md#${slug(name)}`);
  }

  /** Says that a name is told of under a heading that is not its own, or on another page than that of its source. */
  place(name: string, page: Page, heading: string): void {
    this.#places.set(name, `${page.name}.md#${slug(heading)}`);
    this.#elsewhere.add(name);
  }

  /** Says that a method tells of its options; returns whether it is the first one. */
  placeOptions(name: string, page: Page): boolean {
    if (this.#options.has(name)) return false;
    this.#options.add(name);
    this.place(name, page, name);
    return true;
  }

  /** The types that have a section of their own on a page. Those that others only extend have none. */
  sections(page: Page): readonly Declaration[] {
    const isOwn = ({ name, kind }: Declaration): boolean =>
      (kind === "interface" || kind === "alias") && this.#referenced.has(name) && !this.#elsewhere.has(name);
    return this.#names.of(page).filter(isOwn);
  }

  /** The functions of a page. */
  functions(page: Page): readonly Declaration[] {
    return this.#names.of(page).filter(({ type }) => type.startsWith("function "));
  }

  get(name: string): Declaration {
    const found = this.#names.all.get(name);
    if (found === undefined) throw new Complaint(`docs/reference needs ${name}, which is not public.`);
    return found;
  }

  /** Where a name is told of, from a page. */
  link(name: string, from: Page): string | undefined {
    return this.#places.get(name)?.replace(new RegExp(`^${from.name}\\.md`), "");
  }

  /** Which names are told of nowhere, though others refer to them. */
  get untold(): string[] {
    return [...this.#referenced].filter((name) => !this.#places.has(name));
  }

  /** A type as code, its names linked. */
  code(type: string, from: Page): string {
    const words = this.#names.all.get(type)?.words;
    if (words !== undefined && words.size > 0 && words.size <= fewWords) return listed([...words.keys()]);
    let text = "";
    let plain = "";
    const flush = (): void => {
      if (plain !== "") text += `\`${plain}\``;
      plain = "";
    };
    for (const part of type.split(/("[^"]*"|\b[A-Za-z]\w*\b)/)) {
      const link = this.link(part, from);
      if (link === undefined) {
        plain += part;
        continue;
      }
      flush();
      text += `[\`${part}\`](${link})`;
    }
    flush();
    return text;
  }

  /** A section with everything about a type. */
  section(declaration: Declaration, page: Page, level = "###"): string {
    const { name, doc, kind, type, words, members, parents } = declaration;
    const parts = [`${level} ${name}`, prose(doc.text), ...doc.examples];
    if (type.startsWith("function ")) parts.push(`\`\`\`ts\n${type}\n\`\`\``);
    if (kind === "alias") parts.push(words.size > 0 ? wordList(words) : this.#definition(type, page));
    const told = parents.filter((parent) => this.#places.has(parent));
    if (kind === "interface" && told.length > 0)
      parts.push(
        `It has the fields of ${told.map((parent) => this.code(parent, page)).join(" and ")}${members.length > 0 ? ", and:" : "."}`,
      );
    const fields = this.fields(declaration, (parent) => !told.includes(parent));
    if (fields.length > 0) parts.push(this.fieldTable(fields, page));
    return parts.filter(Boolean).join("\n\n");
  }

  #definition(type: string, page: Page): string {
    return type.startsWith("{") ? `\`\`\`ts\n${spread(type)}\n\`\`\`` : `It is ${this.code(type, page)}.`;
  }

  /** The fields of an interface, then those of its parents. */
  fields({ members, parents }: Declaration, isWanted: (parent: string) => boolean = () => true): readonly Member[] {
    const own = members.filter(({ kind }) => kind === "field");
    const inherited = parents.filter(isWanted).flatMap((parent) => this.fields(this.get(parent), isWanted));
    const isNew = ({ name }: Member): boolean => !own.some((field) => field.name === name);
    return [...own, ...inherited.filter(isNew)];
  }

  fieldTable(fields: readonly Member[], page: Page): string {
    const hasText = fields.some(({ doc }) => doc.text !== "" || doc.byDefault !== undefined);
    const rows = fields.map(({ name, isOptional, type, doc }) => [
      `\`${name}${isOptional ? "?" : ""}\``,
      inCell(this.code(type, page)),
      ...(hasText ? [cell(doc.text) + (doc.byDefault === undefined ? "" : ` Default: ${defaultOf(doc)}.`)] : []),
    ]);
    return table(["field", "type", ...(hasText ? [""] : [])], rows);
  }

  /** A table of options; one without a text is a mistake in its comment. */
  optionTable(name: string, page: Page): string {
    const rows = this.fields(this.get(name)).map(({ name: option, type, doc }) => {
      if (doc.text === "") throw new Complaint(`${name}.${option} needs a comment.`);
      if (type === "boolean" && doc.byDefault === undefined)
        throw new Complaint(`The comment of ${name}.${option} needs a @default.`);
      if (type === "number | string" && !/\bmilliseconds\b|\bbytes\b/i.test(doc.text))
        throw new Complaint(`The comment of ${name}.${option} needs its unit.`);
      const { text, flag } = withoutFlag(doc.text);
      const parts = [
        cell(text),
        flag && cell(flag),
        ...doc.examples.map((example) => `Example: \`${inCell(example)}\``),
      ];
      return [`\`${option}\``, inCell(this.code(type, page)), defaultOf(doc), parts.filter(Boolean).join("<br>")];
    });
    return table(["option", "type", "default", "what it does"], rows);
  }
}

/** What a comment says of the flag of the command, as a line of its own. */
function withoutFlag(text: string): { text: string; flag: string | undefined } {
  const [, before = text, flag] = /^([\s\S]*?)\s*CLI:\s+(--[\w-]+)\.$/.exec(text) ?? [];
  return { text: before, flag: flag && `Flag: \`${flag}\`` };
}

/** A default: as code if it is a value, as words if it says where it comes from. */
export function defaultOf({ byDefault }: Pick<Doc, "byDefault">): string {
  if (byDefault === undefined) return "";
  const isValue = /^("[^"]*"|true|false|[\d.]+|\{.*\})$/.test(byDefault);
  return isValue ? `\`${inCell(byDefault)}\`` : cell(byDefault);
}

const inCell = (code: string): string => code.replace(/\s+/g, " ").replaceAll("|", "\\|");

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

function wordList(words: ReadonlyMap<string, string>): string {
  if ([...words.values()].every((text) => text === "")) return `One of ${listed([...words.keys()])}.`;
  return [...words].map(([word, text]) => `- \`${word}\`: ${prose(text)}`).join("\n");
}

/** An object's type, one field in each line. */
function spread(type: string): string {
  let depth = 0;
  const text = type.replace(/\{ |; \}|; |\}/g, (mark) => {
    if (mark === "{ ") depth++;
    if (mark.endsWith("}")) depth--;
    const margin = "  ".repeat(depth);
    if (mark === "{ ") return `{\n${margin}`;
    return mark === "; " ? `;\n${margin}` : `${mark.startsWith(";") ? ";" : ""}\n${margin}}`;
  });
  return text.replace(/ +$/gm, "");
}

/** The public names that others mention, other than by extending them. */
function referencedIn({ all }: Names): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { type, members } of all.values())
    for (const text of [type, ...members.flatMap((member) => [member.type, ...member.parameters])])
      for (const name of text.match(/\b[A-Z]\w*\b/g) ?? []) if (all.has(name)) found.add(name);
  return found;
}
