import type { Survey } from "#doctor";
import type { Finding } from "./finding.ts";

/** Where an executable made by `bun build --compile` on a host like this one finds room for the engine. */
export async function* checkExecutable({ places }: Survey): AsyncGenerator<Finding> {
  const usable = places.find(({ problem }) => problem === undefined);
  const refused = places.filter(({ problem }) => problem !== undefined);
  const why = refused.map(({ directory, problem }) => `${directory}: ${problem}`).join("; ");
  const data = { places };
  if (usable === undefined && process.platform !== "linux")
    yield {
      check: "executable.unpack",
      status: "problem",
      message: `Can unpack nowhere (${why})`,
      advice: "Make the user's cache directory one that may hold executable files.",
      data,
    };
  else if (usable === undefined)
    yield {
      check: "executable.unpack",
      status: "warning",
      message: `Can unpack nowhere and load from memory (${why})`,
      advice:
        "Set TMPDIR or XDG_CACHE_HOME to a directory that may hold executable files; from memory each start copies the whole file.",
      data,
    };
  else
    yield {
      check: "executable.unpack",
      status: "ok",
      message: `Unpack to ${usable.directory}${refused.length === 0 ? "" : ` (${why})`}`,
      data,
    };
}
