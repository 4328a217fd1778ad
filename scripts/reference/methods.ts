// How methods are told of.
import { Complaint } from "../../project/command.ts";
import { classOf, short } from "../rejects.ts";
import { commandOf, prose, withoutCommand } from "./markdown.ts";
import type { Page } from "./names.ts";
import type { Declaration, Member, Told } from "./syntax.ts";
import { defaultOf, type Types } from "./types.ts";

/** A method with its overloads, the one with the longest comment first. */
export interface Method {
  readonly name: string;
  /** How it is called, such as "helm.releases.install". */
  readonly call: string;
  readonly overloads: readonly [Member, ...Member[]];
}

/** The methods of a class, as they are called through `variable`. */
export function methodsOf({ name: owner, members, parents }: Declaration, variable: string): Method[] {
  const isOfError = parents.some((parent) => parent.endsWith("Error"));
  const wanted = members.filter(({ kind }) => kind === "method" || (kind === "constructor" && !isOfError));
  return [...Map.groupBy(wanted, ({ name }) => name)].map(([name, group]) => {
    const overloads = group.toSorted((a, b) => b.doc.text.length - a.doc.text.length) as [Member, ...Member[]];
    const [{ kind, isStatic, doc }] = overloads;
    if (doc.text === "") throw new Complaint(`The method ${owner}.${name} needs a comment.`);
    const call =
      kind === "constructor"
        ? `new ${owner}`
        : name.startsWith("[")
          ? `${variable}${name}`
          : `${isStatic ? owner : variable}.${name}`;
    return { name, call, overloads };
  });
}

/** The options that a method takes, beside those of every call. */
export function optionsOf({ overloads: [{ parameters }] }: Method): string[] {
  const last = parameters.at(-1) ?? "";
  return (/^\w+\??: (.*)$/.exec(last)?.[1]?.match(/\b\w+Options?\b/g) ?? []).filter((name) => name !== "CallOptions");
}

/** What is known of a verb. */
export interface Verb {
  readonly name: string;
  readonly codes: readonly string[];
}

/** The section of a method, without its options. */
export function methodSection(method: Method, verb: Verb | undefined, types: Types, page: Page): string {
  const [{ doc, type }, ...others] = method.overloads;
  const command = commandOf(doc.text);
  const texts = [doc, ...others.map((other) => other.doc)].map(({ text, examples }) => [told(text), ...examples]);
  const facts = [
    verb && `**Command:** ${command === undefined ? "none" : `\`${command}\``}`,
    result(type, types, page),
  ].filter(Boolean);
  const parts = [
    `\`\`\`ts\n${method.overloads.map((overload) => signature(method.call, overload)).join("\n")}\n\`\`\``,
    ...texts.flat(),
    doc.parameters.map(parameter).join("\n"),
    facts.join("<br>\n"),
    verb && rejected(verb, types, page),
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** What a method returns, or what its promise resolves with. */
function result(type: string, types: Types, page: Page): string {
  const promised = /^(?:Operation|Promise)<(.*)>$/.exec(type)?.[1];
  if (["", "void"].includes(promised ?? type)) return "";
  return `**${promised === undefined ? "Returns" : "Resolves with"}:** ${types.code(promised ?? type, page)}`;
}

function parameter({ name, text, byDefault }: Told): string {
  return `- \`${name}\`: ${prose(text)}${byDefault === undefined ? "" : ` Default: ${defaultOf({ byDefault })}.`}`;
}

/** A comment, without the command and the paragraph about errors, which are told apart. */
function told(text: string): string {
  const paragraphs = text.split("\n\n").filter((paragraph) => !/^Rejects with an? \w*Error \([A-Z]/.test(paragraph));
  return paragraphs.map((paragraph) => prose(withoutCommand(paragraph))).join("\n\n");
}

const width = 100;

function signature(call: string, { generics, parameters, type }: Member): string {
  const result = type === "" ? "" : `: ${type}`;
  const line = `${call}${generics}(${parameters.join(", ")})${result}`;
  return line.length <= width
    ? line
    : `${call}${generics}(\n${parameters.map((each) => `  ${each},\n`).join("")})${result}`;
}

function rejected({ name, codes }: Verb, types: Types, page: Page): string {
  const anyCall = `as [any call may](${page.name === "client" ? "" : "client.md"}#errors-of-any-call)`;
  if (codes.length === 0) return `**Rejects** only ${anyCall}.`;
  const lines = [...Map.groupBy(codes, (code) => classOf(name, code))].map(
    ([kind, list]) => `- ${types.code(kind, page)}: ${list.map((code) => codeLink(code, page)).join(", ")}`,
  );
  return `**Rejects** with these, or ${anyCall}:\n\n${lines.join("\n")}`;
}

/** A link to a code's section. */
export function codeLink(code: string, page: Page): string {
  return `[${short(code)}](${page.name === "errors" ? "" : "errors.md"}#${code.toLowerCase()})`;
}
