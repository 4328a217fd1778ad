// bun run pack [--platform=NAME ...]: packs what is built into dist/*.tgz, for the named platforms or for all. Contents,
// sizes and licences are checked. Without --platform what is not built is left out, and said.
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { Complaint, script } from "../project/command.ts";
import { root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";
import { hookHelm } from "./hooks.ts";
import { mainDraft } from "./pack/bunhelm.ts";
import { isBuilt, platformDraft, platformTargets } from "./pack/platform.ts";
import { pack, type Tarball } from "./pack/tarball.ts";

export const dist: string = join(root, "dist");

/** Packs into a directory. wanted: platforms that must be built; without them those that are built. */
export async function packAll(
  wanted?: readonly string[],
  directory: string = dist,
): Promise<{ packed: Tarball[]; missing: string[] }> {
  await hookHelm(); // the list of modules is that of the sources as they are built
  await rm(directory, { recursive: true, force: true });
  const packed: Tarball[] = [];
  const missing: string[] = [];
  for (const platform of wanted ?? Object.keys(platforms))
    for (const target of await platformTargets(platform)) {
      if (isBuilt(target)) packed.push(await pack(await platformDraft(target), directory));
      else missing.push(relative(root, target.output));
    }
  packed.push(await pack(await mainDraft(), directory));
  return { packed, missing };
}

/** Says what has been packed. */
export function tell({ name, file, packed, unpacked }: Tarball): string {
  const size = (bytes: number): string =>
    bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${relative(root, file)}: ${name}, ${size(packed)}, unpacked ${size(unpacked)}`;
}

if (import.meta.main) {
  const option = "--platform=";
  await script(async () => {
    const args = process.argv.slice(2);
    const strange = args.find((arg) => !arg.startsWith(option));
    if (strange !== undefined) throw new Complaint(`There is no ${strange}; there is ${option}NAME.`);
    const wanted = args.map((arg) => arg.slice(option.length));
    const { packed, missing } = await packAll(wanted.length === 0 ? undefined : wanted);
    for (const tarball of packed) console.log(tell(tarball));
    for (const file of missing) console.log(`not packed, because it is not built: ${file}`);
    return wanted.length > 0 && missing.length > 0 ? 1 : 0;
  });
}
