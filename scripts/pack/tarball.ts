// One package: its files are gathered in a directory, packed by Bun, and the tarball is read again and checked.
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Complaint, capture } from "../../project/command.ts";
import { root } from "../../project/project.ts";

/** A package before it is packed. */
export interface Draft {
  readonly name: string;
  readonly version: string;
  /** Its files by path: texts, or files of this repository. */
  readonly files: ReadonlyMap<string, string | Bun.BunFile>;
  /** Those among them that are programs. */
  readonly programs: ReadonlySet<string>;
  /** How many bytes it may have: unpacked, packed. */
  readonly limit: { readonly unpacked: number; readonly packed: number };
}

/** What has been packed. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly packed: number;
  readonly unpacked: number;
}

/**
 * Makes the tarball of a package in a directory. It has the same bytes whenever the files have: Bun gives all of them
 * one time and one owner, and sorts them.
 */
export async function pack(draft: Draft, directory: string): Promise<Tarball> {
  const stage = join(root, ".build/pack", `${draft.name.replace("/", "-")}.${process.pid}`);
  await rm(stage, { recursive: true, force: true });
  try {
    for (const [path, content] of draft.files) {
      const file = join(stage, path);
      await mkdir(dirname(file), { recursive: true });
      await Bun.write(file, content);
      await chmod(file, draft.programs.has(path) ? 0o755 : 0o644);
    }
    const into = join(stage, ".packed");
    const output = await capture(
      [process.execPath, "pm", "pack", "--ignore-scripts", "--quiet", "--destination", into],
      {
        cwd: stage,
      },
    );
    const made = output?.trim().split("\n").at(-1);
    if (!made) throw new Complaint(`bun pm pack failed in ${stage}.`);
    const tarball = await check(draft, join(into, basename(made)));
    await mkdir(directory, { recursive: true });
    const file = join(directory, basename(made));
    await rename(tarball.file, file);
    return { ...tarball, file };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Reads a tarball and complains of what it should not have, lacks, or has too much of. */
async function check(draft: Draft, file: string): Promise<Tarball> {
  const bytes = await Bun.file(file).bytes();
  const found = await new Bun.Archive(bytes).files();
  const names = [...found.keys()].map((name) => name.replace(/^package\//, ""));
  const strange = names.filter((name) => !draft.files.has(name));
  const missing = [...draft.files.keys()].filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Complaint(`${draft.name} has what it should not: ${strange.join(", ")}`);
  if (missing.length > 0) throw new Complaint(`${draft.name} lacks ${missing.join(", ")}`);
  const unpacked = [...found.values()].reduce((sum, { size }) => sum + size, 0);
  const packed = bytes.length;
  for (const [what, size, limit] of [
    ["unpacked", unpacked, draft.limit.unpacked],
    ["packed", packed, draft.limit.packed],
  ] as const)
    if (size > limit) throw new Complaint(`${draft.name} has ${size} bytes ${what}, and may have ${limit}.`);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  return { name: draft.name, file, sha256, packed, unpacked };
}
