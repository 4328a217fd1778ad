import type { Transport } from "../transport.ts";
import { InProcess } from "./in-process.ts";
import type { LibrarySearch } from "./library.ts";
import { needsProcess } from "./platform.ts";
import { childProcess } from "./process.ts";

// This and what it imports is loaded at the first call. Its modules take those of Node by getBuiltinModule: `bun build`
// moves an import of them to the beginning of the program, where it costs milliseconds.

/**
 * The road of a client. child: the process that Go is to run in. Without one it runs in this process, where that is
 * possible.
 */
export function road(
  search: LibrarySearch,
  child: { readonly memoryLimit: number | undefined } | undefined,
): Transport {
  if (child !== undefined) return childProcess(search, child.memoryLimit);
  return needsProcess(search.file) ? childProcess(search, undefined) : new InProcess(search);
}
