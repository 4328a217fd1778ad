// What is large, needed by builds and tests, and the same for all checkouts of a user.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bunhelm-build");

/** Where a thing is, once it is there. */
export function placeOf(name: string): string {
  return join(cache, name);
}

/** Makes a thing, or takes what is there, and returns its directory. make: fills one, which then becomes it. */
export async function kept(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const goal = placeOf(name);
  if (existsSync(goal)) return goal;
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, ".new-"));
  try {
    await make(temporary);
    await rename(temporary, goal).catch((error) => {
      if (!existsSync(goal)) throw error; // somebody else has made it meanwhile
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return goal;
}
