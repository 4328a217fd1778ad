// What each verb rejects with, from the table of verbs in Go: the paragraphs "Rejects with ..." in the comments of src/
// and the table of docs/errors.md.
import { Complaint } from "../project/command.ts";
import { classOfCode } from "../src/classes.gen.ts";
import { helmError } from "../src/error.ts";
import type { HelmErrorCode } from "../src/index.ts";

/** A code as tables and comments have it. */
export const short = (code: string): string => code.replace("ERR_HELM_", "");

/** The codes of each verb in the text of src/wire.gen.ts, but for those that no user calls. */
export function rejections(wire: string): ReadonlyMap<string, readonly string[]> {
  const table = wire.match(/^export interface Verbs \{\n(.*?)^\}/ms)?.[1] ?? "";
  const verbs = [...table.matchAll(/^ {2}"?(?!client\.)([\w.]+)"?: \{ .*; errors: (.*) \};$/gm)];
  return new Map(verbs.map(([, verb, codes]) => [verb as string, codesIn(codes as string)]));
}

/** The codes that any call may reject with, as far as they come from the call and not from the installation. */
export function ofAnyCall(wire: string): string[] {
  const codes = codesIn(wire.match(/^export type ErrorsOfAnyCall = (.*);$/m)?.[1] ?? "");
  return codes.filter((code) => classOfCode[code as keyof typeof classOfCode] !== "LibraryNotFoundError");
}

function codesIn(union: string): string[] {
  return [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code as string);
}

/** The class of a verb's error with this code. */
export function classOf(verb: string, code: string): string {
  return helmError({ code: code as HelmErrorCode, message: "", verb }).constructor.name;
}

/** The paragraph of a verb: first the codes whose class is that of the verb. */
function paragraph(verb: string, codes: readonly string[], any: readonly string[]): string {
  const ownFirst = codes.toSorted((a, b) => Number(a in classOfCode) - Number(b in classOfCode));
  const parts = [...Map.groupBy(ownFirst, (code) => classOf(verb, code))].map(
    ([name, list]) => `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name} (${list.map(short).join(", ")})`,
  );
  return `Rejects with ${parts.join(", ")}; or, as any call may, with ${listed(any.map(short))}.`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** A module of src/, with the paragraphs of its verbs printed anew. */
export function withRejections(file: string, source: string, wire: string): string {
  const any = ofAnyCall(wire);
  let text = source;
  for (const [verb, codes] of rejections(wire)) {
    const call = text.search(new RegExp(`\\brun(As)?\\(\\s*this\\.#client,\\s*"${RegExp.escape(verb)}"`));
    if (call < 0) continue; // of another module
    const example = text.lastIndexOf("   * @example", call);
    const start = text.lastIndexOf("  /**\n", example);
    if (start < 0) throw new Complaint(`${file}: the comment of ${verb} has no @example.`);
    const before = text.slice(start, example).replace(/ {3}\* Rejects with [\s\S]*?\n {3}\*\n/, "");
    const printed = codes.length === 0 ? "" : `${wrapped(paragraph(verb, codes, any))}   *\n`;
    text = `${text.slice(0, start)}${before}${printed}${text.slice(example)}`;
  }
  return text;
}

/** Lines of a comment. */
function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) as string;
    if (last.length + word.length > 108) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => `   * ${line}\n`).join("");
}
