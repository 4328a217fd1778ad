// Rendering a chart that was read once, beside reading it each time, plain Go and the helm command.
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { residentMemory } from "../lab/memory.ts";
import { number, Samples } from "../lab/samples.ts";
import { type Chart, Helm } from "../src/index.ts";
import { largeChart, smallChart } from "./charts.ts";
import { definitionsChart, schemaChart, stackChart, umbrellaChart } from "./charts-real.ts";
import { interleave, pauses, spread } from "./measure.ts";
import { report, type Target } from "./report.ts";
import { helmCli, Plain, scratch } from "./rivals.ts";

using place = scratch();
using plain = await Plain.start(place.env);
await using helm = new Helm({ env: place.env });

const together = [1, 4, 16];
const charts: Record<string, { path: string; rounds: number }> = {
  small: { path: await smallChart(place), rounds: 100 },
  schema: { path: schemaChart(place), rounds: 20 },
  definitions: { path: definitionsChart(place), rounds: 10 },
  umbrella: { path: umbrellaChart(place), rounds: 20 },
  large: { path: largeChart(place), rounds: 8 },
  stack: { path: stackChart(place), rounds: 5 },
};
if (statSync(join(charts.schema?.path ?? "", "values.schema.json")).size < 100e3) throw new Error("a small schema");

const contestants = ["handle", "directory", "plain", "helm"] as const;
type Times = Record<(typeof contestants)[number], Samples>;

/** The milliseconds for so many renders at once. */
async function race(path: string, chart: Chart, count: number, rounds: number): Promise<Times> {
  const many = (render: () => Promise<unknown>) => async (): Promise<undefined> => {
    await Promise.all(Array.from({ length: count }, render));
  };
  const namespaces = Array<string>(count).fill("default");
  const often = await interleave(
    {
      handle: many(() => helm.charts.template(chart, { name: "demo" })),
      directory: many(() => helm.charts.template(path, { name: "demo" })),
      plain: async () => (await plain.run({ verb: "template", namespaces, name: "demo", chart: path })).ms,
    },
    { rounds: Math.max(count === 16 ? 4 : 6, Math.ceil(rounds / count)), warmUp: 1 },
  );
  const seldom = await interleave(
    { helm: many(() => helmCli(["template", "demo", path], place.env)) },
    { rounds: count === 16 ? 1 : 3, warmUp: 0 },
  );
  return { ...often, ...seldom };
}

/** How long this thread is in a call that it begins while others render on every core. */
async function calls(job: () => Promise<unknown>): Promise<Samples> {
  const took: number[] = [];
  let running = true;
  const calling = (async () => {
    while (running) {
      const start = performance.now();
      const version = helm.version();
      took.push(performance.now() - start);
      await version;
      await Bun.sleep(2);
    }
  })();
  for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: availableParallelism() }, job));
  running = false;
  await calling;
  return new Samples(took);
}

const rows: string[][] = [];
const targets: Target[] = [];
let length = 0;
for (const [name, { path, rounds }] of Object.entries(charts)) {
  using chart = await helm.charts.load(path);
  const { manifest } = await helm.charts.template(chart, { name: "demo" });
  if (manifest !== (await helmCli(["template", "demo", path], place.env))) throw new Error(`${name}: not the same`);
  length = manifest.length;
  for (const count of together) {
    const times = await race(path, chart, count, rounds);
    const of = (one: keyof Times, other: keyof Times): number => times[one].median / times[other].median;
    rows.push([
      `${name} (${number(length / 1e3)} KB out)`,
      String(count),
      ...contestants.map((one) => spread(times[one])),
      number(of("plain", "handle")),
      number(of("helm", "handle")),
    ]);
    if (count > 1) continue;
    targets.push({
      what: `${name}, read each time: of plain Go's time`,
      measured: of("directory", "plain"),
      limit: 1.05,
      unit: "",
    });
    if (name === "schema")
      targets.push({
        what: "schema, read once: of plain Go's time",
        measured: of("handle", "plain"),
        limit: 0.5,
        unit: "",
      });
  }
}
if (length < 5e6) throw new Error("the last chart is to be above 5 MB");

using stack = await helm.charts.load(charts.stack?.path ?? "");
const render = (): Promise<unknown> => helm.charts.template(stack, { name: "demo" });
const busy = await pauses(render, 15);
const idle = await pauses(() => Bun.sleep(200), 15);
const crowded = (await calls(render)).quantile(0.9);
const before = residentMemory();
let most = before;
const sampling = setInterval(() => {
  most = Math.max(most, residentMemory());
}, 5);
await Promise.all(Array.from({ length: 16 }, render));
clearInterval(sampling);
const note = (what: string, count: number, value: string): void =>
  void rows.push([what, String(count), value, ...Array<string>(5).fill("")]);
note("loop delay by the result of stack", 1, spread(busy.result));
note("loop delay during a render of stack, longest", 1, spread(busy.longest));
note("loop delay with nothing to do, longest", 0, spread(idle.longest));
note("one more call while each core renders stack, 90th percentile", 1, number(crowded));
note("memory of 16 renders of stack, MB more", 16, number(most - before));
targets.push({ what: "this thread in a call while each core renders", measured: crowded, limit: 5, unit: "ms" });
targets.push({ what: "loop delay by a result above 5 MB", measured: busy.result.median, limit: 5, unit: "ms" });

await report({
  name: "handle",
  title: "Rendering a chart that was read once",
  about:
    "ms, minimum / median, for so many renders at once. `handle` renders what charts.load has read; " +
    "`directory` and plain Go read the chart each time. The manifests are compared with the command's.",
  columns: [
    "chart",
    "at once",
    "handle",
    "directory",
    "plain Go",
    "helm command",
    "plain Go : handle",
    "command : handle",
  ],
  rows,
  targets,
});
