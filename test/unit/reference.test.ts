// What docs/reference/ is printed from: how declarations and their comments are read, and which of them are refused.
import { describe, expect, test } from "bun:test";
import { cell, commandOf, prose, sentence, slug } from "../../scripts/reference/markdown.ts";
import { methodsOf, optionsOf } from "../../scripts/reference/methods.ts";
import { type Names, pages } from "../../scripts/reference/names.ts";
import { type Declaration, declarations } from "../../scripts/reference/syntax.ts";
import { Types } from "../../scripts/reference/types.ts";

const source = `
/** Calls on shops: \`helm.shops\`. */
export class Shops {
  readonly #client: Client;
  /** @internal */
  constructor(client: Client) { this.#client = client; }
  /** Opens a shop. */
  open(name: undefined, options: OpenOptions & CallOptions & { any: true }): Operation<Shop>;
  /**
   * Opens a shop by its name. \`helm open NAME\`
   *
   * More.
   *
   * @param name What it is
   * called. @default "shop"
   * @example
   * \`\`\`ts
   * open("a");
   * \`\`\`
   */
  open(name?: string, options?: OpenOptions & CallOptions): Operation<Shop>;
  open(name?: string, options: OpenOptions & CallOptions = {}): Operation<Shop> { return run(name, options); }
}
export interface OpenOptions extends Limited {
  /** Whether. @default false */
  early?: boolean | undefined;
}
interface Hidden {}
/** How it is. */
export type Mood =
  /** It is well. */
  | "good"
  /** See {@link Shops}. */
  | "bad";
`;

const read = (text: string): Map<string, Declaration> =>
  new Map([...declarations("src/shops.ts", text)].map((each) => [each.name, each]));

describe("declarations", () => {
  const found = read(source);

  test("are those that are exported", () => {
    expect([...found.keys()]).toEqual(["Shops", "OpenOptions", "Mood"]);
  });

  test("have no private members, and overloads without their body", () => {
    expect(found.get("Shops")?.members.map(({ name, parameters }) => [name, ...parameters])).toEqual([
      ["open", "name: undefined", "options: OpenOptions & CallOptions & { any: true }"],
      ["open", "name?: string", "options?: OpenOptions & CallOptions"],
    ]);
  });

  test("have what their comments say", () => {
    const [method] = methodsOf(found.get("Shops") as Declaration, "helm.shops");
    const [first] = method?.overloads ?? [];
    expect(method?.call).toBe("helm.shops.open");
    expect(first?.doc).toMatchObject({
      text: "Opens a shop by its name. `helm open NAME`\n\nMore.",
      examples: ['```ts\nopen("a");\n```'],
      parameters: [{ name: "name", text: "What it is\ncalled.", byDefault: '"shop"' }],
    });
    expect(method && optionsOf(method)).toEqual(["OpenOptions"]);
  });

  test("have their parents, and options without undefined", () => {
    const { parents, members } = found.get("OpenOptions") as Declaration;
    expect(parents).toEqual(["Limited"]);
    expect(members).toMatchObject([{ name: "early", type: "boolean", isOptional: true, doc: { byDefault: "false" } }]);
  });

  test("of words have the comment of each", () => {
    expect([...(found.get("Mood")?.words ?? [])]).toEqual([
      ['"good"', "It is well."],
      ['"bad"', "See `Shops`."],
    ]);
  });
});

describe("options", () => {
  const typesOf = (text: string): Types => {
    const all = read(text);
    const names: Names = { all, of: () => [...all.values()] };
    return new Types(names);
  };
  const [page] = pages;
  if (page === undefined) throw new Error("there are no pages");

  test("are a table of their own and inherited ones", () => {
    const types = typesOf(
      `${source}\nexport interface Limited {\n  /** In bytes. CLI: --limit. */\n  limit?: number;\n}`,
    );
    expect(types.optionTable("OpenOptions", page)).toBe(
      [
        "| option | type | default | what it does |",
        "| --- | --- | --- | --- |",
        "| `early` | `boolean` | `false` | Whether. |",
        "| `limit` | `number` |  | In bytes.<br>Flag: `--limit` |",
      ].join("\n"),
    );
  });

  test.each([
    ["a comment", "early?: boolean;"],
    ["a @default", "/** Whether. */\n early?: boolean;"],
    ["its unit", "/** How long. */\n early?: number | string;"],
  ])("without %s are refused", (what, field) => {
    const types = typesOf(`export interface A {\n${field}\n}`);
    expect(() => types.optionTable("A", page)).toThrow(new RegExp(`A\\.early needs ${what}`));
  });
});

describe("texts", () => {
  test("keep code and lose what would be markup", () => {
    expect(prose("HELM_* and <a>,\n`HELM_*`; docs/cli.md\n\n```ts\na *\n```")).toBe(
      "HELM_\\* and \\<a>, `HELM_*`; [docs/cli.md](../cli.md)\n\n```ts\na *\n```",
    );
    expect(cell("a | b\n\nc")).toBe("a \\| b<br><br>c");
  });

  test("have a first sentence and a command", () => {
    const text = "Goes back, e.g. to 1.0. Then more. `helm rollback NAME`\n\nMore.";
    expect(sentence(text)).toBe("Goes back, e.g. to 1.0.");
    expect(commandOf(text)).toBe("helm rollback NAME");
  });

  test("make the fragments of GitHub", () => {
    expect(slug("helm[Symbol.dispose] is `it`, ERR_HELM_X")).toBe("helmsymboldispose-is-it-err_helm_x");
  });
});
