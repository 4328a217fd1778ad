import type { Transport } from "../transport.ts";
import { InProcess } from "./in-process.ts";
import type { LibrarySearch } from "./library.ts";
import { childProcess } from "./process.ts";

/** The road of a client. child: the process that Go is to run in; otherwise it runs in this one. */
export function road(
  search: LibrarySearch,
  child: { readonly memoryLimit: number | undefined } | undefined,
): Transport {
  return child === undefined ? new InProcess(search) : childProcess(search, child.memoryLimit);
}
