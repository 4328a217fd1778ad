import { type HelmError, helmError, messageOf } from "../error.ts";
import { cacheDirectory, findFile, type LibrarySearch } from "./library.ts";
import { needsProcess, platform } from "./platform.ts";

const { access, constants, rm, stat, writeFile } = process.getBuiltinModule("node:fs/promises");
const { tmpdir } = process.getBuiltinModule("node:os");
const { dirname, join } = process.getBuiltinModule("node:path");

/** What would be loaded. */
export interface Survey {
  /** The file that calls load or run, or why there is none. */
  readonly engine: EngineFile | HelmError;
  /** Why Go cannot run in this process, where it cannot. */
  readonly unloadable: string | undefined;
  /** Where a compiled executable writes the file, in the order in which it tries. Memory comes last. */
  readonly places: readonly Place[];
}

export interface EngineFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The package that it is from, unless BUNHELM_LIBRARY names it. */
  readonly package: { readonly name: string; readonly version: string } | undefined;
}

/** A directory that an executable may write to. */
export interface Place {
  readonly directory: string;
  /** Why it cannot be used. */
  readonly problem: string | undefined;
}

/** Looks for what calls would load, as they do, and loads nothing. */
export async function surveyLibrary(search: LibrarySearch): Promise<Survey> {
  const isProgram = needsProcess(search.file);
  const directories = [...(isProgram ? [] : [search.extractTo || tmpdir()]), cacheDirectory(search)];
  const places = await Promise.all(
    directories.map(async (directory) => ({ directory, problem: await tried(directory) })),
  );
  try {
    const { name, unloadable = isProgram ? "BUNHELM_LIBRARY names a program" : undefined } = platform();
    return { engine: await fileOf(search, `@bunhelm/${name}`), unloadable, places };
  } catch (error) {
    return { engine: error as HelmError, unloadable: undefined, places };
  }
}

async function fileOf(search: LibrarySearch, name: string): Promise<EngineFile> {
  const path = search.file || (await findFile());
  try {
    const { size } = await stat(path);
    await access(path, constants.R_OK);
    if (search.file) return { path, size, package: undefined };
    const { version } = (await Bun.file(join(dirname(path), "package.json")).json()) as { version: string };
    return { path, size, package: { name, version } };
  } catch (cause) {
    throw helmError(
      {
        code: "ERR_HELM_LIBRARY_NOT_FOUND",
        message: `the native library of bunhelm cannot be read: ${messageOf(cause)}`,
        details: {
          tried: [path],
          file: path,
          hint: search.file ? "BUNHELM_LIBRARY names this file: correct it, or unset it" : `install ${name} again`,
        },
      },
      { cause },
    );
  }
}

/** Why a program cannot be written to a directory and run there. The directory need not be there yet; nothing is left. */
async function tried(directory: string): Promise<string | undefined> {
  const existing = await nearest(directory);
  const file = join(existing, `.bunhelm-${crypto.randomUUID()}`);
  try {
    // Nothing runs: a file that may be executed fails with ENOENT, for want of this interpreter.
    await writeFile(file, "#!/nonexistent/interpreter\n", { flag: "wx", mode: 0o700 });
    if (process.platform === "win32") return undefined;
    Bun.spawnSync([file], { stdio: ["ignore", "ignore", "ignore"] });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === "posix_spawn") return code === "EACCES" ? "no file there may be executed (noexec)" : undefined;
    return `cannot be written to (${code})`;
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
  return undefined;
}

/** The directory, or the nearest one above that exists. */
async function nearest(directory: string): Promise<string> {
  const above = dirname(directory);
  const exists = await stat(directory).then(
    () => true,
    () => above === directory,
  );
  return exists ? directory : nearest(above);
}
