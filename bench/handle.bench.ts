// Rendering a chart that was read once, beside reading it each time, plain Go and the helm command.
import { statSync } from "node:fs";
import { join } from "node:path";
import { type Chart, Helm } from "../src/index.ts";
import { largeChart, smallChart } from "./charts.ts";
import { definitionsChart, schemaChart, stackChart, umbrellaChart } from "./charts-real.ts";
import { interleave, number, residentMemory, Samples, spread } from "./measure.ts";
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
    { rounds: Math.max(3, Math.ceil(rounds / count)) },
  );
  const seldom = await interleave(
    { helm: many(() => helmCli(["template", "demo", path], place.env)) },
    { rounds: 3, warmUp: 1 },
  );
  return { ...often, ...seldom };
}

/** The longest that the event loop was held up while a job ran, in milliseconds. */
async function longestPause(job: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let running = true;
  let last = performance.now();
  const watch = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(watch);
  };
  watch();
  await job();
  running = false;
  return longest;
}

async function pauses(job: () => Promise<unknown>, rounds: number): Promise<Samples> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) all.push(await longestPause(job));
  return new Samples(all);
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
const before = residentMemory();
let most = before;
const sampling = setInterval(() => {
  most = Math.max(most, residentMemory());
}, 5);
await Promise.all(Array.from({ length: 16 }, render));
clearInterval(sampling);
rows.push(["loop delay in a render of stack, longest", "1", spread(busy), "", "", "", "", ""]);
rows.push(["loop delay with nothing to do, longest", "0", spread(idle), "", "", "", "", ""]);
rows.push(["memory of 16 renders of stack, MB more", "16", number(most - before), "", "", "", "", ""]);
targets.push({ what: "longest loop delay while 5 MB are rendered", measured: busy.median, limit: 5, unit: "ms" });

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
