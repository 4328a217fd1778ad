// What a program of Go is made of: its modules, and the licences of what is linked of each.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Complaint, capture } from "../../project/command.ts";
import type { Target } from "../targets.ts";
import { zigDirectory, zigVersion } from "../zig.ts";
import { expression, licencesIn } from "./licences.ts";

/** Something by others that is in a package. */
export interface Part {
  /** A module's path, or "Go". */
  readonly name: string;
  readonly version: string;
  /** Its address as package URLs have it. */
  readonly purl: string;
  /** An expression of SPDX. */
  readonly licence: string;
  /** What comes with it: licences, notices, patents. */
  readonly texts: readonly Text[];
  /** The SHA-256 that go.sum has, in hex. */
  readonly sum?: string | undefined;
}

interface Text {
  readonly file: string;
  readonly text: string;
}

interface Module {
  Path: string;
  Version?: string;
  Dir: string;
  Main?: boolean;
  Replace?: { Path: string; Version?: string };
}

interface Package {
  ImportPath: string;
  Dir: string;
  Standard?: boolean;
  Module?: Module;
}

/** A file that says under which terms something may be used. */
const terms = /^(licen[cs]e|copying|notice|patents)(?!.*\.(go|docs)$)/i;
const licenceFile = /^(licen[cs]e|copying)/i;

/** The parts of what was built: those that its file names itself. */
export async function partsOf(target: Target): Promise<Part[]> {
  const { go, modules, settings } = await buildInfo(target.output);
  const directories = await linkedDirectories(target);
  const parts = [...modules].map(([path, { version, sum }]) => {
    const module = directories.get(path);
    if (module === undefined) throw new Complaint(`${target.output} has ${path}, which its sources do not need.`);
    const texts = textsOf(module.root, module.packages);
    const name = `${path} ${version}`;
    const purl = `pkg:golang/${path.toLowerCase()}@${encodeURIComponent(version)}`;
    return { name: path, version, purl, sum, texts, licence: licenceOf(name, texts) };
  });
  const missing = [...directories.keys()].filter((path) => !modules.has(path));
  if (missing.length > 0) throw new Complaint(`${target.output} is older than its sources: it lacks ${missing[0]}.`);
  return [...(await tools(go, settings.has("CGO_ENABLED=1"))), ...parts];
}

interface BuildInfo {
  readonly go: string;
  readonly modules: Map<string, { version: string; sum: string | undefined }>;
  readonly settings: Set<string>;
}

/** What Go has written into a file about its build. */
async function buildInfo(file: string): Promise<BuildInfo> {
  const text = await capture(["go", "version", "-m", file]);
  if (text === null) throw new Complaint(`Go knows nothing about ${file}: build it again.`);
  const modules: BuildInfo["modules"] = new Map();
  let last = "";
  for (const [, kind, path, version, hash] of text.matchAll(/^\t(dep|=>)\t(\S+)\t(\S+)(?:\t(?:h1:(\S+))?)?$/gm)) {
    if (kind === "=>" && path?.startsWith(".")) continue; // an edited copy
    const sum = hash === undefined ? undefined : Buffer.from(hash, "base64").toString("hex");
    if (kind === "dep") last = path as string;
    if (!isOwn(last)) modules.set(last, { version: version as string, sum });
  }
  const settings = new Set([...text.matchAll(/^\tbuild\t(.*)$/gm)].map(([, setting]) => setting as string));
  return { go: /: go(\S+)/.exec(text)?.[1] as string, modules, settings };
}

interface Linked {
  readonly root: string;
  readonly packages: Set<string>;
}

/** The directories of the packages that are linked, by their module. */
async function linkedDirectories(target: Target): Promise<Map<string, Linked>> {
  const flags = flagsOfList(target.args);
  const options = { cwd: target.directory, env: target.env };
  const output = await capture(
    ["go", "list", "-deps", "-json=ImportPath,Dir,Module,Standard", ...flags, target.args.at(-1) as string],
    options,
  );
  if (output === null) throw new Complaint(`go list failed in ${target.directory}.`);
  const packages: Package[] = JSON.parse(`[${output.trim().replaceAll(/^\}\n\{/gm, "},{")}]`);
  const found = new Map<string, Linked>();
  for (const { Dir, Module } of packages) {
    if (Module === undefined || Module.Main || isOwn(Module.Path)) continue;
    let linked = found.get(Module.Path);
    if (linked === undefined) {
      linked = { root: await sourceOf(Module, options), packages: new Set() };
      found.set(Module.Path, linked);
    }
    linked.packages.add(join(linked.root, relative(Module.Dir, Dir)));
  }
  return found;
}

/** A module of this repository that another one uses. */
function isOwn(path: string): boolean {
  return path.startsWith("bunhelm/");
}

/** The flags of a build that `go list` takes. */
function flagsOfList(args: readonly string[]): string[] {
  return args.flatMap((arg, index) =>
    ["-modfile", "-overlay", "-tags"].includes(args[index - 1] as string) ? [args[index - 1] as string, arg] : [],
  );
}

/** Where a module's own files are: of one that is built from an edited copy, those that the copy was made of. */
async function sourceOf(module: Module, options: { cwd: string; env: Record<string, string> }): Promise<string> {
  if (!module.Replace?.Path.startsWith(".")) return module.Dir;
  const output = await capture(["go", "mod", "download", "-json", `${module.Path}@${module.Version}`], options);
  const directory: string | undefined = output === null ? undefined : JSON.parse(output).Dir;
  if (directory === undefined) throw new Complaint(`The sources of ${module.Path} ${module.Version} are not there.`);
  return directory;
}

/** The texts of a module: those of the directories of its packages, and of all above them. */
function textsOf(root: string, packages: Iterable<string>): Text[] {
  const directories = new Set<string>([root]);
  for (const start of packages)
    for (let directory = start; directory.startsWith(root); directory = dirname(directory)) directories.add(directory);
  return [...directories]
    .sort()
    .flatMap((directory) => (existsSync(directory) ? textsIn(directory, relative(root, directory)) : []));
}

function textsIn(directory: string, prefix: string): Text[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && terms.test(entry.name))
    .map(({ name }) => ({ file: join(prefix, name), text: readFileSync(join(directory, name), "utf8") }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Throws if there is a licence among the texts that is not allowed, or none. */
export function licenceOf(name: string, texts: readonly Text[]): string {
  const found: string[] = [];
  for (const { file, text } of texts) {
    if (!licenceFile.test(file.split("/").at(-1) as string)) continue;
    const licences = licencesIn(text);
    if (licences.length === 0)
      throw new Complaint(`${name}: ${file} is no licence that is allowed: see scripts/pack/licences.ts.`);
    found.push(...licences);
  }
  if (found.length === 0) throw new Complaint(`${name} has no licence.`);
  return expression(found);
}

/** What the compilers add: Go's runtime and standard library; with C, zig's. */
async function tools(version: string, hasC: boolean): Promise<Part[]> {
  const goRoot = (await capture(["go", "env", "GOROOT"]))?.trim() as string;
  const parts = [{ name: "Go", version, purl: `pkg:golang/std@${version}`, directory: goRoot }];
  if (hasC)
    parts.push({ name: "zig", version: zigVersion, purl: `pkg:pypi/ziglang@${zigVersion}`, directory: zigDirectory });
  return parts.map(({ name, version, purl, directory }) => {
    const texts = textsIn(directory, "");
    return { name, version, purl, texts, licence: licenceOf(name, texts) };
  });
}
