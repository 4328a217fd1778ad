// Which requests each verb sends to the API server, beside those of the helm command, and where the
// time goes: in the server, or between requests.
import { number, Samples } from "../lab/samples.ts";
import { Helm } from "../src/index.ts";
import { type AuditEntry, TestCluster } from "../src/testing/index.ts";
import { noPods, smallChart } from "./charts.ts";
import { report } from "./report.ts";
import { helmCli, scratch } from "./rivals.ts";

const rounds = 20;
const verbs = ["install", "upgrade", "list", "status", "uninstall"] as const;
type Steps = Record<(typeof verbs)[number], () => Promise<unknown>>;

using place = scratch();
await using cluster = await TestCluster.start();
const { kubeconfig } = cluster;
await using helm = new Helm({ env: place.env, kubeconfig });
const chart = await smallChart(place);
const namespace = await cluster.namespace("bunhelm");
const helmNamespace = await cluster.namespace("helm");
const cli = (...args: string[]): Promise<string> =>
  helmCli([...args, "--namespace", helmNamespace, "--kubeconfig", kubeconfig], place.env);

const ours: Steps = {
  install: () => helm.releases.install("demo", chart, { namespace, values: noPods, wait: false }),
  upgrade: () => helm.releases.upgrade("demo", chart, { namespace, values: { replicaCount: 0, a: 1 }, wait: false }),
  list: () => helm.releases.list({ namespace }),
  status: () => helm.releases.status("demo", { namespace }),
  uninstall: () => helm.releases.uninstall("demo", { namespace, wait: false }),
};
const theirs: Steps = {
  install: () => cli("install", "demo", chart, "--set", "replicaCount=0"),
  upgrade: () => cli("upgrade", "demo", chart, "--set", "replicaCount=0,a=1"),
  list: () => cli("list"),
  status: () => cli("status", "demo"),
  uninstall: () => cli("uninstall", "demo"),
};

interface Span {
  verb: string;
  start: number;
  end: number;
}

async function spans(steps: Steps, count: number): Promise<Span[]> {
  const result: Span[] = [];
  const now = (): number => performance.timeOrigin + performance.now();
  for (let i = 0; i < count; i++) {
    for (const verb of verbs) {
      const start = now();
      await steps[verb]();
      result.push({ verb, start, end: now() });
    }
  }
  return result;
}

const milliseconds = (time: string): number => Date.parse(`${time.slice(0, 23)}Z`) + Number(`0.${time.slice(23, 26)}`);
const methods: Record<string, string> = { list: "GET", watch: "GET", create: "POST", update: "PUT" };

/** Method and path, without what differs from run to run. */
function line({ verb, requestURI }: AuditEntry): string {
  const path = decodeURIComponent(requestURI)
    .replaceAll(namespace, "NS")
    .replaceAll(helmNamespace, "NS")
    .replace(/hash=\w+/, "hash=…");
  return `${methods[verb] ?? verb.toUpperCase()} ${path}`;
}

const spansOf = { bunhelm: await spans(ours, rounds + 1), helm: await spans(theirs, 4) };
const entries = await cluster.audit({ userAgent: /^(Helm|bun|libbunhelm)/ });

const rows: string[][] = [];
for (const verb of verbs) {
  for (const who of ["bunhelm", "helm"] as const) {
    const calls = spansOf[who].filter((span) => span.verb === verb);
    const first = calls.shift() as Span;
    const sent = ({ start, end }: Span): AuditEntry[] =>
      entries.filter((entry) => {
        const at = milliseconds(entry.requestReceivedTimestamp);
        return at >= start && at <= end;
      });
    const usual = sent(calls[0] as Span);
    const took = (entry: AuditEntry): number =>
      milliseconds(entry.stageTimestamp) - milliseconds(entry.requestReceivedTimestamp);
    const server = new Samples(calls.map((call) => sent(call).reduce((sum, entry) => sum + took(entry), 0)));
    const whole = new Samples(calls.map(({ start, end }) => end - start));
    rows.push([
      verb,
      who,
      `${usual.length} (first time ${sent(first).length})`,
      number(whole.median),
      number(server.median),
    ]);
    if (process.env.BUNHELM_BENCH_REPORT !== undefined) continue;
    console.log(`\n${verb}, ${who}: when, in the server (median, p90), request`);
    for (const [index, entry] of usual.entries()) {
      const all = calls.map(sent).filter((one) => one.length === usual.length) as AuditEntry[][];
      const times = new Samples(all.map((one) => took(one[index] as AuditEntry)));
      const when = new Samples(
        calls
          .filter((call) => sent(call).length === usual.length)
          .map((call) => milliseconds((sent(call)[index] as AuditEntry).requestReceivedTimestamp) - call.start),
      );
      const cells = [when.median, times.median, times.quantile(0.9)].map((value) => number(value).padStart(6));
      console.log(`  ${cells.join("  ")}  ${line(entry)}`);
    }
  }
}

await report({
  name: "requests",
  title: "Requests to the API server",
  about:
    "Requests per verb, from the API server's audit log; medians in ms of the whole call and of what the API server " +
    "took of it. `bun bench/requests.bench.ts` lists them one by one.",
  columns: ["verb", "by", "requests", "call", "in the server"],
  rows,
  targets: [],
});
