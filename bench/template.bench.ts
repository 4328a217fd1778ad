// Rendering a chart, read from disk each time, by all three.
import { number } from "../lab/samples.ts";
import { Helm } from "../src/index.ts";
import { largeChart, smallChart } from "./charts.ts";
import { interleave } from "./measure.ts";
import { columns, ratio, report, row, type Times } from "./report.ts";
import { helmCli, Plain, scratch } from "./rivals.ts";

using place = scratch();
using plain = await Plain.start(place.env);
await using helm = new Helm({ env: place.env });

async function race(chart: string, rounds: number): Promise<{ length: number; times: Times }> {
  const command = { verb: "template", namespaces: ["default"], name: "demo", chart } as const;
  const mine = async (): Promise<number> => (await helm.charts.template(chart, { name: "demo" })).manifest.length;
  const cli = async (): Promise<number> => (await helmCli(["template", "demo", chart], place.env)).length;
  const lengths = [await mine(), await cli(), (await plain.run(command)).length];
  if (new Set(lengths).size > 1) throw new Error(`not the same output: ${lengths}`);
  const often = await interleave(
    {
      bunhelm: async () => void (await mine()),
      plain: async () => (await plain.run(command)).ms,
    },
    { rounds },
  );
  const seldom = await interleave(
    { bunhelm: async () => void (await mine()), helm: async () => void (await cli()) },
    { rounds: Math.ceil(rounds / 10), warmUp: 2 },
  );
  return { length: lengths[0] as number, times: { ...often, helm: seldom.helm } };
}

const small = await race(await smallChart(place), 400);
const large = await race(largeChart(place), 60);

const line = (name: string, { length, times }: typeof small): string[] =>
  row(`${name} (${number(length / 1e3)} KB out)`, times);

await report({
  name: "template",
  title: "Rendering a chart without a cluster",
  about:
    "ms, minimum / median. Everyone reads the chart from its directory each time. The small chart is what " +
    "`helm create` makes; the large one has 150 templates. The manifests are compared: their lengths are equal.",
  columns: columns("chart"),
  rows: [line("small", small), line("large", large)],
  targets: [
    {
      what: "small chart: above plain Go",
      measured: small.times.bunhelm.median - small.times.plain.median,
      limit: 0.2,
      unit: "ms",
    },
    {
      what: "large chart: of plain Go's time",
      measured: ratio(large.times, "plain"),
      limit: 1.05,
      unit: "",
    },
  ],
});
