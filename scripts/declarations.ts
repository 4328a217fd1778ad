// Reads the interfaces of src/wire.gen.ts with their comments, for the pages that are printed from them.

/** An interface. */
export interface Shape {
  readonly text: string;
  readonly parents: readonly string[];
  readonly fields: readonly Field[];
}

/** One of its fields. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly text: string;
}

/** The interfaces of a module by name. */
export function* interfaces(wire: string): Generator<[string, Shape]> {
  for (const [, doc, name, parents = "", body] of wire.matchAll(
    /((?:^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)^export interface (\w+)(?: extends ([\w, ]+))? \{\n([\s\S]*?)^\}/gm,
  )) {
    const fields = [...(body as string).matchAll(/((?: {2}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?) {2}(\w+)(\?)?: (.*);/g)];
    yield [
      name as string,
      {
        text: comment(doc),
        parents: parents.split(", ").filter(Boolean),
        fields: fields.map(([, text, field, optional, type]) => ({
          name: field as string,
          type: (type as string).replace(" | undefined", ""),
          isOptional: optional !== undefined,
          text: comment(text),
        })),
      },
    ];
  }
}

function comment(text = ""): string {
  return text
    .replace(/^\s*\/?\*+\/?/gm, "")
    .replace(/\*\/\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();
}
