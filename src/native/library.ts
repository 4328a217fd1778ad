import type { Stats } from "node:fs";
import { version } from "../../package.json";
import { HelmError, helmError, messageOf } from "../error.ts";
import { abi } from "./abi.gen.ts";
import { memoryFile } from "./memory.ts";
import { platform } from "./platform.ts";

const { chmod, lstat, mkdir, rename, rm, writeFile } = process.getBuiltinModule("node:fs/promises");
const { homedir, tmpdir } = process.getBuiltinModule("node:os");
const { join } = process.getBuiltinModule("node:path");

/** Where to look for the library. */
export interface LibrarySearch {
  /** A file to use instead of the platform package's: BUNHELM_LIBRARY. */
  readonly file?: string | undefined;
  /** Where the user's caches are, if not where Linux has them: XDG_CACHE_HOME. */
  readonly cacheHome?: string | undefined;
  /** Where Bun extracts embedded files, if not to the temporary directory: BUN_TMPDIR. */
  readonly extractTo?: string | undefined;
}

// Whether this module was bundled by `bun build`.
const isBundled = !/[/\\]library\.ts$/.test(import.meta.path);
const minimumBun = "1.4.0";

/**
 * Finds the library and opens it. If Bun has nowhere to extract the file that is embedded in a compiled executable, a
 * copy in the user's cache directory is used, and if nothing can be written, one in memory.
 */
export function withLibrary<T>(search: LibrarySearch, link: (file: string) => T): Promise<T> {
  return withFile(search, link, ({ file, embedded, cached, inMemory }) =>
    embedded ? [[search.extractTo || tmpdir(), () => file], cached, inMemory] : [[file, () => file]],
  );
}

/** Finds the engine's program and runs it: from a copy where it cannot be run from where it is. */
export function withProgram<T>(search: LibrarySearch, run: (file: string) => T): Promise<T> {
  return withFile(search, run, ({ file, embedded, cached, inMemory }) => [
    ...(embedded ? [] : [[file, () => file] as const]),
    cached,
    ...(process.platform === "linux" ? [inMemory] : []),
  ]);
}

/** A directory, or what else to call it, and a function that makes a file there. */
type Place = readonly [string, () => string | Promise<string>];

interface Places {
  readonly file: string;
  /** Whether it is inside a compiled executable, where only Bun can read it. */
  readonly embedded: boolean;
  readonly cached: Place;
  readonly inMemory: Place;
}

/** Uses the library's file from the first place that allows it. */
async function withFile<T>(
  search: LibrarySearch,
  use: (file: string) => T,
  places: (places: Places) => readonly Place[],
): Promise<T> {
  checkBun();
  platform(); // refuses one that bunhelm has nothing for
  const file = search.file || (await findFile());
  const embedded = /^(\/\$bunfs|[A-Z]:[/\\]~BUN)[/\\]/.test(file);
  const failures: { readonly place: string; readonly error: unknown }[] = [];
  const cached: Place = [cacheDirectory(search), () => unpackLibrary(file, cacheDirectory(search))];
  const inMemory: Place = ["memory", async () => memoryFile(`bunhelm-${version}`, await Bun.file(file).bytes())];
  for (const [place, fileThere] of places({ file, embedded, cached, inMemory })) {
    try {
      return use(await fileThere());
    } catch (error) {
      if (HelmError.is(error)) throw error;
      failures.push({ place, error });
    }
  }
  const reasons = failures.map(({ place, error }) => `${place}: ${messageOf(error)}`).join("; ");
  throw helmError(
    {
      code: "ERR_HELM_LIBRARY_NOT_FOUND",
      message: `the native library of bunhelm cannot be loaded: ${reasons}`,
      details: {
        tried: failures.map(({ place }) => place),
        file,
        ...(embedded && { hint: "set TMPDIR or XDG_CACHE_HOME to a directory that may hold executable files" }),
      },
    },
    { cause: failures[0]?.error },
  );
}

/** The file of this platform's package. */
export async function findFile(): Promise<string> {
  const { name, file } = platform();
  try {
    return await importFile();
  } catch (cause) {
    const fullName = `@bunhelm/${name}`;
    throw helmError(
      {
        code: "ERR_HELM_LIBRARY_NOT_FOUND",
        message: `the native library of bunhelm is missing: the package ${fullName} is not installed or not built`,
        details: {
          tried: [`${fullName}/${file}`],
          hint: isBundled
            ? `a bundle made by \`bun build\` does not contain the library: mark bunhelm as external and install it and ${fullName} next to the bundle, or use --compile`
            : "install without --omit=optional, run `bun run build` in a checkout, or name a file in BUNHELM_LIBRARY",
        },
      },
      { cause },
    );
  }
}

// When Bun compiles an executable, it evaluates this name and embeds the file. There is no try around it, or a
// build without the package would succeed and its executable would fail.
async function importFile(): Promise<string> {
  const file = await import(`@bunhelm/${process.platform}-${process.arch}/engine`, { with: { type: "file" } });
  return file.default;
}

/** Refuses a Bun that is too old before anything is loaded. */
function checkBun(): void {
  if (Bun.semver.satisfies(Bun.version, `>=${minimumBun}`)) return;
  throw helmError({
    code: "ERR_HELM_UNSUPPORTED_PLATFORM",
    message: `bunhelm needs Bun ${minimumBun} or newer`,
    details: { expected: `Bun ${minimumBun}`, found: `Bun ${Bun.version}` },
  });
}

/** The error about a library, or an engine, of another version. info: what it says of itself. */
export function mismatch(file: string, found: number, info: string): HelmError {
  const other = JSON.parse(info) as { bunhelm?: string };
  const details = {
    file,
    expected: `ABI ${abi} (bunhelm ${version})`,
    found: `ABI ${found} (bunhelm ${other.bunhelm})`,
    hint: "install the platform package of the same version; in a checkout run `bun run build`, or rebuild the file that BUNHELM_LIBRARY names",
  };
  const message = `the native library has the wrong version: ${details.found} in ${file}, but this package needs ${details.expected}`;
  return helmError({ code: "ERR_HELM_LIBRARY_MISMATCH", message, details });
}

/** The error about a program that is no engine. found: what it does instead. */
export function noEngine(file: string, found: string): HelmError {
  const details = {
    file,
    expected: `ABI ${abi} (bunhelm ${version})`,
    found,
    hint: "BUNHELM_LIBRARY must name the engine of bunhelm: correct it, or unset it",
  };
  const message = `${file} is not an engine of bunhelm: ${found}`;
  return helmError({ code: "ERR_HELM_LIBRARY_MISMATCH", message, details });
}

/** Copies the library into a directory that only this user can write to, unless it is there already. */
export async function unpackLibrary(file: string, cache: string): Promise<string> {
  const bytes = await Bun.file(file).bytes();
  const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex").slice(0, 16);
  const directory = join(cache, `${version}-${hash}`);
  const target = join(directory, platform().file);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const place of [cache, directory]) {
    if (!isOurs(await lstat(place))) throw new Error(`${place} belongs to another user`);
    await chmod(place, 0o700); // who may write here could put another file in its place
  }
  const present = await lstat(target).catch(() => undefined);
  if (present?.isFile() && isOurs(present) && present.size === bytes.length) return target;

  // Another process may be doing the same: write complete files only, and the last one stays.
  const temporary = join(directory, `.${crypto.randomUUID()}`);
  try {
    await writeFile(temporary, bytes, { flag: "wx", mode: 0o700 });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  return target;
}

/** Where copies are kept for this user. */
export function cacheDirectory(search: LibrarySearch): string {
  return join(search.cacheHome || join(home(), ".cache"), "bunhelm");
}

/** A user of a container may have none; then the root directory stands for it, as Docker has it. */
function home(): string {
  try {
    return homedir();
  } catch {
    return "/";
  }
}

/** Windows has no numbers of users; there, what is below a user's own directory is closed to others. */
function isOurs(stats: Stats): boolean {
  return process.getuid === undefined || stats.uid === process.getuid();
}
