// bun run pack [--platform=NAME ...] [--without=testcluster] [--into=DIRECTORY]: packs what is built into dist/*.tgz, for
// the named platforms or for all. Contents, sizes and licences are checked. Without --platform what is not built is left
// out, and said.
import { rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Complaint, script } from "../project/command.ts";
import { root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";
import { hookHelm } from "./hooks.ts";
import { isCurrent, keyOf } from "./key.ts";
import { mainDraft } from "./pack/bunhelm.ts";
import { isBuilt, platformDraft, platformTargets } from "./pack/platform.ts";
import { pack, type Tarball } from "./pack/tarball.ts";
import { goVersion } from "./toolchain.ts";

export const dist: string = join(root, "dist");

interface Choice {
  /** The platforms that must be built; without them those that are. */
  readonly platforms?: readonly string[] | undefined;
  /** Kinds of targets that are left out. */
  readonly without?: readonly string[] | undefined;
  readonly directory?: string | undefined;
}

/** Packs into a directory, and says what was not built. */
export async function packAll(choice: Choice = {}): Promise<{ packed: Tarball[]; missing: string[] }> {
  const { directory = dist, without = [] } = choice;
  const go = await goVersion();
  await hookHelm(); // the list of modules is that of the sources as they are built
  if (directory === dist) await rm(dist, { recursive: true, force: true });
  const packed: Tarball[] = [];
  const missing: string[] = [];
  for (const platform of choice.platforms ?? Object.keys(platforms))
    for (const target of await platformTargets(platform)) {
      if (without.includes(target.name)) continue;
      const file = relative(root, target.output);
      if (!isBuilt(target)) missing.push(file);
      else if (!(await isCurrent(target, await keyOf(target, go))))
        throw new Complaint(`${file} is older than its sources: bun run build ${target.name} --platform=${platform}`);
      else packed.push(await pack(await platformDraft(target), directory));
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
  await script(async () => {
    const strings = { type: "string", multiple: true } as const;
    const { values } = parseArgs({ options: { platform: strings, without: strings, into: { type: "string" } } });
    const directory = values.into && resolve(values.into);
    const { packed, missing } = await packAll({ platforms: values.platform, without: values.without, directory });
    for (const tarball of packed) console.log(tell(tarball));
    for (const file of missing) console.log(`not packed, because it is not built: ${file}`);
    return values.platform !== undefined && missing.length > 0 ? 1 : 0;
  });
}
