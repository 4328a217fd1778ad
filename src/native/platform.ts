import { helmError } from "../error.ts";

const { closeSync, openSync, readSync } = process.getBuiltinModule("node:fs");

/** What a platform's package has: a library, which is a program as well, or only a program. */
interface Engine {
  readonly file: string;
  readonly isLibrary: boolean;
}

/** The platforms that have a package, by its name after "@bunhelm/". */
export const platforms: Readonly<Record<string, Engine>> = {
  "linux-x64": { file: "libbunhelm.so", isLibrary: true },
  "linux-arm64": { file: "libbunhelm.so", isLibrary: true },
  "darwin-arm64": { file: "bunhelm", isLibrary: false },
  "darwin-x64": { file: "bunhelm", isLibrary: false },
  "win32-x64": { file: "bunhelm.exe", isLibrary: false },
};

/** Where this program runs. */
export interface Platform {
  /** As in the package's name: "linux-x64". */
  readonly name: string;
  /** The name of the engine's file. */
  readonly file: string;
  /** Why Go cannot run in this process, where it cannot: it needs a process of its own there. */
  readonly unloadable: string | undefined;
  /** The command that starts the engine, given its file. */
  command(file: string): readonly string[];
}

let here: Platform | undefined;

/** The platform that this program runs on. Throws where bunhelm has nothing for it. */
export function platform(): Platform {
  here ??= find();
  return here;
}

/** Whether Go needs a process of its own here. given: the file of BUNHELM_LIBRARY. */
export function needsProcess(given: string | undefined): boolean {
  return nameOf() in platforms && (platform().unloadable !== undefined || isOnlyProgram(given));
}

/** Whether the engine cannot be loaded anywhere: it is the program of go/helm/cmd/core. Its name tells. */
export function isOnlyProgram(given: string | undefined): boolean {
  return !/\.so(\.\d+)*$/.test(given || platform().file);
}

function nameOf(): string {
  return `${process.platform}-${process.arch}`;
}

function find(): Platform {
  const name = nameOf();
  const engine = platforms[name];
  if (engine === undefined) {
    throw helmError({
      code: "ERR_HELM_UNSUPPORTED_PLATFORM",
      message: `bunhelm does not run on ${name}`,
      details: { expected: Object.keys(platforms).join(", "), found: name },
    });
  }
  const { file, isLibrary } = engine;
  if (!isLibrary) return { name, file, unloadable: `bunhelm has no library for ${name}`, command: (file) => [file] };
  const linker = dynamicLinker();
  if (!linker?.includes("/ld-musl-")) return { name, file, unloadable: undefined, command: (file) => [file] };
  // The file names the dynamic linker of glibc, so that of musl is told to run it.
  return { name, file, unloadable: "musl cannot load a Go library", command: (file) => [linker, file] };
}

/** The dynamic linker that has started this program. Its path stands near the beginning of the program's file. */
function dynamicLinker(): string | undefined {
  const beginning = new Uint8Array(4096);
  const program = openSync("/proc/self/exe", "r");
  try {
    readSync(program, beginning);
  } finally {
    closeSync(program);
  }
  return /\/[\w./-]+\/ld-[\w.-]+/.exec(new TextDecoder("latin1").decode(beginning))?.[0];
}
