// What the pages say is so: their programs compile and run, their tables are whole. House tests follow their links.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, clusterHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { bunExe, runScript } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { helmError } from "../../src/error.ts";
import type { HelmErrorCode } from "../../src/index.ts";

const text = (path: string): Promise<string> => Bun.file(join(root, path)).text();

/** A program of a page. One whose fence names a file is that file, which has a test of its own. */
interface Program {
  readonly name: string;
  readonly text: string;
  readonly file: string | undefined;
}

const pages = ["README.md", "docs/*.md", "docs/guides/*.md"].flatMap((pattern) =>
  [...new Bun.Glob(pattern).scanSync({ cwd: root })].sort(),
);

const programs: Program[] = [];
for (const page of pages) {
  let count = 0;
  for (const [, file, program = ""] of (await text(page)).matchAll(/^```ts(?: (\S+))?\n(.*?)^```$/gms))
    programs.push({ name: `${page} ${++count}`, text: program, file });
}

describe("programs", () => {
  test("pages have some, guides too", () => {
    expect(programs.filter(({ name }) => name.startsWith("docs/guides/")).length).toBeGreaterThan(10);
  });

  test("pass the compiler", async () => {
    const sources = programs.map(({ name, text }) => [`${name.replaceAll(/[/ ]/g, "-")}.ts`, text]);
    const compilerOptions = {
      paths: {
        bunhelm: [join(root, "src/index.ts")],
        "bunhelm/terminal": [join(root, "src/terminal/index.ts")],
        "bunhelm/testing": [join(root, "src/testing/index.ts")],
        "./*": [join(root, "examples/*")], // what a file of examples/ imports from its own folder
      },
      typeRoots: [join(root, "node_modules")],
      noUnusedLocals: false,
      isolatedDeclarations: false,
      declaration: false,
    };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
    using folder = tempDir({ ...Object.fromEntries(sources), "tsconfig.json": JSON.stringify(config) });
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    await using child = Bun.spawn([bunExe, compiler, "--project", folder.path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await child.stdout.text()).toBe("");
    expect(await child.exited).toBe(0);
  }, 60_000);

  test.each(programs.filter(({ file }) => file !== undefined))(
    "$name is $file",
    async ({ text: program, file = "" }) => {
      expect(program).toBe(await text(file));
    },
  );

  test.each(programs.filter(({ file }) => file === undefined))(
    "$name runs",
    async ({ text }) => {
      const { description, kubeconfig } = await cluster();
      const env = {
        KUBECONFIG: kubeconfig,
        HELM_NAMESPACE: await (await cluster()).namespace(),
        BUNHELM_TEST_CLUSTER: JSON.stringify(description),
      };
      const { stderr, exitCode } = await runScript(text, { env });
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
    },
    120_000,
  );
});

describe("YAML of the guides", async () => {
  const blocks: [string, string][] = [];
  for (const page of pages.filter((page) => page.startsWith("docs/guides/")))
    for (const [, block = ""] of (await text(page)).matchAll(/^```yaml\n(.*?)^```$/gms)) blocks.push([page, block]);

  test.each(blocks)(
    "%s is accepted",
    async (_, block) => {
      const { kind } = Bun.YAML.parse(block) as { kind?: string };
      if (kind === undefined) return; // a file of another program
      using object = chart({ templates: { "object.yaml": block } });
      await using helm = await clusterHelm({ namespace: await (await cluster()).namespace() });
      const warnings: string[] = [];
      await helm.releases.install("it", object.path, {
        dryRun: "server",
        onEvent: (event) => void (event.type === "warning" && warnings.push(event.message)),
      });
      expect(warnings).toEqual([]);
    },
    60_000,
  );
});

test("docs/README.md lists every page", async () => {
  const index = await text("docs/README.md");
  const unlisted = pages
    .filter((page) => page.startsWith("docs/") && page !== "docs/README.md")
    .filter((page) => !index.includes(`](${page.slice("docs/".length)})`));
  expect(unlisted).toEqual([]);
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
