// The tables of docs/errors.md and src/classes.gen.ts: what go/helm/internal/wire/errors_codes.go says of each code.
import { join } from "node:path";
import { Complaint } from "../project/command.ts";
import { root } from "../project/project.ts";
import { type Field, interfaces, type Shape } from "./declarations.ts";
import { rejections, short } from "./rejects.ts";

/** What the tags of a code's row say. */
export interface Row {
  readonly code: string;
  readonly group: string;
  readonly class: string | undefined;
  readonly retryable: string;
}

/** The rows of all codes. */
export async function rowsOf(): Promise<Row[]> {
  const file = "go/helm/internal/wire/errors_codes.go";
  const source = await Bun.file(join(root, file)).text();
  const found = [...source.matchAll(/^\t\w+\s+\w+\s+`json:"(ERR_HELM_\w+)"(.*)`$/gm)].map(([, code, tags]) => {
    const tag = (name: string): string | undefined => tags?.match(new RegExp(` ${name}:"([^"]*)"`))?.[1];
    const group = tag("group");
    if (group === undefined) throw new Complaint(`${file}: ${code} has no group.`);
    return { code, group, class: tag("class"), retryable: tag("retryable") ?? "no" } as Row;
  });
  const constants = [...source.matchAll(/ Code = "(ERR_HELM_\w+)"/g)].map(([, code]) => code as string);
  const missing = constants.filter((code) => !found.some((row) => row.code === code));
  if (missing.length > 0 || found.length !== constants.length)
    throw new Complaint(`${file}: ErrorDetails must have one row for each code: ${missing.join(", ")}.`);
  return found;
}

/** The page, with its tables printed anew from the text of src/wire.gen.ts. */
export async function errorsPage(page: string, wire: string): Promise<string> {
  const shapes = new Map([...interfaces(wire)]);
  const fields = new Map(shapes.get("ErrorDetails")?.fields.map((field) => [field.name, field]));
  const told = (code: string): Field => {
    const field = fields.get(code);
    if (field === undefined || field.text === "" || field.text.includes("|"))
      throw new Complaint(`The row of ${code} needs a comment without "|" that the page can show.`);
    return field;
  };
  const all = await rowsOf();
  const groups = [...new Set(all.map(({ group }) => group))];
  const verbs = [...rejections(wire)].filter(([, codes]) => codes.length > 0);
  const ofVerbs = verbs.map(([verb, codes]) => [`\`${verb}\``, codes.map(short).join(", ")]);
  const place = /(^## Which call rejects with which\n[\s\S]*?\n\n)(?:\|.*\n)+/m;
  if (!place.test(page)) throw new Complaint('docs/errors.md has no heading "Which call rejects with which".');
  const withVerbs = page.replace(place, (_, head: string) => `${head}${aligned([["call", "codes"], ...ofVerbs])}\n`);
  return groups.reduce((text, group) => {
    const cells = all
      .filter((row) => row.group === group)
      .map((row) => [
        `\`${row.code}\``,
        row.class === undefined ? "by verb" : `\`${row.class}\``,
        fieldsOf(shapes, told(row.code).type)
          .map((name) => `\`${name}\``)
          .join(", "),
        row.retryable,
        told(row.code).text,
      ]);
    const columns = ["code", "thrown as", "details", "retryable", "what it means, and what to do"];
    const place = new RegExp(`(^## ${group}\n\n)(?:\\|.*\n)+`, "m");
    if (!place.test(text)) throw new Complaint(`docs/errors.md has no heading "${group}" with a table below it.`);
    return text.replace(place, (_, heading: string) => `${heading}${aligned([columns, ...cells])}\n`);
  }, withVerbs);
}

/** A table as the formatter writes it. */
function aligned(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? "").length))) ?? [];
  const line = (cells: readonly string[], fill: string): string =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [head = [], ...others] = rows;
  return [line(head, " "), line([], "-"), ...others.map((row) => line(row, " "))].join("\n");
}

/** The fields of a code's details, but for those that all have. */
function fieldsOf(shapes: ReadonlyMap<string, Shape>, name = "HintDetails"): string[] {
  const shape = shapes.get(name);
  if (shape === undefined || name === "HintDetails") return [];
  return [...shape.parents.flatMap((parent) => fieldsOf(shapes, parent)), ...shape.fields.map((field) => field.name)];
}

/** Prints src/classes.gen.ts. */
export async function classesModule(): Promise<string> {
  const named = (await rowsOf()).filter((row) => row.class !== undefined);
  return `// Generated from go/helm/internal/wire/errors_codes.go by scripts/errors.ts. DO NOT EDIT.
// To change it, edit the Go file and run: bun run gen

/** The classes of errors by code; an error with another code has the class of its verb. */
export const classOfCode = {
${named.map((row) => `  ${row.code}: "${row.class}",\n`).join("")}} as const;
`;
}
