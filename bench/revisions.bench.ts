// What is done with the revisions of a release, and with its chart, on a cluster.
import { Helm } from "../src/index.ts";
import { TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { interleave, timed } from "./measure.ts";
import { columns, report, row } from "./report.ts";
import { helmCli, Plain, type PlainVerb, scratch } from "./rivals.ts";

const revisions = 10;

using place = scratch();
using plain = await Plain.start(place.env);
await using cluster = await TestCluster.start({ audit: false });
const { kubeconfig } = cluster;
const chart = await smallChart(place);
await using helm = new Helm({ env: place.env, kubeconfig });

/** A namespace with a release of ten revisions. */
async function ground(): Promise<string> {
  const namespace = await cluster.namespace();
  for (let revision = 1; revision <= revisions; revision++) {
    const values = { ...noPods, podAnnotations: { revision: String(revision) } };
    await helm.releases.upgrade("demo", chart, { namespace, values, install: true, wait: false });
  }
  return namespace;
}
const [mine, theirs, command] = [await ground(), await ground(), await ground()];

const calls: Record<string, { plain: PlainVerb; args: string[]; call: () => Promise<unknown> }> = {
  history: {
    plain: "history",
    args: ["history", "demo"],
    call: () => helm.releases.history("demo", { namespace: mine }),
  },
  get: { plain: "get", args: ["get", "all", "demo"], call: () => helm.releases.get("demo", { namespace: mine }) },
  "getValues, all": {
    plain: "values",
    args: ["get", "values", "demo", "--all"],
    call: () => helm.releases.getValues("demo", { namespace: mine, all: true }),
  },
  getMetadata: {
    plain: "metadata",
    args: ["get", "metadata", "demo"],
    call: () => helm.releases.getMetadata("demo", { namespace: mine }),
  },
  "template against the server": {
    plain: "template-server",
    args: ["template", "demo", chart, "--dry-run=server", "--set", "replicaCount=0"],
    call: () => helm.charts.template(chart, { name: "demo", namespace: mine, dryRun: "server", values: noPods }),
  },
  rollback: {
    plain: "rollback",
    args: ["rollback", "demo"],
    call: () => helm.releases.rollback("demo", { namespace: mine, wait: false }),
  },
  test: { plain: "test", args: ["test", "demo"], call: () => helm.releases.test("demo", { namespace: mine }) },
};

const rows: string[][] = [];
for (const [name, { plain: verb, args, call }] of Object.entries(calls)) {
  const times = await interleave(
    {
      bunhelm: () => timed(call),
      plain: async () =>
        (await plain.run({ verb, namespaces: [theirs], kubeconfig, name: "demo", chart, values: noPods })).ms,
      helm: () => timed(() => helmCli([...args, "--namespace", command, "--kubeconfig", kubeconfig], place.env)),
    },
    { rounds: 20, warmUp: 3 },
  );
  rows.push(row(name, times));
}

await report({
  name: "revisions",
  title: "The revisions of a release",
  about:
    "ms, minimum / median. A chart of `helm create` with no replicas and ten revisions; the API server runs on the " +
    "same machine. Plain Go makes a configuration per operation, as the command does. A test of a release waits for " +
    "a pod, which ends 100 ms after it started.",
  columns: columns("call"),
  rows,
  targets: [],
});
