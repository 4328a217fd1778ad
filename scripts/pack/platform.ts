// The packages of what is built for a platform.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { manifest, root } from "../../project/project.ts";
import { type Target, targets } from "../targets.ts";
import { billOfMaterials } from "./bom.ts";
import { notices } from "./notices.ts";
import { partsOf } from "./parts.ts";
import type { Draft } from "./tarball.ts";

/** Bytes: of the engine, and of a test cluster, which is all of Kubernetes. */
const engineLimit = { unpacked: 53e6, packed: 16.5e6 };
const clusterLimit = { unpacked: 150e6, packed: 42e6 };

/** What is packed for a platform: the engine, and the test cluster where there is one. */
export async function platformTargets(platform: string): Promise<Target[]> {
  return (await targets(platform)).filter(({ name }) => name === "library" || name === "testcluster");
}

export function isBuilt(target: Target): boolean {
  return existsSync(target.output);
}

/** The package of a target that is built. */
export async function platformDraft(target: Target): Promise<Draft> {
  const directory = dirname(target.output);
  const file = basename(target.output);
  const isCluster = target.name === "testcluster";
  const parts = await partsOf(target);
  const content = await Bun.file(join(directory, "package.json")).json();
  const { name, description } = content as { name: string; description: string };
  const hash = new Bun.CryptoHasher("sha256").update(await Bun.file(target.output).bytes());
  const subject = { name, version: manifest.version, description, file, sha256: hash.digest("hex") };
  const text = {
    "package.json": `${JSON.stringify({ ...content, ...addresses(), files: ["*"] }, null, 2)}\n`,
    "README.md": isCluster ? clusterReadme(name, description) : engineReadme(name, description),
    "THIRD-PARTY-NOTICES.txt": notices(`${name} ${manifest.version}`, parts),
    "sbom.cdx.json": billOfMaterials(subject, parts),
  };
  return {
    name,
    version: manifest.version,
    files: new Map<string, string | Bun.BunFile>([
      ...Object.entries(text),
      ...["LICENSE", "NOTICE"].map((path): [string, Bun.BunFile] => [path, Bun.file(join(root, path))]),
      [file, Bun.file(target.output)],
    ]),
    programs: new Set([file]),
    limit: isCluster ? clusterLimit : engineLimit,
  };
}

/** Where the project is to be found, as far as its own package.json says. */
export function addresses(): Partial<Record<"repository" | "homepage" | "bugs", unknown>> {
  const { repository, homepage, bugs } = manifest;
  return {
    ...(repository !== undefined && { repository }),
    ...(homepage !== undefined && { homepage }),
    ...(bugs !== undefined && { bugs }),
  };
}

function engineReadme(name: string, description: string): string {
  return `# ${name}

${description}: what runs Go for the package \`bunhelm\`, Helm v4 as a library for Bun.

There is no need to install it by hand. \`bunhelm\` has it as an optional dependency of exactly its own version, and a package manager installs the one for its platform. Install it by hand, in the version of \`bunhelm\`, to compile an executable for this platform on another one.

${included}`;
}

function clusterReadme(name: string, description: string): string {
  return `# ${name}

${description}: a Kubernetes API server, etcd and controllers in one program, which \`bunhelm/testing\` starts for tests. Pods do not run; annotations say how they behave.

    bun add --dev ${name}

It must have the version of \`bunhelm\`.

${included}`;
}

const included = `What it contains of others is listed in \`THIRD-PARTY-NOTICES.txt\` with each licence, and for programs in \`sbom.cdx.json\` (CycloneDX).

Apache-2.0. Helm and Kubernetes are the work of their authors; see \`NOTICE\`.
`;
