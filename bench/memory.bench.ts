// Whether a process that goes on calling goes on growing.
import { residentMemory } from "../lab/memory.ts";
import { number } from "../lab/samples.ts";
import { Helm } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { report, type Target } from "./report.ts";
import { scratch } from "./rivals.ts";

using place = scratch();
await using cluster = await TestCluster.start({ audit: false });
await using helm = new Helm({ env: place.env, kubeconfig: cluster.kubeconfig });
const chart = await smallChart(place);
const namespace = await cluster.namespace("memory");
await helm.releases.install("demo", chart, { namespace, wait: false, values: noPods });

/** Resident memory at the end of each fifth. */
async function fifths(calls: number, call: () => Promise<unknown>): Promise<number[]> {
  const memory: number[] = [];
  for (let i = 1; i <= calls; i++) {
    await call();
    if (i % (calls / 5) === 0) memory.push(residentMemory());
  }
  return memory;
}

const rows: [string, number[]][] = [
  ["5,000 x template", await fifths(5_000, () => helm.charts.template(chart))],
  ["500 x status", await fifths(500, () => helm.releases.status("demo", { namespace }))],
];

await report({
  name: "memory",
  title: "Resident memory while calls go on",
  about: "MB at the end of each fifth of the calls, one call at a time.",
  columns: ["calls", "1st", "2nd", "3rd", "4th", "5th"],
  rows: rows.map(([name, memory]) => [name, ...memory.map(number)]),
  targets: rows.map(
    ([name, memory]): Target => ({
      what: `${name}: growth after the first fifth`,
      measured: (Math.max(...memory.slice(1)) / (memory[0] as number) - 1) * 100,
      limit: 10,
      unit: "%",
    }),
  ),
});
