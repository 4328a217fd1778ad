// docs/parity.md.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Comparison, compare, type Row } from "../helm-cli/compare.ts";
import { askCli } from "../helm-cli/help.ts";
import { readTypes } from "../helm-cli/index.ts";
import { helmSource } from "../project/helm-source.ts";
import { table } from "../project/machine.ts";
import { requiredVersion } from "../project/project.ts";
import { answers } from "./answers.ts";
import { fixtureCases } from "./fixtures.ts";
import { goldenCases } from "./goldens.ts";
import { type Line, Reader, Unreachable } from "./line.ts";
import { ownCases } from "./own.ts";
import { groups, type Result, summary } from "./run.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** What is known without running a case. */
export interface Facts {
  readonly comparison: Comparison;
  readonly helm: string;
  /** By command: how many cases give each flag, and how many there are. */
  readonly tried: ReadonlyMap<string, { cases: number; flags: Map<string, number> }>;
  /** Golden cases that are no call, by reason. */
  readonly unreachable: ReadonlyMap<string, readonly string[]>;
  /** Files of golden output: all, and those of reachable cases. */
  readonly goldens: { readonly all: readonly string[]; readonly reached: ReadonlySet<string> };
}

/** Why a case is no call, in a word. */
function reasonOf(words: readonly string[], reason: string): string {
  if (words.some((word) => word.startsWith("__complete"))) return "completion: it is for a shell";
  if (words.length === 0) return "plugin: a command line without a command, in a test of completion";
  return /with 0 arguments/.test(reason) ? "no argument: the types ask for one, and the compiler says so" : reason;
}

export async function facts(): Promise<Facts> {
  const cli = await askCli();
  const reader = new Reader(cli);
  const tried: Facts["tried"] = new Map();
  const unreachable = new Map<string, string[]>();
  const reached = new Set<string>();
  const source = await helmSource();
  const golden = goldenCases();
  for (const one of [...(await fixtureCases(source)), ...golden, ...ownCases()]) {
    try {
      const line = reader.read(one.words);
      if (!answers[line.command] || isWithoutArguments(line)) throw new Unreachable("with 0 arguments");
      const known = tried.get(line.command) ?? { cases: 0, flags: new Map<string, number>() };
      known.cases++;
      for (const flag of line.flags) known.flags.set(flag, (known.flags.get(flag) ?? 0) + 1);
      (tried as Map<string, typeof known>).set(line.command, known);
      if (one.golden !== undefined) reached.add(one.golden.golden);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const reason = reasonOf(one.words, error.message);
      unreachable.set(reason, [...(unreachable.get(reason) ?? []), one.title]);
    }
  }
  const all = (await readdir(join(source, "pkg/cmd/testdata/output"))).sort();
  const comparison = compare(cli, await readTypes());
  const helm = await requiredVersion("helm.sh/helm/v4");
  return { comparison, helm, tried, unreachable, goldens: { all, reached } };
}

/** Commands that do something without an argument. */
const alone = /^(list|version|repo list|repo update|search (hub|repo))$/;

const isWithoutArguments = ({ command, positional }: Line): boolean => positional.length === 0 && !alone.test(command);

/** How a flag's effect compares, and why. */
function state({ behaviour, remarks, option }: Row): string {
  const why = remarks.length === 0 ? "" : `: ${remarks.join("; ")}`;
  if (behaviour === "not offered" || behaviour === "not yet offered") return `${behaviour}${why}`;
  if (option === undefined || behaviour === "other default") return `different on purpose${why}`;
  return `equal${why}`;
}

function flagsOf(command: string, rows: readonly Row[], { tried }: Facts): string {
  const lines = rows
    .filter(({ flag }) => flag !== undefined)
    .map((row) => {
      const times =
        command === ""
          ? [...tried.values()].reduce((sum, { flags }) => sum + (flags.get(row.flag?.name ?? "") ?? 0), 0)
          : (tried.get(command)?.flags.get(row.flag?.name ?? "") ?? 0);
      return [`\`--${row.flag?.name}\``, row.option ? `\`${row.option.name}\`` : "", cell(state(row)), String(times)];
    });
  return lines.length === 0 ? "It has no flags." : table(["flag", "option", "the result is", "cases"], lines);
}

/** The part of the page that no run changes. */
export function fixedPart(known: Facts): string {
  const { comparison, unreachable, goldens } = known;
  const lost = [...unreachable.values()].flat().length;
  const unread = goldens.all.filter((name) => !goldens.reached.has(name));
  const stale = unread.filter((name) => !goldenCases().some(({ golden }) => golden?.golden === name));
  const sections = comparison.sections.map(({ command, call, rows }) => {
    const cases = known.tried.get(command.name)?.cases ?? 0;
    const count = cases === 0 ? "No case of its own here." : `${cases} cases.`;
    return `### helm ${command.name}\n\n\`${call.verb}\`. ${count}\n\n${flagsOf(command.name, rows, known)}`;
  });
  return `## Each flag

What [cli.md](cli.md) says about each flag, and how many cases use it. Flags that no case uses are tested one by one in \`test/command/\`, \`test/charts/\` and \`test/releases/\`.

### Global flags

${flagsOf("", comparison.globals, known)}

${sections.join("\n\n")}

### Commands without a call

${table(
  ["commands", "", "why"],
  comparison.withoutCall.map(({ found, behaviour, reason }) => [
    found.map(({ name }) => `\`helm ${name}\``).join(", "),
    behaviour,
    cell(reason),
  ]),
)}

## Golden cases that are not compared

${lost} of the ${goldenCases().length} cases of Helm's own tests are not a call. ${goldens.all.length - unread.length} of their ${goldens.all.length} golden files belong to a case that is compared, ${stale.length} to no test of Helm (${stale.map((name) => `\`${name}\``).join(", ")}), and the others to cases that are not a call: ${unread
    .filter((name) => !stale.includes(name))
    .map((name) => `\`${name}\``)
    .join(", ")}.

${table(
  ["why", "cases"],
  [...unreachable].map(([reason, titles]) => [
    cell(reason),
    titles.length > 20
      ? String(titles.length)
      : cell(titles.map((title) => `\`${title.replace(/^\w+: /, "")}\``).join(", ")),
  ]),
)}
`;
}

/** What each kind of cases is. */
const kinds: Record<string, string> = {
  golden: "the command lines of Helm's own tests of its command",
  fixture: "`template`, `show all` and `lint` of each chart that Helm is tested with",
  own: "sequences about what is left: packages, pulled and pushed charts, dependencies, repositories, logins, releases",
};

export function page(result: Result, known: Facts, machine: readonly string[]): string {
  const rows = groups(result).map(({ group, cases, equal, succeeded, masked }) => [
    `${group}: ${kinds[group] ?? ""}`,
    ...[cases, succeeded, equal, cases - equal, masked].map(String),
  ]);
  const different = result.outcomes.filter(({ equal }) => !equal);
  return `<!-- Made by bun run parity --write. Do not edit. -->
# Parity

Each case is a command line. It is run by the \`helm\` command of Helm ${known.helm}, built from the same module as the library, and by bunhelm, with its flags turned into options by the rules of [cli.md](cli.md). Both must print the same (as JSON where the command can), leave the same files, logins, objects and release records, and both must succeed or both fail; the text of an error may differ. \`template\` is run three times: with the path, and twice with a chart that was loaded once.

\`${summary(result)}\`

${table(["cases", "number", "succeed", "equal", "different", "lines masked"], rows)}

${machine.map((line) => `- ${line}`).join("\n")}

- Helm's golden files were made with a fake cluster, a fake clock and no version. So the expected output is not taken from them but from the command itself, run at the same moment: \`install\`, \`upgrade\`, \`rollback\` and \`uninstall\` on a real API server that has the case's releases, in a namespace for each side; commands that only read, with the memory driver and the same data.
- Some cases that succeed in Helm's tests fail here on both sides: a real API server refuses the labels of the chart "alpine", which are not strings.
- Lines in which the command differs from one run to the next are masked and counted.
- Current times are left out, including those in a lock file or an index, and so is the signature of a provenance file that is made here.
- What the cluster adds to the objects of a namespace is left out: uid, resourceVersion, status, addresses, ports and nodes, what its controllers create or set, and objects that are being deleted.
- A record without a revision has revision 1 here and 0 in the command. Helm's tests have such records; Helm never writes one.
- A packaged chart with two or more charts in charts/ has them in no fixed order, on either side, so such archives are not compared by digest.
- \`helm pull\` leaves an archive behind that could not be verified, and \`helm package\` one that could not be signed; bunhelm does not.
- \`helm test --filter\` changes the order of the hooks in the record; bunhelm does not.
- With \`--output json\` the command prints the notes despite \`--hide-notes\`; the result here does not have them.
- A post-renderer gets documents without aliases and merge keys here; through the command, annotations that are an alias are lost.
- \`helm get values\` prints \`null\` if there are none; bunhelm returns an empty object.

${
  different.length === 0
    ? "Nothing differs."
    : table(
        ["different", "line", "command", "bunhelm"],
        different.map(({ case: { title }, difference }) =>
          [
            title,
            "line" in (difference ?? {}) ? String((difference as { line: number }).line) : "",
            difference?.command ?? "",
            difference?.bunhelm ?? "",
          ].map(cell),
        ),
      )
}

\`bun run parity --charts DIR\` does the same with any charts: each with its default values and with each of its \`ci/*-values.yaml\`, as \`helm template release-name PATH --namespace default --include-crds\`. It ends with status 1 if anything differs, and \`--json FILE\` writes down every case.

${fixedPart(known)}`;
}
