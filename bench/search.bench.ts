// Search in a repository with a large index: the first time, again, and with the helm command.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { residentMemory } from "../lab/memory.ts";
import { number, type Samples } from "../lab/samples.ts";
import { Helm, type SearchOptions } from "../src/index.ts";
import { interleave, spread, timed } from "./measure.ts";
import { report } from "./report.ts";
import { bunScript, helmCli, scratch } from "./rivals.ts";

const charts = 400;
const versions = 80;

using place = scratch();
const cache = join(place.path, ".cache/helm/repository");
const indexFile = join(cache, "large-index.yaml");

/** What `helm repo index` writes of as many charts. */
function index(): string {
  const lines = ["apiVersion: v1", "entries:"];
  for (let c = 0; c < charts; c++) {
    lines.push(`  chart-${c}:`);
    for (let v = versions - 1; v >= 0; v--)
      lines.push(
        "  - apiVersion: v2",
        `    appVersion: 4.${v}.${c}`,
        '    created: "2026-01-02T03:04:05.123456789Z"',
        `    description: Runs part ${c} of a shop, with its database, its queue and what else it needs, on Kubernetes`,
        `    digest: ${`${c}f${v}e`.repeat(16).slice(0, 64).padEnd(64, "0")}`,
        `    home: https://charts.example.com/chart-${c}`,
        "    keywords:",
        `    - part${c}`,
        "    - shop",
        "    - database",
        "    maintainers:",
        "    - email: ann@example.com",
        "      name: ann",
        `    name: chart-${c}`,
        "    sources:",
        `    - https://git.example.com/shop/chart-${c}`,
        "    type: application",
        "    urls:",
        `    - https://charts.example.com/archives/chart-${c}-1.${v}.0.tgz`,
        `    version: 1.${v}.0`,
      );
  }
  return `${lines.join("\n")}\ngenerated: "2026-01-02T03:04:05.123456789Z"\n`;
}

const text = index();
await mkdir(cache, { recursive: true });
await mkdir(join(place.path, ".config/helm"), { recursive: true });
const repositories = [{ name: "large", url: "https://charts.example.com" }];
await Bun.write(join(place.path, ".config/helm/repositories.yaml"), JSON.stringify({ repositories }));
await Bun.write(indexFile, text);

await using helm = new Helm({ env: place.env });
await helm.version();
const before = residentMemory();
await helm.repositories.list();

const searching = `
  import { Helm } from "bunhelm";
  await using helm = new Helm({ env: process.env });
  await helm.repositories.search("part7");`;

let written = 0;
/** A process of its own, as the command is one. */
const whole = (): Promise<number> => timed(() => bunScript(searching, place.env));
/** Searches in an index that nobody has read: another comment makes it another. */
const first = async (): Promise<number> => {
  await Bun.write(indexFile, `${text}# ${written++}\n`);
  return timed(() => helm.repositories.search("part7"));
};
const again = (keyword?: string, options?: SearchOptions) => () =>
  timed(() => helm.repositories.search(keyword, options));
const command =
  (...args: string[]) =>
  () =>
    timed(() => helmCli(["search", "repo", "-o", "json", ...args], place.env));

const one = await interleave({ whole, first, again: again("part7"), helm: command("part7") }, { rounds: 5, warmUp: 1 });
const memory = residentMemory() - before;
// An index that is old enough is known by its file, without reading it.
await Bun.sleep(2100);
const known = await interleave({ again: again("part7") }, { rounds: 50, warmUp: 5 });
const all = await interleave({ again: again(), helm: command() }, { rounds: 3, warmUp: 1 });
const every = await interleave(
  { again: again("part77", { versions: true }), helm: command("part77", "--versions") },
  { rounds: 3, warmUp: 1 },
);

const row = (name: string, ours: Samples, theirs: Samples): string[] => [
  name,
  spread(ours),
  spread(theirs),
  number(ours.median / theirs.median),
];

await report({
  name: "search",
  title: `search in an index of ${number(text.length / 1e6)} MB`,
  about:
    `ms, minimum / median. ${charts} charts with ${versions} versions each. The first search of an index parses it; ` +
    "as long as it is the same, no other does, and after two seconds it is not even read. The command parses it each " +
    `time. The index adds ${number(memory)} MB to this process for as long as it is asked, and ten minutes.`,
  columns: ["search", "bunhelm", "helm command", "to the command"],
  rows: [
    row("a keyword, in a process of its own", one.whole, one.helm),
    row("a keyword, the first time", one.first, one.helm),
    row("a keyword, once more", one.again, one.helm),
    row("a keyword, when the file is older", known.again, one.helm),
    row("every chart", all.again, all.helm),
    row("every version of some charts", every.again, every.helm),
  ],
  targets: [
    {
      what: "a search in a process of its own, of the command's time",
      measured: one.whole.median / one.helm.median,
      limit: 0.9,
      unit: "",
    },
    {
      what: "another one, of the command's time",
      measured: known.again.median / one.helm.median,
      limit: 0.02,
      unit: "",
    },
  ],
});
