// bun run release [--dry-run] [--builder=URI] [--platform=NAME ...]: checks that the sources are those of a release,
// builds and packs all platforms, writes checksums and a provenance statement into dist/ and prints how to publish. It
// publishes nothing. A dry run goes on in spite of what is wrong, and says it at the end.
import { basename, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { Complaint, capture, script } from "../project/command.ts";
import { manifest, root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";
import { build } from "./build.ts";
import { provenance } from "./pack/provenance.ts";
import type { Tarball } from "./pack/tarball.ts";
import { dist, packAll, tell } from "./pack.ts";
import { goVersion } from "./toolchain.ts";
import { zigVersion } from "./zig.ts";

/** What is known of the sources. */
export interface Sources {
  readonly version: string;
  /** `git status --porcelain`. */
  readonly status: string;
  /** The tags of the commit. */
  readonly tags: readonly string[];
  readonly changelog: string;
  readonly readme: string;
  readonly packageJson: Readonly<Record<string, unknown>>;
}

/** What must be put right before these sources can be released. */
export function problems({ version, status, tags, changelog, readme, packageJson }: Sources): string[] {
  const found: string[] = [];
  const changed = status.trim().split("\n").filter(Boolean).length;
  if (changed > 0) found.push(`there are ${changed} changes that are not committed`);
  if (!tags.includes(`v${version}`)) found.push(`the commit has no tag v${version}`);
  const sections = changelog.replace(/^## Unreleased\s+(?=## )/m, "").match(/^## .*$/gm) ?? [];
  const isOurs = (heading = ""): boolean => heading.replace(/[[\]]/g, "").split(/[\s,]/)[1] === version;
  if (!sections.some(isOurs)) found.push(`CHANGELOG.md has no section about ${version}`);
  else if (!isOurs(sections[0])) found.push(`CHANGELOG.md begins with another section than that about ${version}`);
  if (/not on npm yet/.test(readme)) found.push("README.md says that the package is not on npm yet");
  for (const field of ["repository", "homepage", "bugs"])
    if (packageJson[field] === undefined) found.push(`package.json has no ${field}`);
  return found;
}

async function sources(): Promise<Sources> {
  const text = (file: string): Promise<string> => Bun.file(join(root, file)).text();
  return {
    version: manifest.version,
    status: (await capture(["git", "status", "--porcelain"])) ?? "unknown",
    tags: ((await capture(["git", "tag", "--points-at", "HEAD"])) ?? "").split("\n"),
    changelog: await text("CHANGELOG.md"),
    readme: await text("README.md"),
    packageJson: JSON.parse(await text("package.json")),
  };
}

/** The commands that publish: what others depend on comes first. Without "./", npm takes a path for a repository of GitHub. */
export function publishing(tarballs: readonly Tarball[]): string[] {
  const scoped = tarballs.filter(({ name }) => name.startsWith("@"));
  const others = tarballs.filter(({ name }) => !name.startsWith("@"));
  return [...scoped, ...others].map(({ file }) => `npm publish ./${relative(root, file)} --access public`);
}

async function origin(builder: string | undefined): Promise<Parameters<typeof provenance>[1]> {
  return {
    version: manifest.version,
    commit: (await capture(["git", "rev-parse", "HEAD"]))?.trim() ?? "",
    repository: manifest.repository?.url,
    builder,
    tools: {
      bun: Bun.version,
      go: (await goVersion()).replace(/^go/, ""),
      zig: zigVersion,
    },
  };
}

if (import.meta.main) {
  await script(async () => {
    const { values } = parseArgs({
      options: {
        "dry-run": { type: "boolean", default: false },
        builder: { type: "string" },
        platform: { type: "string", multiple: true },
      },
    });
    const isDry = values["dry-run"];
    const wrong = problems(await sources());
    if (values.builder === undefined) wrong.push("nothing says who builds: --builder=URI");
    const refuse = (): never => {
      throw new Complaint(`This cannot be released:\n${wrong.map((line) => `- ${line}`).join("\n")}`);
    };
    if (wrong.length > 0 && !isDry) refuse();
    const names = values.platform ?? Object.keys(platforms);
    for (const name of names) {
      try {
        await build(["library", "testcluster"], name);
      } catch (error) {
        if (!isDry || !(error instanceof Complaint)) throw error;
        wrong.push(`${name} cannot be built: ${error.message.split("\n").at(-1)}`);
      }
    }
    const { packed, missing } = await packAll({ platforms: names });
    wrong.push(...missing.map((file) => `${file} is not built`));
    if (wrong.length > 0 && !isDry) refuse();
    const sums = packed.map(({ file, sha256 }) => `${sha256}  ${basename(file)}\n`);
    await Bun.write(join(dist, "SHA256SUMS"), sums.join(""));
    await Bun.write(join(dist, "provenance.intoto.json"), provenance(packed, await origin(values.builder)));
    for (const tarball of packed) console.log(tell(tarball));
    console.log("dist/SHA256SUMS, dist/provenance.intoto.json\n\nPublish, in this order:");
    for (const command of publishing(packed)) console.log(`    ${command}`);
    if (wrong.length > 0) console.log(`\nA release would be refused:\n${wrong.map((line) => `- ${line}`).join("\n")}`);
    return 0;
  });
}
