// The part of docs/reliability.md about processes that are killed.
import { number, Samples } from "../../lab/samples.ts";
import { table as markdown } from "../../project/machine.ts";
import { promisesBroken, type Table, tally } from "../section.ts";
import type { KillResult } from "./result.ts";
import { rowsByState } from "./span.ts";
import { type KillTrial, type Step, steps, type Tool, tools } from "./trial.ts";

/** What one tool made of one step, over several kills. */
function attempts(trials: readonly KillTrial[], step: Step, tool: Tool): string {
  const these = trials.flatMap((trial) =>
    trial.attempts.filter((attempt) => attempt.step === step && attempt.tool === tool),
  );
  return tally(these.map(({ refusal }) => (refusal === undefined ? "works" : inShort(refusal)))) || "not tried";
}

function inShort(refusal: string): string {
  return `\`${refusal.replace(/^ERR_HELM_|^[A-Z ]+: /, "").replace(/\s+/g, " ")}\``;
}

/** What was there when somebody uninstalled it at once. */
function left(trials: readonly KillTrial[]): string {
  const lines = tools.flatMap((tool) => {
    const these = trials.filter(({ uninstalled }) => uninstalled.isFirst && uninstalled.tool === tool);
    if (these.length === 0) return [];
    const things = these.map(({ uninstalled }) => uninstalled.left.join(" and ") || "nothing");
    return [`${tool}: ${tally(things)}`];
  });
  return lines.join("; ") || "not tried";
}

function times(trials: readonly KillTrial[]): string {
  const samples = new Samples(trials.map(({ death }) => death.settled));
  return [0.5, 1].map((q) => number(samples.quantile(q))).join(" / ");
}

/** A row for each verb and each state in which a killed process leaves the records. */
export function table(result: KillResult): Table {
  const { target } = result;
  const isEngine = target === "engine";
  const columns = [
    "verb (requests)",
    "killed at request",
    "kills",
    "records afterwards",
    ...(isEngine ? ["the error knows of the release"] : []),
    ...(target === "program" ? [] : [`${isEngine ? "rejected" : "engine gone"} after, ms: median / max`]),
    ...steps.flatMap((step) => tools.map((tool) => `next ${step}, by ${tool}`)),
    "left over by an uninstall at once",
  ];
  const rows = rowsByState(result, (these) => [
    ...(isEngine ? [tally(these.map(({ death }) => death.known ?? "nothing"))] : []),
    ...(target === "program" ? [] : [times(these)]),
    ...steps.flatMap((step) => tools.map((tool) => attempts(these, step, tool))),
    left(these),
  ]);
  return { columns, rows };
}

export function page(result: KillResult, broken: readonly string[], what: string): string {
  const { columns, rows } = table(result);
  return `## When the process is killed

A separate process calls one verb and is killed (SIGKILL) at each of its requests, once before the request is
sent on (*not sent*) and once after the API server has done it (*done*: the answer is lost). \`process.exit\`,
\`bun --watch\`, SIGTERM without a handler and an out-of-memory kill have the same effect.

The chart has a ConfigMap, a Service, a Deployment, and a Job before and after each verb. The earlier revision has a
ConfigMap \`old\`, which the later one drops, and the later one has a ConfigMap \`new\`, so that upgrades and rollbacks
have something to delete. After the kill, \`upgrade --install\`, \`rollback\` and \`uninstall\` are tried, by bunhelm and by
the helm command of the same version, starting with a different one each time, until one works. After a rollback or an
uninstall, an upgrade must work too, and what is left of the chart is counted after the uninstall. Jobs of hooks
stay after every uninstall, as Helm leaves them.

${promisesBroken(broken, what)}

What is promised:

- No more than one revision is ever recorded as deployed, and nothing exists twice.
- If the record is not pending or uninstalling, both tools can upgrade.
- If it is, \`releases.upgrade\` rejects with \`ERR_HELM_RELEASE_PENDING\` and changes nothing; \`releases.uninstall\`
  works, and an upgrade after it does too.
- \`releases.uninstall\` leaves nothing of the chart, whichever revision it belonged to.

${markdown(columns, rows)}
`;
}

export function enginePage(engine: KillResult, parent: KillResult, broken: readonly string[], what: string): string {
  const tables = [engine, parent].map((result) => {
    const { columns, rows } = table(result);
    return markdown(columns, rows);
  });
  return `## When the child process is killed

With \`isolation: "process"\`, Go runs in a child process. Here that process is killed (SIGKILL) at each request of a
verb, as the kernel's OOM killer does, and your program goes on: before the request is sent on, and for an upgrade also
after the API server has done it. The chart and what is tried afterwards are those of the section above. Afterwards, the
client that has lost its process is used again.

${promisesBroken(broken, what)}

What is promised, beside what the section above promises:

- The call rejects with \`ERR_HELM_PROCESS_ENDED\`. Its \`release\` says what the process had told of the record until then;
  a write whose answer was lost is not in it. No call hangs.
- The next call of the client starts another process, and sees what is recorded.

${tables[0]}

### When its parent is killed

Then the child process ends by itself within a second. The release is left in the same way, so only every sixth request
is tried.

${tables[1]}
`;
}
