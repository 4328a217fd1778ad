// src/native/abi.gen.ts: the numbers of go/helm/bunhelm.h for TypeScript. Go reads the header itself.
import { join } from "node:path";
import { Complaint } from "../project/command.ts";
import { root } from "../project/project.ts";

const kinds = ["RESULT", "ERROR", "EVENT", "ASK", "PART"];

/** Prints the module from the header. */
export async function abiModule(): Promise<string> {
  const header = await Bun.file(join(root, "go/helm/bunhelm.h")).text();
  const numbers = new Map<string, number>();
  for (const [, name, value] of header.matchAll(/^#define BUNHELM_(\w+) (-?\d+|0x[0-9A-F]+)(?:ULL)?\b/gm))
    numbers.set(name as string, Number(value));
  const fields = header.match(/^typedef struct \{(.*?)^\} bunhelm_record;/ms)?.[1]?.match(/\buint64_t \w+;/g);
  const number = (name: string): number => {
    const value = numbers.get(name);
    if (value === undefined) throw new Complaint(`go/helm/bunhelm.h has no BUNHELM_${name}.`);
    return value;
  };
  if (fields === null || fields === undefined) throw new Complaint("go/helm/bunhelm.h has no bunhelm_record.");
  const table = (names: readonly string[]): string =>
    names.map((name) => `  ${name.toLowerCase()}: ${number(name)},\n`).join("");
  const statuses = [...numbers].filter(([, value]) => value < 0).map(([name]) => name);
  return `// Generated from go/helm/bunhelm.h by scripts/abi.ts. DO NOT EDIT.
// To change it, edit the header and run: bun run gen

/** BUNHELM_ABI: the ABI of the library that fits this package. */
export const abi = ${number("ABI")};

/** What a record says about its id. */
export const kind = {
${table(kinds)}} as const;

/** What a function returns that has failed. */
export const failure = {
${table(statuses)}} as const;

/** How many 64-bit numbers a bunhelm_record has. */
export const recordSize = ${fields.length};
`;
}
