// What each verb rejects with, from the table of verbs in Go: the paragraphs "Rejects with ..." in the comments of src/
// and the table of docs/errors.md.
import { Complaint } from "../project/command.ts";
import { classOfCode } from "../src/classes.gen.ts";

const short = (code: string): string => code.replace("ERR_HELM_", "");

/** The codes of each verb in the text of src/wire.gen.ts. */
export function rejections(wire: string): ReadonlyMap<string, readonly string[]> {
  const table = wire.match(/^export interface Verbs \{\n(.*?)^\}/ms)?.[1] ?? "";
  const verbs = [...table.matchAll(/^ {2}"?([\w.]+)"?: \{ .*; errors: (.*) \};$/gm)];
  return new Map(verbs.map(([, verb, codes]) => [verb as string, codesIn(codes as string)]));
}

/** The codes that any call may reject with, as far as they come from the call and not from the installation. */
function ofAnyCall(wire: string): string[] {
  const codes = codesIn(wire.match(/^export type ErrorsOfAnyCall = (.*);$/m)?.[1] ?? "");
  return codes.filter((code) => classOfCode[code as keyof typeof classOfCode] !== "LibraryNotFoundError");
}

function codesIn(union: string): string[] {
  return [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code as string);
}

const ownClasses: readonly (readonly [prefix: string, name: string])[] = [
  ["releases.install", "an InstallError"],
  ["releases.upgrade", "an UpgradeError"],
  ["releases.uninstall", "an UninstallError"],
  ["releases.rollback", "a RollbackError"],
  ["releases.", "a ReleaseError"],
  ["", "a HelmError"],
];

/** The paragraph of a verb. */
function paragraph(verb: string, codes: readonly string[], any: readonly string[]): string {
  const own = ownClasses.find(([prefix]) => verb.startsWith(prefix))?.[1] as string;
  const byClass = new Map<string, string[]>([[own, []]]);
  for (const code of codes) {
    const name = classOfCode[code as keyof typeof classOfCode] as string | undefined;
    const key = name === undefined ? own : `a ${name}`;
    byClass.set(key, [...(byClass.get(key) ?? []), short(code)]);
  }
  const parts = [...byClass]
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `${name} (${list.join(", ")})`);
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
    const call = text.search(new RegExp(`\\brun(As)?\\(this\\.#client, "${RegExp.escape(verb)}"`));
    if (call < 0 || codes.length === 0) continue;
    const example = text.lastIndexOf("   * @example", call);
    const start = text.lastIndexOf("  /**\n", example);
    if (start < 0) throw new Complaint(`${file}: the comment of ${verb} has no @example.`);
    const before = text.slice(start, example).replace(/ {3}\* Rejects with [\s\S]*?\n {3}\*\n/, "");
    text = `${text.slice(0, start)}${before}${wrapped(paragraph(verb, codes, any))}   *\n${text.slice(example)}`;
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
