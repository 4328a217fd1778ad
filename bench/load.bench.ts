// From the start of a process to the first result, each in a process of its own.
import { number, Samples } from "../lab/samples.ts";
import { smallChart } from "./charts.ts";
import { interleave, spread, timed } from "./measure.ts";
import { report } from "./report.ts";
import { bunScript, helmCli, scratch } from "./rivals.ts";

using place = scratch();
const chart = await smallChart(place);

/** What a script prints as JSON, or undefined. */
async function bun<T>(script: string): Promise<T | undefined> {
  const text = await bunScript(script, place.env);
  return text === "" ? undefined : (JSON.parse(text) as T);
}

const use = (call: string): string => `
  const memory = process.memoryUsage.rss();
  const start = performance.now();
  const { Helm } = await import("bunhelm");
  const imported = performance.now();
  await new Helm({ env: process.env }).${call};
  console.log(JSON.stringify({
    import: imported - start, first: performance.now() - imported, memory: (process.memoryUsage.rss() - memory) / 1e6,
  }));`;
const version = use("version()");
const template = use(`charts.template(${JSON.stringify(chart)})`);

const whole = await interleave(
  {
    empty: () => timed(() => bun("0")),
    version: () => timed(() => bun(version)),
    helmVersion: () => timed(() => helmCli(["version"], place.env)),
    template: () => timed(() => bun(template)),
    helmTemplate: () => timed(() => helmCli(["template", "demo", chart], place.env)),
  },
  { rounds: 30, warmUp: 3 },
);

interface Inside {
  import: number;
  first: number;
  memory: number;
}
const inside: Record<"version" | "template", Inside[]> = { version: [], template: [] };
for (let i = 0; i < 20; i++) {
  inside.version.push((await bun<Inside>(version)) as Inside);
  inside.template.push((await bun<Inside>(template)) as Inside);
}
const part = (of: keyof typeof inside, what: keyof Inside): string =>
  number(new Samples(inside[of].map((one) => one[what])).median);
const ratio = (ours: Samples, theirs: Samples): string => number(ours.median / theirs.median);

await report({
  name: "load",
  title: "From the start of a process to the first result",
  about:
    "ms, minimum / median of whole processes, Bun's own start included, and medians of what was measured within: " +
    "`import`, then the call that loads the library, and the resident memory that both add.",
  columns: [
    "first call",
    "Bun with bunhelm",
    "helm command",
    "ratio",
    "import, ms",
    "first call, ms",
    "memory added, MB",
  ],
  rows: [
    ["none (an empty script)", spread(whole.empty), "", "", "", "", ""],
    [
      "version",
      spread(whole.version),
      spread(whole.helmVersion),
      ratio(whole.version, whole.helmVersion),
      part("version", "import"),
      part("version", "first"),
      part("version", "memory"),
    ],
    [
      "template",
      spread(whole.template),
      spread(whole.helmTemplate),
      ratio(whole.template, whole.helmTemplate),
      part("template", "import"),
      part("template", "first"),
      part("template", "memory"),
    ],
  ],
  targets: [],
});
