// src/types.gen.ts: the public types among those of src/wire.gen.ts.

/** What only the library itself uses, beside requests, whose options are public. */
const internal = new Set([
  "ChartFile",
  "Client",
  "ClientPlugin",
  "ClientRight",
  "ClientRights",
  "ClientServer",
  "ClientSettings",
  "ClientTarget",
  "ErrorsOfAnyCall",
  "LoadedChart",
  "PlanBasis",
  "PlanData",
  "RepairedResult",
  "Verbs",
  "WireError",
]);

/** Prints the module from the text of src/wire.gen.ts. */
export function publicTypes(wire: string): string {
  const names = [...wire.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name as string);
  const isPublic = (name: string): boolean => !internal.has(name) && !name.endsWith("Request");
  const list = names.filter(isPublic).sort((a, b) => (a < b ? -1 : 1));
  return `// Generated from src/wire.gen.ts by scripts/public.ts. DO NOT EDIT.

export type {
${list.map((name) => `  ${name},\n`).join("")}} from "./wire.gen.ts";
`;
}
