// What the documents say is so: their programs run, their tables are whole, their links lead somewhere.
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { cluster } from "../../lab/client.ts";
import { runScript } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { helmError } from "../../src/error.ts";
import type { HelmErrorCode } from "../../src/index.ts";

const text = (path: string): Promise<string> => Bun.file(join(root, path)).text();
const documents = [
  "README.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/charts.md",
  "docs/contributing.md",
  "docs/errors.md",
  "docs/releases.md",
  "docs/security.md",
  "docs/testing.md",
  "docs/cli.md",
];

describe("programs", async () => {
  const programs: [string, string][] = [];
  for (const file of ["README.md", "docs/charts.md", "docs/errors.md", "docs/releases.md", "docs/testing.md"]) {
    for (const [, program] of (await text(file)).matchAll(/^```ts\n(.*?)^```$/gms))
      programs.push([`${file} ${programs.length + 1}`, program as string]);
  }

  test.each(programs)(
    "%s runs",
    async (_, program) => {
      const { description, kubeconfig } = await cluster();
      const env = {
        KUBECONFIG: kubeconfig,
        HELM_NAMESPACE: await (await cluster()).namespace(),
        BUNHELM_TEST_CLUSTER: JSON.stringify(description),
      };
      const { stderr, exitCode } = await runScript(program, { env });
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
    },
    60_000,
  );
});

describe("docs/errors.md", async () => {
  const source = await text("go/helm/internal/wire/errors_codes.go");
  const codes = [...source.matchAll(/ Code = "(ERR_HELM_\w+)"/g)].map(([, code]) => code as HelmErrorCode);
  const types = await text("src/wire.gen.ts");
  const rows = (await text("docs/errors.md"))
    .split("\n")
    .filter((line) => line.startsWith("| `ERR_HELM_"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const rowOf = (code: string): string[] | undefined => rows.find(([, cell]) => cell?.startsWith(`\`${code}\``));

  test("has one row for each code", () => {
    expect(codes.length).toBeGreaterThan(30);
    expect(rows.map(([, cell]) => cell?.match(/\w+/)?.[0]).sort()).toEqual([...codes].sort());
  });

  test.each(codes)("%s: its class and its details", (code) => {
    const [, , thrownAs = "", details = ""] = rowOf(code) ?? [];
    const verbs = ["releases.install", "releases.uninstall", "charts.template"];
    const classes = new Set(verbs.map((verb) => helmError({ code, message: "", verb }).constructor.name));
    const expected =
      thrownAs === "by verb" ? ["InstallError", "UninstallError", "HelmError"] : [thrownAs.replaceAll("`", "")];
    expect([...classes]).toEqual(expected);
    expect([...details.matchAll(/\w+/g)].map(String)).toEqual(fieldsOf(types, code));
  });
});

/** The fields of a code's details, but for the hint that all have. */
function fieldsOf(types: string, code: string): string[] {
  const name = types.match(new RegExp(`^ {2}${code}: (\\w+);$`, "m"))?.[1];
  return name === undefined || name === "HintDetails" ? [] : fieldsOfType(types, name);
}

function fieldsOfType(types: string, name: string): string[] {
  const [, bases = "", body = ""] =
    types.match(new RegExp(`^export interface ${name}(?: extends ([\\w, ]+))? \\{\\n(.*?)^\\}`, "ms")) ?? [];
  const own = [...body.matchAll(/^ {2}(\w+)\??: /gm)].map(([, field]) => field as string);
  const inherited = bases.split(", ").filter((base) => base !== "" && base !== "HintDetails");
  return [...inherited.flatMap((base) => fieldsOfType(types, base)), ...own];
}

test.each(documents)("the links of %s lead somewhere", async (file) => {
  const links = [...(await text(file)).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path as string);
  const generated = ["docs/benchmarks.md"];
  const dead = links.filter((path) => {
    const target = join(dirname(file), path);
    return !existsSync(join(root, target)) && !generated.includes(target);
  });
  expect(dead).toEqual([]);
});

/** Files that the documents name in code, such as `go/helm/internal/wire/wire.go`. */
test.each(documents)("the files that %s names exist", async (file) => {
  const named = (await text(file)).match(/(?<=`)(?:src|go|test|scripts|examples|docs|lib)\/[\w./-]+(?=`)/g) ?? [];
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
