// The part of docs/reliability.md about API servers that fail.
import { number, Samples } from "../../lab/samples.ts";
import { table as markdown } from "../../project/machine.ts";
import { promisesBroken, type Table, tally } from "../section.ts";
import { isUnfinished } from "./call.ts";
import type { HungTrial } from "./hung.ts";
import { kinds } from "./kinds.ts";
import { type OutageTrial, outages } from "./outages.ts";
import { places } from "./places.ts";
import type { FaultResult } from "./result.ts";
import type { FaultTrial } from "./trial.ts";

const inShort = (outcome: string): string =>
  outcome.startsWith("ERR_HELM_") ? `\`${outcome.replace("ERR_HELM_", "")}\`` : outcome;

function times(trials: readonly { readonly settled: number }[]): string {
  const samples = new Samples(trials.map(({ settled }) => settled));
  return [0, 0.5, 1].map((q) => number(samples.quantile(q))).join(" / ");
}

const share = <T>(all: readonly T[], of: (one: T) => boolean): string => `${all.filter(of).length} of ${all.length}`;

const stateOf = (records: readonly string[]): string => records.join(", ") || "none";

/** A row for each fault, over all places. */
export function byFault(trials: readonly FaultTrial[]): Table {
  const columns = [
    "fault",
    "times",
    "the call ends with",
    "settled after, ms: min / median / max",
    "record unfinished",
    "the next upgrade works",
    "sent after the end",
    "goroutines left",
  ];
  const rows = kinds.flatMap((kind) => {
    const these = trials.filter((trial) => trial.kind.name === kind.name);
    if (these.length === 0) return [];
    return [
      [
        kind.name,
        String(these.length),
        tally(these.map(({ outcome }) => inShort(outcome))),
        times(these),
        String(these.filter(({ later }) => isUnfinished(later)).length),
        share(these, ({ upgrade }) => upgrade === undefined),
        String(these.reduce((sum, { sentAfter }) => sum + sentAfter.length, 0)),
        String(these.reduce((sum, { goroutines }) => sum + goroutines, 0)),
      ],
    ];
  });
  return { columns, rows };
}

/** A row for each place and each way in which a call ends there. */
export function byPlace(trials: readonly FaultTrial[]): Table {
  const columns = ["verb", "the fault is at the", "the call ends with", "records afterwards", "faults"];
  const rows = places.flatMap((place) => {
    const these = trials.filter((trial) => trial.place.verb === place.verb && trial.place.name === place.name);
    const ways = Map.groupBy(these, ({ outcome, later }) => JSON.stringify([inShort(outcome), stateOf(later)]));
    return [...ways].map(([way, those]) => {
      const [outcome, state] = JSON.parse(way) as [string, string];
      return [place.verb, place.name, outcome, state, those.map(({ kind }) => kind.name).join("; ")];
    });
  });
  return { columns, rows };
}

/** A row for each outage and each way in which a call endures it. */
export function byOutage(trials: readonly OutageTrial[]): Table {
  const columns = [
    "outage",
    "calls",
    "the call ends with",
    "settled after it began, ms: min / median / max",
    "records afterwards",
    "the next upgrade works",
    "goroutines left",
  ];
  const rows = outages.flatMap((outage) => {
    const these = trials.filter((trial) => trial.outage.name === outage.name);
    const ways = Map.groupBy(these, ({ outcome }) => inShort(outcome));
    return [...ways].map(([outcome, those]) => [
      outage.name,
      those.map(({ moment }) => `${moment.verb} ${moment.name}`).join(", "),
      outcome,
      times(those),
      [...new Set(those.map(({ later }) => stateOf(later)))].join("; "),
      share(those, ({ upgrade }) => upgrade === undefined),
      String(those.reduce((sum, { goroutines }) => sum + goroutines, 0)),
    ]);
  });
  return { columns, rows };
}

/** A row for each write of a record that hangs while the call is cancelled. */
export function byWrite(trials: readonly HungTrial[]): Table {
  const columns = [
    "verb",
    "the write",
    "not answered",
    "settled after, ms",
    "records then",
    "sent after that",
    "`close()` after, ms",
    "records then",
    "the next upgrade works",
    "goroutines left",
  ];
  const rows = trials.map(({ write, settled, closed, records, later, sent, upgrade, goroutines }) => [
    write.verb,
    `${write.method} ${write.n}`,
    write.isDone ? "done" : "not done",
    number(settled),
    stateOf(records),
    tally(sent) || "nothing",
    number(closed),
    stateOf(later),
    upgrade === undefined ? "yes" : upgrade,
    String(goroutines),
  ]);
  return { columns, rows };
}

export function page({ faults, outages: endured, hung }: FaultResult, broken: readonly string[], what: string): string {
  const [struck, placed, away, writes] = [byFault(faults), byPlace(faults), byOutage(endured), byWrite(hung)];
  return `## When the API server fails

One fault hits one request of a call, once, or every such request until the call has ended (*for good*).
*Not done* means that the API server never sees the request, *done* that it does what it was asked, and only the
answer is lost. The calls have \`timeout: "5s"\`; where a fault stays, the client has \`repairTimeout: "2s"\`.
The next upgrade comes from a client without faults.

${promisesBroken(broken, what)}

What is promised:

- The call ends by itself: it succeeds, or fails with a code that says what happened.
- It never succeeds when the record says otherwise, and an error says how the record stands.
- Once the fault is over and the record has been repaired, no record is pending or uninstalling. If the API server
  refuses the writes of the record for good, the error is \`ERR_HELM_RECORD_NOT_WRITTEN\`, or its details say so.
- The next upgrade works, or rejects with \`ERR_HELM_RELEASE_PENDING\` if the record could not be repaired.
- No goroutine of the call is left.

Known exception: an API server that answers 404 for a record that exists is believed. The release counts as taken over by
somebody else (\`ERR_HELM_RELEASE_PENDING\`), and the record stays as it was.

${markdown(struck.columns, struck.rows)}

### Fault by fault

${markdown(placed.columns, placed.rows)}

### Outages

All calls named in a row run at the same time, and the outage begins when each is at the moment named: it writes its
first object, deletes it, or waits for a Deployment that becomes ready 4 s after its pod was bound. *For good* means
until the call has ended.

${markdown(away.columns, away.rows)}

### A cancel while a write of the record hangs

This is the only case in which something is sent after a call has settled. The API server never answers one write of the
release's record (*POST* creates it), and the call is cancelled while it hangs. *Sent after that* is what reached the API
server after the promise settled: reads of the release's records, and writes of those of this operation. \`close()\`
resolves when that is over; after it, nothing is sent.

${markdown(writes.columns, writes.rows)}
`;
}
