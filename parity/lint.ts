// What is found in a chart, as `helm lint` prints it.
import type { LintResult } from "../src/index.ts";

/** The result as the command prints it (pkg/cmd/lint.go). */
export function linted({ charts, failed, messages }: LintResult, quiet: boolean): string {
  let text = "";
  for (const path of charts) {
    const own = messages.filter((message) => message.chart === path);
    if (quiet && own.length === 0 && !failed.includes(path)) continue;
    text += `==> Linting ${path}\n`;
    for (const { severity, path: file, message } of own)
      text += noneLooked(own) ? `Error ${message}\n` : `[${severity.toUpperCase()}] ${file}: ${message}\n`;
    text += "\n";
  }
  return unordered(text);
}

/** Where there is no chart, the command prints a bare error. */
const noneLooked = (own: LintResult["messages"]): boolean =>
  own.length === 1 && own[0]?.path === "" && /^unable to (check|extract|open)|^unexpected file/.test(own[0].message);

/**
 * What the command has printed, in the same form: without the last line, which counts, without the empty
 * line after a message that ends in a line end itself, and without the directory into which it unpacks an
 * archive, which has another name each time.
 */
export const lintedByCommand = (stdout: string): string =>
  unordered(
    stdout
      .replace(/^\d+ chart\(s\) linted.*\n/m, "")
      .replace(/\n{2,}(?=\[)/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .replace(/^==> Linting (.*)\n(?:.+\n)*/gm, (lines, path) =>
        lines.replace(/\S*\/helm-lint\d+\/[^/:\s]+/g, () => path),
      ),
  );

/** Helm lists what is missing in any order. A path is printed as it was given, and told without a slash at its end. */
const unordered = (text: string): string =>
  text
    .replace(/(?<=^==> Linting .*)\/$/gm, "")
    .replace(/(?<=missing these dependencies: ).*/g, (names) => names.split(",").sort().join(","));
