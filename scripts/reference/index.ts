// docs/reference/: what every public name is, from the comments in src/, which mostly come from the Go structs.

import { Complaint } from "../../project/command.ts";
import { type Row, rowsOf } from "../errors.ts";
import { ofAnyCall, rejections } from "../rejects.ts";
import { cell, commandOf, prose, sentence, slug, table } from "./markdown.ts";
import { codeLink, type Method, methodSection, methodsOf, optionsOf, type Verb } from "./methods.ts";
import { type Names, type Page, pages, readNames } from "./names.ts";
import type { Declaration } from "./syntax.ts";
import { Types } from "./types.ts";

const mark =
  "<!-- Generated from the comments in src/ by scripts/reference. To change it, edit them and run: bun run gen -->";

/** What all pages are printed from. */
interface Sources {
  readonly names: Names;
  readonly types: Types;
  readonly rows: readonly Row[];
  /** The codes of each verb. */
  readonly rejections: ReadonlyMap<string, readonly string[]>;
  readonly ofAnyCall: readonly string[];
}

/** The pages by file, from the text of src/wire.gen.ts. */
export async function referencePages(wire: string): Promise<Map<string, string>> {
  const names = await readNames();
  const types = new Types(names);
  const sources = { names, types, rows: await rowsOf(), rejections: rejections(wire), ofAnyCall: ofAnyCall(wire) };
  placeAll(sources);
  if (types.untold.length > 0) throw new Complaint(`docs/reference says nothing of ${types.untold.join(", ")}.`);
  const texts = new Map(pages.map((page) => [`docs/reference/${page.name}.md`, pageText(page, sources)]));
  for (const [file, text] of texts) refuseTwins(file, text);
  return texts.set("docs/reference/README.md", contents(sources));
}

/** Each class and its methods, as a page tells of them. */
function classesOf(page: Page, { types }: Sources): { declaration: Declaration; methods: Method[]; isMain: boolean }[] {
  return Object.entries(page.classes).map(([name, variable], index) => {
    const declaration = types.get(name);
    return { declaration, methods: methodsOf(declaration, variable), isMain: index === 0 };
  });
}

/** Says where every name is told of, before the first link is written. */
function placeAll(sources: Sources): void {
  const { types, names, rows } = sources;
  for (const page of pages) {
    for (const { declaration, methods, isMain } of classesOf(page, sources)) {
      types.place(declaration.name, page, isMain ? page.title : declaration.name);
      for (const method of methods) for (const name of optionsOf(method)) types.placeOptions(name, page);
    }
    if (page.name === "errors") {
      for (const { name, file } of names.of(page))
        if (file === "src/error.ts" && name !== "HelmError") types.place(name, page, "Classes");
      for (const name of ["HelmErrorCode", "ErrorDetails", "DetailsOf"]) types.place(name, page, "Codes");
      for (const { code } of rows.toReversed()) {
        const details = detailsOf(code, types);
        if (details !== "HintDetails") types.place(details, page, code);
      }
    }
    if (page.name === "events") {
      for (const { name, type } of types.get("Events").members) types.place(type, page, name);
      for (const name of ["Events", "HelmEvent"]) types.place(name, page, page.title);
    }
    if (page.name === "testing") types.place("TestClusterError", page, "TestClusterError");
  }
}

function pageText(page: Page, sources: Sources): string {
  const { types } = sources;
  const parts = [mark, `# ${page.title}`];
  for (const { declaration, methods, isMain } of classesOf(page, sources)) {
    if (isMain) parts.push(page.intro);
    else parts.push(`## ${declaration.name}`);
    parts.push(classText(declaration, page, types));
    const seen = new Set<string>();
    for (const method of methods) {
      parts.push(
        `${isMain ? "##" : "###"} ${headingOf(method)}`,
        methodSection(method, verbOf(method, sources), types, page),
      );
      const options = optionsOf(method);
      if (options.length === 0 && takesSignal(method))
        parts.push(`**Options:** those of [every call](${types.link("CallOptions", page)}).`);
      for (const name of options) parts.push(optionsText(name, method, seen.has(name), page, types));
      for (const name of options) seen.add(name);
    }
  }
  if (page.name === "client") parts.push(anyCall(sources, page));
  if (page.name === "errors") parts.push(...errorParts(page, sources));
  if (page.name === "events") parts.push(page.intro, ...eventParts(page, types));
  if (page.name === "testing") parts.push(errorOfCluster(page, types));
  const functions = types.functions(page);
  if (functions.length > 0) parts.push(page.intro, ...functions.map((one) => types.section(one, page, "##")));
  const sections = types.sections(page);
  if (sections.length > 0) parts.push("## Types", ...sections.map((declaration) => types.section(declaration, page)));
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

const headingOf = ({ name, call }: Method): string => (name === "constructor" || name.startsWith("[") ? call : name);

function classText(declaration: Declaration, page: Page, types: Types): string {
  const { doc } = declaration;
  const fields = types.fields({ ...declaration, parents: [] });
  return [prose(doc.text), ...doc.examples, fields.length > 0 && types.fieldTable(fields, page)]
    .filter(Boolean)
    .join("\n\n");
}

const takesSignal = ({ overloads }: Method): boolean => /\bCallOptions\b/.test(overloads[0].parameters.at(-1) ?? "");

function optionsText(name: string, method: Method, isKnown: boolean, page: Page, types: Types): string {
  const link = types.link(name, page) as string;
  const ofEvery = takesSignal(method) ? `, and those of [every call](${types.link("CallOptions", page)})` : "";
  if (isKnown || !link.startsWith("#")) return `**Options:** [\`${name}\`](${link})${ofEvery}.`;
  const { doc } = types.get(name);
  const about = /^\w+ are the options of [\w. ]+\.$/.test(doc.text) ? "" : prose(doc.text);
  const head = `The options of \`${method.call.replace(/^new (\w+)$/, "new $1()")}\`${ofEvery}:`;
  return [`### ${name}`, about, head, types.optionTable(name, page)].filter(Boolean).join("\n\n");
}

/** The verb of a method, if it is one. */
function verbOf({ call, overloads }: Method, sources: Sources): Verb | undefined {
  const name = call.replace(/^helm\./, "");
  const codes = sources.rejections.get(name);
  if (codes === undefined && /^helm\.\w+\./.test(call)) throw new Complaint(`${call} is no verb.`);
  return codes && overloads[0].type.startsWith("Operation") ? { name, codes } : undefined;
}

function anyCall({ rows, ofAnyCall, types }: Sources, page: Page): string {
  const library = rows.filter((row) => row.class === "LibraryNotFoundError").map(({ code }) => codeLink(code, page));
  const codes = ofAnyCall.map((code) => `- ${codeLink(code, page)}: ${sentence(meaningOf(code, types))}`);
  const first = `The first call loads the library, and may reject with ${library.join(", ")}.`;
  return `## Errors of any call\n\nAny call may reject with these. ${first}\n\n${codes.join("\n")}`;
}

const detailsOf = (code: string, types: Types): string =>
  types.get("ErrorDetails").members.find(({ name }) => name === code)?.type ?? "";

const meaningOf = (code: string, types: Types): string =>
  types.get("ErrorDetails").members.find(({ name }) => name === code)?.doc.text ?? "";

function errorParts(page: Page, sources: Sources): string[] {
  const { names, types, rows } = sources;
  const classes = names.of(page).filter(({ name, file }) => file === "src/error.ts" && name !== "HelmError");
  const list = classes.map(({ name, doc }) => [`\`${name}\``, cell(doc.text)]);
  return [
    `## Classes\n\nThey extend \`HelmError\`.\n\n${table(["class", ""], list)}`,
    `## Codes\n\nA \`HelmErrorCode\` is one of the codes below. The type of \`details\` depends on it (\`DetailsOf<Code>\`, an entry of \`ErrorDetails\`); beside the fields listed, all have those of ${types.code("HintDetails", page)}.`,
    ...rows.map((row) => codeSection(row, page, sources)),
  ];
}

function codeSection({ code, class: kind, retryable }: Row, page: Page, sources: Sources): string {
  const { types, rejections, ofAnyCall } = sources;
  const name = detailsOf(code, types);
  const fields = types
    .fields(types.get(name), (parent) => parent !== "HintDetails")
    .filter(() => name !== "HintDetails");
  const calls = [...rejections].filter(([, codes]) => codes.includes(code)).map(([verb]) => callLink(verb));
  const facts = [
    `**Thrown as:** ${kind === undefined ? "the class of the call" : types.code(kind, page)}`,
    `**Retryable:** ${retryable}`,
    `**Calls:** ${ofAnyCall.includes(code) || kind === "LibraryNotFoundError" ? "any call" : calls.join(", ")}`,
  ];
  const details = fields.length > 0 && `\`details\` is a \`${name}\`:\n\n${types.fieldTable(fields, page)}`;
  return [`### ${code}`, prose(meaningOf(code, types)), facts.join("<br>\n"), details].filter(Boolean).join("\n\n");
}

/** A link to a verb's section. */
function callLink(verb: string): string {
  const [method = "", group = "client"] = verb.split(".").reverse();
  return `[${verb}](${group}.md#${slug(method)})`;
}

function eventParts(page: Page, types: Types): string[] {
  const { doc } = types.get("HelmEvent");
  const { members } = types.get("Events");
  const common = `${prose(doc.text)} Every event has \`type\`, and \`at\`, the time at which it happened (RFC 3339).`;
  return [
    `\`HelmEvent\`: ${common} \`Events\` maps each type to the other fields:`,
    table(
      ["type", "fields"],
      members.map(({ name, type }) => [`[\`${name}\`](#${slug(name)})`, `\`${type}\``]),
    ),
    ...members.map(({ name, type }) => types.section({ ...types.get(type), name }, page, "##")),
  ];
}

function errorOfCluster(page: Page, types: Types): string {
  const declaration = types.get("TestClusterError");
  return `## TestClusterError\n\n${classText(declaration, page, types)}`;
}

/** docs/reference/README.md: every call, then every name. */
function contents(sources: Sources): string {
  const { names, types } = sources;
  const readme: Page = { name: "README", title: "API reference", intro: "", classes: {}, files: /$/ };
  const calls = pages.flatMap((page) =>
    classesOf(page, sources).flatMap(({ methods }) =>
      methods.map((method) => {
        const { text } = method.overloads[0].doc;
        const command = commandOf(text);
        return [
          `[\`${method.call}\`](${page.name}.md#${slug(headingOf(method))})`,
          cell(sentence(text)),
          command === undefined ? "" : `\`${command.replaceAll("|", "\\|")}\``,
        ];
      }),
    ),
  );
  const told = [...names.all.keys()].filter((name) => types.link(name, readme) !== undefined).sort();
  return `${[
    mark,
    "# API reference",
    "Everything that `bunhelm`, `bunhelm/terminal` and `bunhelm/testing` export. The same texts show in an editor.",
    pages.map(({ name, title }) => `- [${title}](${name}.md)`).join("\n"),
    "## Calls",
    table(["call", "what it does", "command"], calls),
    "## Names",
    told.map((name) => `[\`${name}\`](${types.link(name, readme)})`).join(" · "),
  ].join("\n\n")}\n`;
}

/** Two headings with the same fragment would make a link ambiguous. */
function refuseTwins(file: string, text: string): void {
  const seen = new Set<string>();
  for (const [, heading = ""] of text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)) {
    if (seen.has(slug(heading))) throw new Complaint(`${file} has two headings like "${heading}".`);
    seen.add(slug(heading));
  }
}
