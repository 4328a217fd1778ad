// The package bunhelm: the sources, which Bun runs as they are, and declarations for compilers.
import { join } from "node:path";
import { Complaint } from "../../project/command.ts";
import { manifest, root } from "../../project/project.ts";
import { platforms } from "../../src/native/platform.ts";
import { clusterPlatforms } from "../platform-packages.ts";
import { command } from "./command.ts";
import { declarations } from "./declarations.ts";
import { forRegistry, withinPackage } from "./links.ts";
import { addresses } from "./platform.ts";
import type { Draft } from "./tarball.ts";

/** What is in the repository and goes into the package. */
const patterns = ["src/**/*.ts", "docs/**/*.{md,svg,png,gif,webp}", "examples/**/*"];
const texts = ["LICENSE", "NOTICE", "CHANGELOG.md", "README.md"];

/** What is generated for the package only. */
const elsewhere: Readonly<Record<string, string>> = {
  "node/index.js": "index.ts",
  "node/terminal.js": "terminal/index.ts",
  "node/testing.js": "testing/index.ts",
};

const limit = { unpacked: 3e6, packed: 700e3 };

export async function mainDraft(): Promise<Draft> {
  const files = new Map<string, string | Bun.BunFile>();
  for (const pattern of patterns)
    for (const path of new Bun.Glob(pattern).scanSync({ cwd: root, onlyFiles: true }))
      files.set(path, Bun.file(join(root, path)));
  for (const path of texts) files.set(path, Bun.file(join(root, path)));
  for (const [path, text] of await declarations()) files.set(path, text);
  for (const [path, source] of Object.entries(elsewhere)) files.set(path, await refusal(source));
  for (const [path, text] of await command()) files.set(path, text);
  files.set("package.json", `${JSON.stringify(await content(), null, 2)}\n`);
  await mendLinks(files);
  return { name: "bunhelm", version: manifest.version, files, programs: new Set(["cli.js"]), limit };
}

/** The package.json that users get. */
async function content(): Promise<Record<string, unknown>> {
  const own = await Bun.file(join(root, "package.json")).json();
  const { name, version, description, keywords, license, type, sideEffects, imports, engines } = own;
  const entry = (path: string, other: string): Record<string, string> => ({
    types: `./types/${path}.d.ts`,
    bun: `./src/${path}.ts`,
    default: `./node/${other}.js`,
  });
  const pinned = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [`@bunhelm/${name}`, version]));
  const clusters = clusterPlatforms.map((platform) => `testcluster-${platform}`);
  return {
    name,
    version,
    description,
    keywords,
    license,
    ...addresses(),
    type,
    sideEffects,
    exports: {
      ".": entry("index", "index"),
      "./terminal": entry("terminal/index", "terminal"),
      "./testing": entry("testing/index", "testing"),
      "./package.json": "./package.json",
    },
    imports,
    types: "./types/index.d.ts",
    bin: { bunhelm: "cli.js" },
    files: ["*"],
    optionalDependencies: pinned(Object.keys(platforms).sort()),
    // What bunhelm/testing and bunhelm/terminal import if the user has installed it; undeclared it would be out of reach.
    peerDependencies: { ...pinned(clusters), "log-update": ">=6" },
    peerDependenciesMeta: Object.fromEntries(
      [...clusters.map((name) => `@bunhelm/${name}`), "log-update"].map((name) => [name, { optional: true }]),
    ),
    engines,
  };
}

/** What a runtime other than Bun gets: it has the names, so that an import of one ends here and not before. */
async function refusal(source: string): Promise<string> {
  const names = Object.keys(await import(join(root, "src", source))).sort();
  if (names.length === 0) throw new Complaint(`src/${source} exports nothing.`);
  return `// What other runtimes than Bun get. The names are there so that an import of one ends with the error below.
export const ${names.map((name) => `${name} = undefined`).join(",\n  ")};

throw new Error(
  "bunhelm needs Bun: run it with \`bun program.ts\`, and bundle it with \`bun build --target=bun\`. https://bun.com",
);
`;
}

async function mendLinks(files: Map<string, string | Bun.BunFile>): Promise<void> {
  const repository = manifest.repository?.url.replace(/^git\+|\.git$/g, "");
  const has = (path: string): boolean =>
    files.has(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`));
  for (const [path, file] of files) {
    if (!path.endsWith(".md") || typeof file === "string") continue;
    const text = withinPackage(path, await file.text(), has);
    files.set(path, path === "README.md" ? forRegistry(text, repository, `v${manifest.version}`) : text);
  }
}
