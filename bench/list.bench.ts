// list of many releases with many revisions: what is fetched and decoded, in time and in memory.
import { type StoredRecord, type StoredRelease, store, unpacked } from "../lab/records.ts";
import { number } from "../lab/samples.ts";
import { root } from "../project/project.ts";
import { Helm } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { interleave, timed } from "./measure.ts";
import { columns, contestants, ratio, report, row, type Times } from "./report.ts";
import { helmCli, helmCommand, Plain, scratch } from "./rivals.ts";

const releases = 200;
const revisions = 10;

using place = scratch();
using plain = await Plain.start(place.env);
await using cluster = await TestCluster.start({ audit: false });
const { kubeconfig } = cluster;
await using helm = new Helm({ env: place.env, kubeconfig });
const namespace = await cluster.namespace("many");
const empty = await cluster.namespace("empty");

/** The record that an install of the small chart leaves, again and again. */
async function records(): Promise<StoredRecord[]> {
  const one = await cluster.namespace("one");
  await helm.releases.install("demo", await smallChart(place), { namespace: one, values: noPods, wait: false });
  const path = `/api/v1/namespaces/${one}/secrets/sh.helm.release.v1.demo.v1`;
  const { data } = await cluster.get<{ data: { release: string } }>(path);
  const release = unpacked(Buffer.from(data.release, "base64").toString()) as StoredRelease;
  return Array.from({ length: releases * revisions }, (_, i) => {
    const name = `app-${String(Math.floor(i / revisions)).padStart(3, "0")}`;
    const version = (i % revisions) + 1;
    const info = { ...release.info, status: version === revisions ? "deployed" : "superseded" };
    return { release: { ...release, name, namespace, version, info } };
  });
}
await store(cluster, await records());

/** Resident memory of a process in MB: now, or the highest so far. */
async function resident(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const text = await Bun.file(`/proc/${pid}/status`)
    .text()
    .catch(() => "");
  return Number(text.match(new RegExp(`${field}:\\s*(\\d+)`))?.[1]) / 1000;
}

const command = { verb: "list", kubeconfig, name: "", chart: "" } as const;
const cli = (where: string, ...flags: string[]): string[] => [
  ...["list", "--namespace", where, "--kubeconfig", kubeconfig],
  ...flags,
];

/** Lists nothing, then all, in a new process each, and tells how far its memory rises with the latter. */
const memory = { bunhelm: await memoryHere(), plain: await memoryOfPlain(), helm: await memoryOfCommand() };

async function memoryHere(): Promise<number> {
  const script = `
    import { Helm } from "bunhelm";
    const helm = new Helm({ env: {}, kubeconfig: ${JSON.stringify(kubeconfig)} });
    await helm.releases.list({ namespace: "${empty}" });
    console.log("before");
    for await (const _ of console) {
      await helm.releases.list({ namespace: "${namespace}" });
      console.log("after");
    }`;
  await using child = Bun.spawn([process.execPath, "-e", script], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  const said = child.stdout.getReader();
  await said.read();
  const before = await resident(child.pid, "VmRSS");
  child.stdin.write("\n");
  await child.stdin.flush();
  await said.read();
  return (await resident(child.pid, "VmHWM")) - before;
}

async function memoryOfPlain(): Promise<number> {
  await plain.run({ ...command, namespaces: [empty] });
  const before = await resident(plain.pid, "VmRSS");
  await plain.run({ ...command, namespaces: [namespace] });
  return (await resident(plain.pid, "VmHWM")) - before;
}

async function memoryOfCommand(): Promise<number> {
  const highest = async (where: string): Promise<number> => {
    await using child = Bun.spawn([helmCommand, ...cli(where)], {
      env: place.env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    // What the system tells of an ended child counts what it shared with us at first.
    let known = 0;
    while (child.exitCode === null) {
      known = (await resident(child.pid, "VmHWM")) || known;
      await Bun.sleep(2);
    }
    return known;
  };
  return (await highest(namespace)) - (await highest(empty));
}

const contest = (options: { filter?: string; failed?: boolean; superseded?: boolean }): Promise<Times> =>
  interleave(
    {
      bunhelm: () => timed(() => helm.releases.list({ namespace, ...options })),
      plain: async () => (await plain.run({ ...command, namespaces: [namespace], ...options })).ms,
      helm: () =>
        timed(() =>
          helmCli(cli(namespace, ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)), place.env),
        ),
    },
    { rounds: 10, warmUp: 1 },
  );
const every = await contest({});
const filtered = await contest({ filter: "^app-01" });
const failed = await contest({ failed: true });
const superseded = await contest({ superseded: true });

await report({
  name: "list",
  title: `list of ${releases} releases with ${revisions} revisions each`,
  about:
    "ms, minimum / median; each record is what an install of `helm create`'s chart leaves. The last row is how far " +
    "the resident memory of a new process rises when it lists these after an empty namespace, in MB. " +
    "Where only superseded releases are asked for, each record has to be read.",
  columns: columns("list"),
  rows: [
    row("all releases", every),
    row("ten, filtered by name", filtered),
    row("failed ones, of which there are none", failed),
    row("superseded ones", superseded),
    [
      "memory",
      ...contestants.map((one) => number(memory[one])),
      number(memory.bunhelm / memory.plain),
      number(memory.bunhelm / memory.helm),
    ],
  ],
  targets: [
    { what: "a list of all, of plain Go's time", measured: ratio(every, "plain"), limit: 1 / 3, unit: "" },
    { what: "a list by name, of plain Go's time", measured: ratio(filtered, "plain"), limit: 1 / 3, unit: "" },
    { what: "a list of failed ones, of plain Go's time", measured: ratio(failed, "plain"), limit: 1 / 3, unit: "" },
    { what: "a list of all, of plain Go's memory", measured: memory.bunhelm / memory.plain, limit: 1 / 3, unit: "" },
  ],
});
