// Tests of what only the library in this process can do.
import { test } from "bun:test";
import { road } from "./environment.ts";

/** test, for the library only: with Go in a child process it is skipped, and counted as such. why: what is different there. */
export function libraryOnly(why: string): typeof test {
  if (why === "") throw new Error("say why");
  return test.skipIf(road.isolation === "process");
}
