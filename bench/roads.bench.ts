// Go in a child process (isolation: "process") beside Go in this one.
import { join } from "node:path";
import { internalWith } from "../lab/internal.ts";
import { number, Samples } from "../lab/samples.ts";
import { root } from "../project/project.ts";
import { Helm, type HelmOptions } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { interleave, pauses, spread, timed } from "./measure.ts";
import { report, type Target } from "./report.ts";
import { bunScript, scratch } from "./rivals.ts";

type Road = "library" | "process";
type Both<T> = Record<Road, T>;

/** The same for both roads. */
function both<T>(make: (road: Road) => T): Both<T> {
  return { library: make("library"), process: make("process") };
}

const options: Both<HelmOptions> = { library: {}, process: { isolation: "process" } };

const rows: string[][] = [];
const targets: Target[] = [];

function row(what: string, { library, process }: Both<Samples>): number {
  const ratio = process.median / library.median;
  rows.push([what, spread(library), spread(process), number(ratio)]);
  return ratio;
}

using place = scratch();
await using cluster = await TestCluster.start({ audit: false });
const { kubeconfig } = cluster;

const calls = 500;
const nothing = both((road) => {
  const internal = internalWith(options[road]);
  return async () => {
    const whole = await timed(async () => {
      for (let i = 0; i < calls; i++) await internal("internal.noop");
    });
    return whole / calls;
  };
});
const noop = await interleave(nothing, { rounds: 40 });
row("a call that does nothing", noop);
targets.push({
  what: "a call that does nothing, to a child process",
  measured: noop.process.median * 1000,
  limit: 150,
  unit: "µs",
});

const web = join(root, "examples/web");
const clients = both((road) => new Helm({ env: place.env, kubeconfig, ...options[road] }));
const render = both((road) => () => timed(() => clients[road].charts.template(web)));
const rendered = row("render of examples/web", await interleave(render, { rounds: 200 }));
targets.push({ what: "render, of the library's time", measured: rendered, limit: 1.05, unit: "" });

const chart = await smallChart(place);
const upgraded = { ...noPods, podAnnotations: { upgraded: "once" } };
const namespaces = { library: await cluster.namespace(), process: await cluster.namespace() };
const life = both((road) => {
  const { releases } = clients[road];
  const here = { namespace: namespaces[road], wait: false } as const;
  return () =>
    timed(async () => {
      await releases.install("demo", chart, { ...here, values: noPods });
      await releases.upgrade("demo", chart, { ...here, values: upgraded });
      await releases.uninstall("demo", here);
    });
});
const released = row("install, upgrade, uninstall", await interleave(life, { rounds: 40 }));
targets.push({ what: "a release's life, of the library's time", measured: released, limit: 1.05, unit: "" });

const large = join(place.path, "large");
await Bun.write(join(large, "Chart.yaml"), "apiVersion: v2\nname: large\nversion: 1.0.0\n");
await Bun.write(join(large, "templates/a.yaml"), "a: {{ .Values.text }}{{ trunc 2000000 .Values.text }}\n");
const values = { text: "x".repeat(3e6) };
const bytes = both((road) => async (): Promise<number> => {
  let length = 0;
  const took = await timed(
    async () => (length = (await clients[road].charts.template(large, { values })).manifest.length),
  );
  if (length < 5e6) throw new Error("5 MB are to come back");
  return took;
});
row("3 MB there, 5 MB back", await interleave(bytes, { rounds: 30 }));
const loop = { library: await pauses(bytes.library, 30), process: await pauses(bytes.process, 30) };
row("longest loop delay meanwhile", { library: loop.library.longest, process: loop.process.longest });
targets.push({
  what: "loop delay by 3 MB to a child process and 5 MB back",
  measured: loop.process.longest.median,
  limit: 10,
  unit: "ms",
});

// The first call of a process, and how long the event loop stands still meanwhile.
const script = (road: Road): string => `
  const { Helm } = await import("bunhelm");
  const helm = new Helm(${JSON.stringify({ env: {}, ...options[road] })});
  let longest = 0, last = performance.now(), running = true;
  const watch = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(watch);
  };
  watch();
  const start = performance.now();
  await helm.version();
  console.log(JSON.stringify({ first: performance.now() - start, longest }));
  running = false;`;
const delays: Both<number[]> = { library: [], process: [] };
const first = await interleave(
  both((road) => async (): Promise<number> => {
    const told = JSON.parse(await bunScript(script(road), place.env)) as { first: number; longest: number };
    delays[road].push(told.longest);
    return told.first;
  }),
  { rounds: 30, warmUp: 3 },
);
row("first call, which loads or starts it", first);
row(
  "longest loop delay meanwhile, at the start",
  both((road) => new Samples(delays[road])),
);
targets.push({ what: "first call to a child process", measured: first.process.median, limit: 60, unit: "ms" });

for (const road of ["library", "process"] as const) await clients[road].close();

await report({
  name: "roads",
  title: "Go in a child process, beside Go in this one",
  about:
    'ms, minimum / median, by turns. `isolation: "process"` beside the library in this process. A release\'s life is ' +
    "install, upgrade and uninstall without waiting, on an API server on the same machine.",
  columns: ["what", "library", "child process", "ratio of medians"],
  rows,
  targets,
});
