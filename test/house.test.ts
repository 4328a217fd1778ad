// The rules of the house: what may import what, what agrees with what. CONTRIBUTING.md explains them.
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { compileFlags } from "../project/flags.ts";
import { root } from "../project/project.ts";
import { abiModule } from "../scripts/abi.ts";
import { figure, folderOf, folders, modules, packages, programs, type Room } from "../scripts/house.ts";
import { slug } from "../scripts/reference/markdown.ts";

const text = (path: string): Promise<string> => Bun.file(join(root, path)).text();

/** The files of patterns, each of which must find some: in Bun's there is no "/" between braces. */
function files(...patterns: string[]): string[] {
  return patterns
    .flatMap((pattern) => {
      const found = [...new Bun.Glob(pattern).scanSync({ cwd: root, onlyFiles: true })];
      if (found.length === 0) throw new Error(`${pattern} finds nothing`);
      return found;
    })
    .filter((file) => !file.includes("node_modules/"))
    .sort();
}

/** Built-in modules that only some files may import; all others may not. */
const builtins: Record<string, readonly string[]> = {
  "bun:ffi": ["native/symbols", "native/socketpair", "native/memory"],
  "node:child_process": [],
};

/** Packages that some rooms may import, which users install or not. */
const peers: Record<string, readonly string[]> = { "terminal/": ["log-update"] };

/** The room of a module of src/. */
const roomOf = (module: string): string => /^(testing|terminal)\//.exec(module)?.[0] ?? module;
const floorOf = (rooms: readonly Room[], name: string): number => rooms.findIndex(([room]) => room === name);

test("no file is longer than 400 lines, wherever it is; what is documentation of users does not count", async () => {
  const long: string[] = [];
  for (const file of files("*/**/*.{ts,go}")) {
    const documented = (await text(file)).replace(/^ *\/?\*+( .*|\/)?\n/gm, "");
    const count = documented.split("\n").length - 1;
    if (count > 400 && !file.endsWith(".gen.ts")) long.push(`${file}: ${count}`);
  }
  expect(long).toEqual([]);
});

/** What a relative import of a file leads to, from the root. */
const goalOf = (file: string, path: string): string => join(dirname(file), path);

/** What a file imports and exports from elsewhere: types too, which a transpiler drops. */
function importsOf(source: string): string[] {
  const clauses = source.matchAll(/^(?:import|export)\b(?:[^;"=()]*? from)? "([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...clauses].map(([, from, dynamic]) => (from ?? dynamic) as string);
}

describe("folders", () => {
  const typescript = files("*/**/*.ts").filter((file) => !file.startsWith("lib/"));
  const own: Record<string, string> = {
    bunhelm: "src/index.ts",
    "bunhelm/terminal": "src/terminal/index.ts",
    "bunhelm/testing": "src/testing/index.ts",
    "#doctor": "src/doctor.ts",
  };
  const nameOf = (file: string): string =>
    /^src\/(testing|terminal)(?=\/)/.exec(file)?.[0] ?? (file.split("/")[0] as string);

  test("every folder is in the list of folders, and every one is there", () => {
    expect([...new Set(typescript.map(nameOf))].sort()).toEqual(folders.map(([name]) => name).sort());
  });

  test("no files import each other in a circle, types included", async () => {
    const imports = new Map<string, string[]>();
    for (const file of typescript)
      imports.set(
        file,
        importsOf(await text(file))
          .filter((path) => path.startsWith("."))
          .map((path) => goalOf(file, path)),
      );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" -> "));
      if (done.has(file)) return;
      done.add(file);
      for (const next of imports.get(file) ?? []) visit(next, [...way, file]);
    };
    for (const file of typescript) visit(file, []);
    expect(circles).toEqual([]);
  });

  test.each(folders.map(([name]) => name))("%s imports only folders below it, types included", async (folder) => {
    const wrong: string[] = [];
    for (const file of typescript.filter((file) => nameOf(file) === folder)) {
      for (const path of importsOf(await text(file))) {
        const goal = path.startsWith(".") ? goalOf(file, path) : own[path];
        if (goal === undefined || goal === "package.json" || nameOf(goal) === folder) continue;
        const target = nameOf(goal);
        const isRival = programs.includes(folder) && programs.includes(target);
        if (isRival || floorOf(folders, target) < floorOf(folders, folder)) wrong.push(`${file}: ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("src", () => {
  test("every module is in the list of rooms, and every room is there", () => {
    const found = new Set(files("src/**/*.ts").map((file) => roomOf(relative("src", file).replace(/\.ts$/, ""))));
    expect([...found].sort()).toEqual(modules.map(([name]) => name).sort());
  });

  test.each(files("src/**/*.ts"))("%s imports only what is below it, types included", async (file) => {
    const room = roomOf(relative("src", file).replace(/\.ts$/, ""));
    const wrong: string[] = [];
    for (const path of importsOf(await text(file))) {
      if (path.startsWith(".")) {
        const goal = goalOf(file, path);
        if (goal === "package.json") continue;
        const target = roomOf(relative("src", goal).replace(/\.ts$/, ""));
        if (target === room) continue; // a folder
        if (floorOf(modules, target) < floorOf(modules, room)) wrong.push(path);
      } else if (path in builtins) {
        if (!builtins[path]?.includes(room)) wrong.push(path);
      } else if (!/^(node|bun):/.test(path) && path !== "bun" && !peers[room]?.includes(path)) wrong.push(path);
    }
    expect(wrong).toEqual([]);
  });

  test("only a client knows which road its calls take, and only the doctor what would be loaded", async () => {
    const users: string[] = [];
    for (const file of files("src/*.ts"))
      for (const path of importsOf(await text(file))) if (path.includes("/native/")) users.push(`${file} ${path}`);
    expect([...new Set(users)]).toEqual(["src/client.ts ./native/road.ts", "src/doctor.ts ./native/survey.ts"]);
  });

  test("the environment is read in one place", async () => {
    const readers: string[] = [];
    for (const file of files("src/**/*.ts")) {
      const code = (await text(file)).replace(/^\s*(\/\*)?\*.*$|\/\/.*$/gm, "");
      if (/\b(process|Bun|import\.meta)\.env\b/.test(code)) readers.push(file);
    }
    expect(readers).toEqual(["src/options.ts", "src/terminal/environment.ts", "src/testing/environment.ts"]);
  });

  test.each(["src/index.ts", "src/terminal/index.ts", "src/testing/index.ts"])(
    "the public names of %s",
    async (file) => {
      const names: string[] = [];
      const gathered = (await text(file)).replace(/^export type \* from "\.\/(.*)";/gm, (_, from) =>
        readFileSync(join(root, dirname(file), from), "utf8"),
      );
      for (const [, kind, list] of gathered.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
        for (const item of (list as string).split(",")) {
          const name = item.trim().replace(/^.* as /, "");
          if (name !== "") names.push(kind || name.startsWith("type ") ? `type ${name.replace("type ", "")}` : name);
        }
      }
      expect(`\n${names.sort().join("\n")}\n`).toMatchSnapshot();
    },
  );
});

describe("versions", () => {
  test("all packages have the same", async () => {
    const versions = new Set<string>();
    for (const file of ["package.json", ...files("lib/*/package.json")])
      versions.add(JSON.parse(await text(file)).version);
    expect(versions.size).toBe(1);
  });

  test("the numbers of the C ABI are those of the header", async () => {
    expect(await text("src/native/abi.gen.ts")).toBe(await abiModule());
  });

  test("texts name the Helm that is linked", async () => {
    const linked = (await text("go/helm/go.mod")).match(/helm\.sh\/helm\/v4 (v\S+)/)?.[1];
    expect(linked).toBeDefined();
    for (const file of files("README.md", "docs/**/*.md")) {
      for (const [, version] of (await text(file)).matchAll(/\bHelm (v4\.\d+\.\d+)/g))
        expect(`${file}: ${version}`).toBe(`${file}: ${linked}`);
    }
  });

  test("nothing is needed at run time but our own library", async () => {
    const manifest = JSON.parse(await text("package.json"));
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.peerDependencies).toBeUndefined();
    expect(Object.keys(manifest.optionalDependencies).filter((name) => !name.startsWith("@bunhelm/"))).toEqual([]);
  });

  test("the lock file names no host", async () => {
    expect(await text("bun.lock")).not.toContain("://");
  });
});

/** The verbs of the table, as the generator has printed them. */
async function verbs(): Promise<string[]> {
  const table = (await text("src/wire.gen.ts")).match(/^export interface Verbs \{\n(.*?)^\}/ms)?.[1] ?? "";
  return [...table.matchAll(/^ {2}"?([\w.]+)"?: \{/gm)].map(([, name]) => name as string);
}

describe("verbs", async () => {
  const all = (await verbs()).filter((name) => !name.startsWith("client."));
  const tests = await Promise.all(files("test/**/*.test.ts").map(text));

  test("there is a table", () => expect(all.length).toBeGreaterThan(0));

  test.each(all)("%s is a method of its group", async (verb) => {
    const { file, method } = place(verb);
    const source = await text(`src/${file}.ts`);
    expect(source).toContain(`"${verb}"`);
    expect(source).toMatch(new RegExp(`^ {2}(readonly )?${method}\\b`, "m"));
  });

  test("docs/calls.md has a row for each", async () => {
    const page = await text("docs/calls.md");
    expect(all.filter((verb) => !page.includes(`| \`${verb}(`))).toEqual([]);
  });

  test.each(all)("%s is tested", (verb) => {
    const { group, method } = place(verb);
    const call = new RegExp(group === "helm" ? `\\.${method}\\(` : `\\b${group}\\.${method}\\(`);
    expect(tests.some((source) => call.test(source))).toBe(true);
  });

  /**
   * "releases.install" is in releases.ts, "charts.dependencies.list" in dependencies.ts; "version" is a
   * method of the client.
   */
  function place(verb: string): { group: string; file: string; method: string } {
    const path = verb.includes(".") ? verb.split(".") : ["helm", verb];
    return { group: path.slice(0, -1).join("."), file: path.at(-2) as string, method: path.at(-1) as string };
  }
});

describe.skipIf(Bun.which("go") === null)("go/helm", async () => {
  const prefix = "bunhelm/helm";
  const found = Bun.which("go") === null ? [] : await goPackages();
  const pathOf = (name: string): string => join(prefix, folderOf(name)).replace(/\/\.?$/, "");
  const nameOf = new Map(packages.map(([name]) => [pathOf(name), name]));
  const imports = (name: string): string[] => found.find((pkg) => pkg.ImportPath === pathOf(name))?.Imports ?? [];
  const standard = (path: string): boolean => !path.split("/")[0]?.includes(".") && !path.startsWith(prefix);

  test("every package is in the list of rooms, and every room is there", () => {
    expect(found.map((pkg) => pkg.ImportPath).sort()).toEqual([...nameOf.keys()].sort());
  });

  test.each(packages.map(([name]) => name))("%s imports only what is below it", (name) => {
    const ours = imports(name).filter((path) => path.startsWith(prefix));
    const floor = floorOf(packages, name);
    expect(ours.filter((path) => floorOf(packages, nameOf.get(path) ?? "") <= floor)).toEqual([]);
  });

  test("only the main package imports C", () => {
    const users = found.filter((pkg) => pkg.Imports?.includes("C") || pkg.CgoFiles?.length);
    expect(users.map((pkg) => pkg.ImportPath)).toEqual([prefix]);
  });

  test("only the packages around the SDK import Helm", () => {
    const users = found.filter((pkg) => pkg.Imports?.some((path) => path.startsWith("helm.sh/helm/")));
    const allowed = [
      "budget",
      "chartfiles",
      "cluster",
      "definitions",
      "dependencies",
      "diagnosis",
      "drivers",
      "fault",
      "fetch",
      "helmhome",
      "hostlog",
      "indexes",
      "kinds",
      "kubeclient",
      "locate",
      "naming",
      "objects",
      "observer",
      "planning",
      "podlogs",
      "records",
      "registries",
      "rehearsal",
      "render",
      "repair",
      "results",
      "schemas",
      "session",
      "signatures",
      "sqldriver",
      "stage",
      "verbs",
      "verbs/charts",
      "verbs/flagtest",
      "verbs/releases",
      "verbs/repositories",
      "waiting",
    ].map(pathOf);
    expect(users.map((pkg) => pkg.ImportPath).filter((path) => !allowed.includes(path))).toEqual([]);
  });

  test.each(["wire", "channel"])("%s stands on the standard library alone", (name) => {
    expect(imports(name).length).toBeGreaterThan(0);
    expect(imports(name).filter((path) => !standard(path))).toEqual([]);
  });
});

test("the figure of docs/architecture.md is the list of rooms", async () => {
  const printed = (await text("docs/architecture.md")).match(/(?:^ {4}.*\n)+/m)?.[0];
  expect(printed).toBe(`${figure()}\n`);
});

interface GoPackage {
  ImportPath: string;
  Imports?: string[];
  CgoFiles?: string[];
}

/** go list reads the files and compiles nothing. */
async function goPackages(): Promise<GoPackage[]> {
  const tags = compileFlags.slice(compileFlags.indexOf("-tags"), compileFlags.indexOf("-tags") + 2);
  const child = Bun.spawn(["go", "list", "-e", "-json=ImportPath,Imports,CgoFiles", ...tags, "./..."], {
    cwd: join(root, "go/helm"),
    env: { ...process.env, CGO_ENABLED: "1", GOWORK: "off" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error("go list failed");
  return JSON.parse(`[${output.trim().replaceAll(/^\}\n\{/gm, "},{")}]`);
}

test("the scripts that package.json names exist", async () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await text("package.json"));
  const named = Object.values(scripts).flatMap((line) => line.match(/\b(scripts|examples)\/[\w.]+\.ts/g) ?? []);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

const texts = ["*.md", "docs/**/*.md", "go/testcluster/*.md"];

test("what the pages link to and name is there", async () => {
  const gone: string[] = [];
  const named = new RegExp(`\`((?:docs|go|${folders.map(([name]) => name).join("|")})/[\\w./-]+)\``, "g");
  for (const page of files(...texts)) {
    const source = await text(page);
    const links = [...source.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, to]) => join(dirname(page), to as string));
    const paths = [...source.matchAll(named)].map(([, path]) => path as string);
    gone.push(
      ...[...links, ...paths].filter((path) => !existsSync(join(root, path))).map((path) => `${page}: ${path}`),
    );
  }
  expect(gone).toEqual([]);
});

test("links lead to headings that are there", async () => {
  const gone: string[] = [];
  const headings = new Map<string, Promise<Set<string>>>();
  const headingsOf = async (page: string): Promise<Set<string>> => fragments(await text(page));
  for (const page of files(...texts)) {
    const source = (await text(page)).replace(/^```[\s\S]*?^```$/gm, "");
    for (const [, to = "", fragment = ""] of source.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)) {
      const goal = to === "" ? page : join(dirname(page), to);
      if (!goal.endsWith(".md") || !existsSync(join(root, goal))) continue;
      if (!headings.has(goal)) headings.set(goal, headingsOf(goal));
      if (!(await headings.get(goal))?.has(fragment)) gone.push(`${page}: ${to}#${fragment}`);
    }
  }
  expect(headings.size).toBeGreaterThan(0);
  expect(gone).toEqual([]);
});

/** The fragments that GitHub gives the headings of a page. */
function fragments(source: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ""] of source.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.*)$/gm)) {
    const fragment = slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let name = fragment;
    for (let count = 1; found.has(name); count++) name = `${fragment}-${count}`;
    found.add(name);
  }
  return found;
}

test("CONTRIBUTING.md names every folder of tests and every file of the laboratory", async () => {
  const page = await text("CONTRIBUTING.md");
  const tests = files("test/*/*.ts").map((file) => `${file.split("/")[1]}/`);
  const unnamed = [...new Set(tests), ...files("lab/*.ts").map((file) => file.slice("lab/".length))];
  expect(unnamed.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
