// A release's life on a cluster, without waiting: install, upgrade, list, status, uninstall.
import { Samples } from "../lab/samples.ts";
import { Helm } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { interleave, timed } from "./measure.ts";
import { columns, contestants, ratio, report, row, type Times } from "./report.ts";
import { helmCli, Plain, type PlainCommand, scratch } from "./rivals.ts";

const parallel = 8;
const verbs = ["install", "upgrade", "list", "status", "uninstall"] as const;
type Verb = (typeof verbs)[number];
/** Each verb in one namespace. */
type Steps = Record<Verb, (namespace: string) => Promise<unknown>>;

using place = scratch();
using plain = await Plain.start(place.env);
await using cluster = await TestCluster.start({ audit: false });
const { kubeconfig } = cluster;
await using helm = new Helm({ env: place.env, kubeconfig });
const chart = await smallChart(place);
const upgraded = { ...noPods, podAnnotations: { upgraded: "once" } };

const mine: Steps = {
  install: (namespace) => helm.releases.install("demo", chart, { namespace, values: noPods, wait: false }),
  upgrade: (namespace) => helm.releases.upgrade("demo", chart, { namespace, values: upgraded, wait: false }),
  list: (namespace) => helm.releases.list({ namespace }),
  status: (namespace) => helm.releases.status("demo", { namespace }),
  uninstall: (namespace) => helm.releases.uninstall("demo", { namespace, wait: false }),
};

const cli = (namespace: string, ...args: string[]): Promise<string> =>
  helmCli([...args, "--namespace", namespace, "--kubeconfig", kubeconfig], place.env);
const set = "replicaCount=0";
const spawned: Steps = {
  install: (namespace) => cli(namespace, "install", "demo", chart, "--set", set),
  upgrade: (namespace) => cli(namespace, "upgrade", "demo", chart, "--set", `${set},podAnnotations.upgraded=once`),
  list: (namespace) => cli(namespace, "list"),
  status: (namespace) => cli(namespace, "status", "demo"),
  uninstall: (namespace) => cli(namespace, "uninstall", "demo"),
};

const go = async (verb: PlainCommand["verb"], namespaces: string[]): Promise<number> =>
  (await plain.run({ verb, namespaces, kubeconfig, name: "demo", chart, values: noPods })).ms;

const namespaces = Object.fromEntries(
  await Promise.all(
    contestants.map(async (one) => [
      one,
      await Promise.all(Array.from({ length: parallel }, () => cluster.namespace(one))),
    ]),
  ),
) as Record<(typeof contestants)[number], string[]>;

/** One round, each verb timed. */
async function oneRound(time: (verb: Verb) => Promise<number>, record: Record<Verb, number[]>): Promise<number> {
  let whole = 0;
  for (const verb of verbs) {
    const took = await time(verb);
    record[verb].push(took);
    whole += took;
  }
  return whole;
}

const records = (): Record<Verb, number[]> => ({ install: [], upgrade: [], list: [], status: [], uninstall: [] });
const byVerb = { bunhelm: records(), plain: records(), helm: records() };
const [mineFirst, plainFirst, helmFirst] = contestants.map((one) => namespaces[one][0] as string) as [
  string,
  string,
  string,
];
const warmUp = 5;
const single = await interleave(
  {
    bunhelm: () => oneRound((verb) => timed(() => mine[verb](mineFirst)), byVerb.bunhelm),
    plain: () => oneRound((verb) => go(verb, [plainFirst]), byVerb.plain),
    helm: () => oneRound((verb) => timed(() => spawned[verb](helmFirst)), byVerb.helm),
  },
  { rounds: 30, warmUp },
);

const wholeRound = async (steps: Steps, namespace: string): Promise<void> => {
  for (const verb of verbs) await steps[verb](namespace);
};
const eight = (steps: Steps, all: readonly string[]) => async (): Promise<number> =>
  (await timed(() => Promise.all(all.map((namespace) => wholeRound(steps, namespace))))) / parallel;
const many = await interleave(
  {
    bunhelm: eight(mine, namespaces.bunhelm),
    plain: async () => (await go("round", namespaces.plain)) / parallel,
    helm: eight(spawned, namespaces.helm),
  },
  { rounds: 8, warmUp: 1 },
);

const verbTimes = (verb: Verb): Times => ({
  bunhelm: new Samples(byVerb.bunhelm[verb].slice(warmUp)),
  plain: new Samples(byVerb.plain[verb].slice(warmUp)),
  helm: new Samples(byVerb.helm[verb].slice(warmUp)),
});

await report({
  name: "cluster",
  title: "A release's life on a cluster, without waiting",
  about:
    "ms, minimum / median. A chart of `helm create` with no replicas; the API server runs on the same machine. " +
    "Plain Go makes a configuration per operation, as the command does; its discovery is cached on disk like the " +
    "command's. All read each object for status; the other two also list the release's pods.",
  columns: columns("verb"),
  rows: [
    ...verbs.map((verb) => row(verb, verbTimes(verb))),
    row("a round of the five", single),
    row("a round, eight namespaces at once", many),
  ],
  targets: [
    {
      what: "a round, of plain Go's time",
      measured: ratio(single, "plain"),
      limit: 0.45,
      unit: "",
    },
    {
      what: "a round, of the command's time",
      measured: ratio(single, "helm"),
      limit: 0.35,
      unit: "",
    },
    {
      what: "eight at once, of the command's time",
      measured: ratio(many, "helm"),
      limit: 0.25,
      unit: "",
    },
  ],
});
