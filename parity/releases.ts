// The answers of the commands about releases.
import { HelmError, type Hook, type Release, type ReleaseTest } from "../src/index.ts";
import { type Answer, pretty, takes } from "./answer.ts";
import type { Line } from "./line.ts";
import { asHistory, asMetadata, asStatus } from "./records.ts";

/** Times of now, which are others each time. */
function timeless(value: unknown): unknown {
  const text = JSON.stringify(value, (key, value) =>
    /_deployed$|^(started|completed)_at$|^deleted$/.test(key) ? undefined : value,
  );
  return JSON.parse(text);
}

/** The result of a change, without its times and without the chart, which is in the record only. */
const changed = (release: Release): string => pretty(timeless(asStatus(release)));
// biome-ignore lint/suspicious/noExplicitAny: it is what the command prints
const theirChange = ({ chart, ...release }: any, { options }: Line): unknown => {
  if (options.hideNotes) delete release.info.notes; // with --output json it prints them all the same
  if (["client", "server"].includes(options.dryRun as string)) release.info.status = "dry-run"; // it says "pending-..."
  return timeless(release);
};

/** The objects, and the records, that are there then. */
const objects: Answer["after"] = async (_, place) => (await place.objects?.()) ?? "";

/** Which tests ran, how they went, and their logs. The command lists them in the order of the record. */
const tested = (phases: readonly (readonly [name: string, phase: string])[], logs: readonly string[]): string =>
  [...phases.map(([name, phase]) => `${name} ${phase}`).sort(), ...logs.toSorted()].join("\n");

const ourTests = (tests: readonly ReleaseTest[]): string =>
  tested(
    tests.flatMap(({ name, run }) => (run === undefined ? [] : [[name, run.phase]])),
    tests.flatMap(({ logs = [] }) => logs.map(({ pod, log }) => `${pod}: ${log.trim()}`)),
  );

const theirTests = (stdout: string): string =>
  tested(
    [...stdout.matchAll(/^TEST SUITE: +(\S+)\nLast Started: .*\nLast Completed: .*\nPhase: +(\w+)/gm)].map(
      ([, name = "", phase = ""]) => [name, phase],
    ),
    stdout
      .split(/^POD LOGS: /m)
      .slice(1)
      .map((logs) => logs.replace(/ \(\w+\)\n/, ": ").trim()),
  );

const hooksOf = (hooks: readonly Hook[]): string =>
  hooks.map(({ path, manifest }) => `---\n# Source: ${path}\n${manifest}\n`).join("");

/** `helm get all` prints text with a table in it; by this it prints the same things bare. */
const everything = [
  "{{.Release.Name}} {{.Release.Namespace}} {{.Release.Version}} {{.Release.Info.Status}}",
  "{{.Release.Info.Description}}",
  "{{.Release.Chart.Metadata.Name}} {{.Release.Chart.Metadata.Version}}",
  "{{.Release.Manifest}}",
  "{{range .Release.Hooks}}{{.Name}} {{.Kind}} {{.Path}} {{.Events}} {{.Weight}}\n{{.Manifest}}\n{{end}}",
  "{{.Release.Info.Notes}}",
].join("\n");

const asEverything = (release: Release): string =>
  [
    `${release.name} ${release.namespace} ${release.revision} ${release.status}`,
    release.description,
    `${release.chart.name} ${release.chart.version}`,
    release.manifest,
    release.hooks
      .map(
        (hook) =>
          `${hook.name} ${hook.kind} ${hook.path} [${hook.events.join(" ")}] ${hook.weight}\n${hook.manifest}\n`,
      )
      .join(""),
    release.notes,
  ].join("\n");

export const releases: Record<string, Answer> = {
  install: {
    json: theirChange,
    after: objects,
    ask: async (helm, line) => {
      const words = takes(line, 1, 2);
      const name = words.length === 2 ? words[0] : undefined;
      return { text: changed(await helm.releases.install(name as string, words.at(-1) as string, line.options)) };
    },
  },
  upgrade: {
    json: theirChange,
    after: objects,
    ask: async (helm, line) => {
      const [name = "", chart = ""] = takes(line, 2);
      return { text: changed(await helm.releases.upgrade(name, chart, line.options)) };
    },
  },
  rollback: {
    after: objects,
    ask: async (helm, line) => {
      const [name = "", revision] = takes(line, 1, 2);
      const to = revision === undefined ? {} : { revision: Number(revision) };
      await helm.releases.rollback(name, { ...line.options, ...to });
      return { text: "Rollback was a success! Happy Helming!\n" };
    },
  },
  uninstall: {
    after: objects,
    ask: async (helm, line) => {
      let text = "";
      for (const name of takes(line, 1, Infinity)) {
        const { info } = await helm.releases.uninstall(name, line.options);
        text += `${info ? `${info}\n` : ""}release "${name}" uninstalled\n`;
      }
      return { text };
    },
  },
  test: {
    after: objects,
    printsFailures: true,
    text: theirTests,
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      try {
        return { text: ourTests((await helm.releases.test(name, line.options)).tests) };
      } catch (error) {
        if (HelmError.is(error, "ERR_HELM_TEST_FAILED")) return { ok: false, text: ourTests(error.details.tests) };
        throw error;
      }
    },
  },
  list: {
    extra: ["--time-format", "2006-01-02T15:04:05.999999999Z07:00"],
    json: (list) => list,
    ask: async (helm, line) => {
      takes(line, 0);
      const found = await helm.releases.list(line.options);
      const rows = found.map((summary) => {
        const { updated, status, chart, app_version } = asHistory(summary);
        const { name, namespace, revision } = summary;
        return { name, namespace, revision: `${revision}`, updated, status, chart, app_version };
      });
      return { text: pretty(rows) };
    },
  },
  history: {
    json: (list) => list,
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: pretty((await helm.releases.history(name, line.options)).map(asHistory)) };
    },
  },
  status: {
    // The objects are compared in test/releases/get-history.test.ts: here none of them exists.
    json: ({ info: { resources, ...info }, ...release }) => ({ ...release, info }),
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      await helm.releases.status(name, line.options);
      return { text: pretty(asStatus(await helm.releases.get(name, line.options))) };
    },
  },
  "get all": {
    extra: ["--template", everything],
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: asEverything(await helm.releases.get(name, line.options)) };
    },
  },
  "get hooks": {
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: hooksOf((await helm.releases.get(name, line.options)).hooks) };
    },
  },
  "get manifest": {
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: `${(await helm.releases.get(name, line.options)).manifest}\n` };
    },
  },
  "get notes": {
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      const { notes } = await helm.releases.get(name, line.options);
      return { text: notes === "" ? "" : `NOTES:\n${notes}\n` };
    },
  },
  "get values": {
    json: (values) => values ?? {}, // the call gives an object, so that properties of it can be read
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: pretty(await helm.releases.getValues(name, line.options)) };
    },
  },
  "get metadata": {
    json: (metadata) => metadata,
    ask: async (helm, line) => {
      const [name = ""] = takes(line, 1);
      return { text: pretty(asMetadata(await helm.releases.getMetadata(name, line.options))) };
    },
  },
};
