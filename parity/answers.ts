// By command: how it is called here, and what the command would have printed of the result.
import { type Answer, type Said, takes } from "./answer.ts";
import { linted, lintedByCommand } from "./lint.ts";
import { filesOf, packages } from "./packages.ts";
import { registries } from "./registries.ts";
import { releases } from "./releases.ts";
import { repositories } from "./repositories.ts";

const show = (kind: "all" | "chart" | "crds" | "readme" | "values"): Answer => ({
  repeatable: true,
  ask: async (helm, line) => {
    const [chart = ""] = takes(line, 1);
    return { text: (await helm.charts.show(chart, line.options)).text[kind] };
  },
});

/** Where a chart comes from: of these the loading is. */
const sourceOptions: ReadonlySet<string> = new Set([
  ...["version", "devel", "repo", "verify", "keyring", "plainHttp", "passCredentials", "username", "password"],
  ...["certFile", "keyFile", "caFile", "insecureSkipTlsVerify"],
]);

export const answers: Record<string, Answer> = {
  ...packages,
  ...registries,
  ...releases,
  ...repositories,
  template: {
    repeatable: true,
    text: (stdout, { options: { dependencyUpdate, outputDir } }) => {
      if (outputDir) return ""; // which files it writes
      return dependencyUpdate ? stdout.slice(stdout.indexOf("---\n")) : stdout; // before it, how they come
    },
    after: ({ options: { outputDir } }) => filesOf((outputDir as string | undefined) ?? ""),
    ask: async (helm, line) => {
      const words = takes(line, 1, 2);
      const name = words.length === 2 ? { name: words[0] } : {};
      const { manifest } = await helm.charts.template(words.at(-1) as string, { ...name, ...line.options });
      return { text: line.options.outputDir ? "" : manifest };
    },
    // Twice from a chart that was loaded once.
    again: async (helm, line) => {
      const [chart = "", name] = line.positional.toReversed();
      const { dependencyUpdate, ...given } = line.options;
      if (dependencyUpdate) return []; // of a chart that lies on the disk
      const isSource = ([option]: [string, unknown]): boolean => sourceOptions.has(option);
      const source = Object.entries(given).filter(isSource);
      const rest = Object.entries(given).filter((entry) => !isSource(entry));
      await using loaded = await helm.charts.load(chart, Object.fromEntries(source));
      const options = { ...(name !== undefined && { name }), ...Object.fromEntries(rest) };
      const render = async (): Promise<Said> => {
        const { manifest } = await helm.charts.template(loaded, options);
        return { text: line.options.outputDir ? "" : manifest };
      };
      return [await render(), await render()];
    },
  },
  version: {
    extra: ["--template", "{{.Version}}"],
    ask: async (helm, line) => {
      takes(line, 0);
      return { text: (await helm.version()).helm };
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
    text: lintedByCommand,
    ask: async (helm, line) => {
      const paths = takes(line, 1, Infinity);
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
