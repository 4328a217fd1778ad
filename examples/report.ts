// What an error of bunhelm knows, for a person to read: its own report, with a little colour.
import type { HelmError } from "bunhelm";
import { paint } from "./progress.ts";

/** The lines that say, below an error's message, why it came to it and where things stand. */
export function report(error: HelmError): string[] {
  const head = `${error.name}: ${error.message}\n`;
  return error
    .report()
    .slice(head.length)
    .split("\n")
    .map((line, i) => {
      if (i === 0) return paint(line, "red"); // the code
      return line.trimStart().startsWith("| ") ? paint(line, "dim") : line;
    });
}
