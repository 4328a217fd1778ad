// The part of docs/reliability.md about operations that are cancelled.
import { number, Samples } from "../../lab/samples.ts";
import { table } from "../../project/machine.ts";
import { promisesBroken } from "../section.ts";
import type { Result } from "./result.ts";
import type { Trial } from "./trial.ts";
import { fates } from "./verbs.ts";

/** Where a cancel falls, as rows of the table. */
const rows = [...fates, "waiting"] as const;

function rowOf({ moment }: Trial): (typeof rows)[number] {
  return "fate" in moment ? moment.fate : "waiting";
}

const count = (trials: readonly Trial[], of: (trial: Trial) => number): string =>
  String(trials.reduce((sum, trial) => sum + of(trial), 0));

const share = (trials: readonly Trial[], of: (trial: Trial) => boolean): string =>
  `${trials.filter(of).length} of ${trials.length}`;

/** The figures, a row for each verb and each place of the cancel. */
export function figures({ trials, requests }: Result): { columns: string[]; rows: string[][] } {
  const columns = [
    "verb (requests)",
    "at the cancel, the request was",
    "cancelled",
    "settled after, ms: min / median / p95 / max",
    "sent after the cancel",
    "sent after the end",
    "goroutines left",
    "`helm upgrade --install` works",
    "`releases.upgrade` works",
  ];
  const lines = [...requests].flatMap(([verb, sent]) =>
    rows.flatMap((row) => {
      const these = trials.filter((trial) => trial.verb === verb && rowOf(trial) === row);
      if (these.length === 0) return [];
      const times = new Samples(these.map(({ settled }) => settled));
      const quantiles = [0, 0.5, 0.95, 1].map((q) => number(times.quantile(q)));
      return [
        [
          `${verb} (${sent})`,
          row === "waiting" ? "none: it waited" : row,
          String(these.length),
          quantiles.join(" / "),
          count(these, ({ sentMeanwhile }) => sentMeanwhile.length),
          count(these, ({ sentAfter }) => sentAfter.length),
          count(these, ({ goroutines }) => goroutines),
          share(these, ({ command }) => command === undefined),
          share(these, ({ upgrade }) => upgrade === undefined),
        ],
      ];
    }),
  );
  return { columns, rows: lines };
}

/** How the records stand when the promise settles, and how often. */
export function states({ trials, requests }: Result): { columns: string[]; rows: string[][] } {
  const lines = [...requests.keys()].flatMap((verb) => {
    const counts = new Map<string, number>();
    for (const trial of trials.filter((one) => one.verb === verb)) {
      const state = trial.records.map((record) => `revision ${record.replace(" ", " is ")}`).join(", ") || "no record";
      const key = JSON.stringify([state, trial.end]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    return sorted.map(([key, times]) => {
      const [state, end] = JSON.parse(key) as [string, Trial["end"]];
      return [verb, state, end === "done" ? "it was done: the call succeeds" : "ERR_HELM_ABORTED", String(times)];
    });
  });
  return { columns: ["verb", "records", "the call", "times"], rows: lines };
}

/** The part of docs/reliability.md about cancelled operations. */
export function page(result: Result, broken: readonly string[], what: string): string {
  const facts = figures(result);
  const ends = states(result);
  return `## When it is cancelled

Each verb that works on a release is cancelled at each of its requests to the API server, and while it waits.
A proxy decides what happens to the request during which the cancel comes:

- *not sent*: the API server never sees it;
- *answer lost*: the API server does it, but its answer is lost;
- *under way*: the cancel comes while the API server is working on it;
- *none: it waited*: for a Deployment that never becomes ready, an object that does not go away, a hook
  or a test that does not end; with Helm's \`watcher\` and its \`legacy\` strategy.

The chart has a ConfigMap, a Service, a Deployment, a Job before and one after each verb, and a test.
Periods in which this process got no processor time are left out of the times.

${promisesBroken(broken, what)}

What is promised:

- The call settles within a second. Known exception: an API server that hangs while it writes the
  release's own record is waited for up to 3.4 s, since such a write must not be cut.
- Between the cancel and the end of the call, nothing is sent but the repair of the release's record. After
  the end nothing is sent, by the proxy's count and by the API server's audit log, unless the record's
  write hangs: then the repair goes on, and the error says so. A request that was
  sent before the cancel and arrives later does not count: it was dropped. Nor does the discovery of \`/api\`
  and \`/apis\`, which all operations on a cluster share.
- No goroutine of the operation is left 2 s later.
- No record stays pending or uninstalling once the repair is over, and the error says how the newest one stands.
- Both the helm command and bunhelm can upgrade the release next (\`--install\`, \`install: true\`); they take
  turns at going first.

${table(facts.columns, facts.rows)}

### How the records end after a cancel

As they stand when the call settles.

${table(ends.columns, ends.rows)}
`;
}
