// types/: the declarations of src/, for the compilers of users.
import { mkdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Complaint, run } from "../../project/command.ts";
import { root } from "../../project/project.ts";

const entries = ["index", "terminal/index", "testing/index"];

/**
 * The declarations that the entries need, by path in the package. Their maps lead an editor to the sources, which are
 * in the package as well.
 */
export async function declarations(): Promise<Map<string, string>> {
  const directory = join(root, ".build/pack", `types.${process.pid}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  try {
    await emit(directory);
    const found = new Map<string, string>([["types/globals.d.ts", globals]]);
    for (const entry of entries) await take(directory, entry, found);
    return found;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function emit(directory: string): Promise<void> {
  const options = {
    noEmit: false,
    emitDeclarationOnly: true,
    declarationMap: true,
    stripInternal: true,
    rewriteRelativeImportExtensions: true,
    outDir: directory,
    rootDir: root,
    typeRoots: [join(root, "node_modules")],
  };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: [join(root, "src")] };
  await Bun.write(join(directory, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(root, "node_modules/.bin/tsc");
  if ((await run([process.execPath, compiler, "-p", directory])) !== 0)
    throw new Complaint("The declarations of src/ cannot be made: see above.");
}

/** Takes a module's declarations, and those of the modules that it names. */
async function take(directory: string, module: string, found: Map<string, string>): Promise<void> {
  const path = `types/${module}.d.ts`;
  if (found.has(path)) return;
  const text = await Bun.file(join(directory, "src", `${module}.d.ts`)).text();
  const named = /(?<=\b(?:from|import\()\s*")(\.[^"]*)\.ts(?=")/g;
  const isEntry = entries.includes(module);
  const head = isEntry ? `/// <reference path="${relative(dirname(path), "types/globals.d.ts")}" />\n` : "";
  found.set(path, head + text.replace(named, "$1.js")); // as every compiler takes it
  const map = JSON.parse(await Bun.file(join(directory, "src", `${module}.d.ts.map`)).text());
  map.sources = [relative(dirname(path), `src/${module}.ts`)];
  if (isEntry) map.mappings = `;${map.mappings}`;
  found.set(`${path}.map`, JSON.stringify(map));
  for (const [, to] of text.matchAll(named)) await take(directory, join(dirname(module), to as string), found);
}

/** What the declarations need of a platform. Where a program's own types have it, this adds nothing. */
const globals = `/// <reference lib="esnext.disposable" />

interface AbortSignal {}
interface Blob {}
interface Response {}
interface URL {}
`;
