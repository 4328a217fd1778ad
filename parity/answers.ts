// By command: how it is called here, and what the command would have printed of the result.
import type { Helm, LintResult } from "../src/index.ts";
import { type Line, Unreachable } from "./line.ts";

export interface Answer {
  /** Calls, and puts the result as the command prints it, or as `text` or `json` make of that. */
  ask(helm: Helm, line: Line): Promise<{ readonly ok?: boolean; readonly text: string }>;
  /** What is compared of standard output. @default all of it */
  text?(stdout: string, line: Line): string;
  /** With it the command is run with `--output json`; what is compared of that. */
  // biome-ignore lint/suspicious/noExplicitAny: it is what the command prints
  json?(value: any, line: Line): unknown;
  /** Whether it may be run again and again. */
  readonly repeatable?: boolean;
  /** Whether standard output counts although the command fails. */
  readonly printsFailures?: boolean;
}

/** JSON with a line for each value, keys in order, and without what is undefined. */
export function pretty(value: unknown): string {
  const sorted = (_: string, value: unknown): unknown =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(value, sorted, 1) ?? "";
}

/** The arguments, or the reason why there can be no call. */
function takes({ command, positional }: Line, least: number, most: number = least): readonly string[] {
  if (positional.length < least || positional.length > most)
    throw new Unreachable(`helm ${command} with ${positional.length} arguments: the types ask for ${least}`);
  return positional;
}

const show = (kind: "all" | "chart" | "crds" | "readme" | "values"): Answer => ({
  repeatable: true,
  ask: async (helm, line) => {
    const [chart = ""] = takes(line, 1);
    return { text: (await helm.charts.show(chart, line.options)).text[kind] };
  },
});

/** The result as `helm lint` prints it. */
function linted({ charts, failed, messages }: LintResult, quiet: boolean): string {
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

/** Directories for temporary files have another name each time, and Helm lists what is missing in any order. */
const unordered = (text: string): string =>
  text
    .replace(/helm-lint\d+/g, "helm-lint")
    .replace(/(?<=missing these dependencies: ).*/g, (names) => names.split(",").sort().join(","));

export const answers: Record<string, Answer> = {
  template: {
    repeatable: true,
    ask: async (helm, line) => {
      const words = takes(line, 1, 2);
      const name = words.length === 2 ? { name: words[0] } : {};
      const { manifest } = await helm.charts.template(words.at(-1) as string, { ...name, ...line.options });
      return { text: manifest };
    },
  },
  "show all": show("all"),
  "show chart": show("chart"),
  "show crds": show("crds"),
  "show readme": show("readme"),
  "show values": show("values"),
  lint: {
    repeatable: true,
    printsFailures: true,
    text: (stdout) => unordered(stdout.replace(/^\d+ chart\(s\) linted.*\n/m, "")),
    ask: async (helm, line) => {
      const paths = line.positional.length === 0 ? ["."] : line.positional;
      let text = "";
      let ok = true;
      for (const path of paths) {
        const result = await helm.charts.lint(path, line.options);
        text += linted(result, line.options.quiet === true);
        ok &&= result.passed;
      }
      return { ok, text };
    },
  },
};
