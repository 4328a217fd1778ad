// Processes that are killed, and upgrades that take over what they have left.
import { table as markdown } from "../../project/machine.ts";
import type { TestCluster } from "../../src/testing/index.ts";
import { atEachRequest, brokenPromises } from "../kill/plan.ts";
import { rowsByState } from "../kill/span.ts";
import { type Choice, type Outcome, promisesBroken, type Table, tally } from "../section.ts";
import type { Verb } from "../verbs.ts";
import { type TakeOverTrial, takeOver } from "./trial.ts";

/** The trials, and how many requests each verb sends when nobody kills it. */
export interface TakeOverResult {
  readonly trials: readonly TakeOverTrial[];
  readonly requests: ReadonlyMap<Verb, number>;
}

/** Kills a process of each verb at each of its requests, and upgrades with takeOver. */
export function takeOvers(cluster: TestCluster, choice: Choice = {}): Promise<TakeOverResult> {
  return atEachRequest(cluster, choice, "program", takeOver, brokenPromises);
}

/** A row for each verb and each state in which a killed process leaves the records. */
function table(result: TakeOverResult): Table {
  const columns = [
    "verb (requests)",
    "killed at request",
    "kills",
    "records afterwards",
    "records after an upgrade with `takeOver`",
    "deleted by it",
  ];
  const rows = rowsByState(result, (these) => [
    tally(these.map(({ after }) => after.join(", "))),
    tally(these.map(({ deleted }) => deleted.join(" and ") || "nothing")),
  ]);
  return { columns, rows };
}

/** The section, for the page. */
export async function takeOverSection(cluster: TestCluster, choice: Choice): Promise<Outcome> {
  const result = await takeOvers(cluster, choice);
  const what = `${result.trials.length} kills`;
  const broken = brokenPromises(result.trials);
  const found = table(result);
  const text = `## When an upgrade takes over

The processes of the section before are killed in the same way, and then \`releases.upgrade\` is called with
\`takeOver: "1s"\` and \`install: true\`, again while it is refused because the operation was heard of within that second.
It wants neither \`old\` nor \`new\`.

${promisesBroken(broken, what)}

What is promised:

- The upgrade succeeds, and its revision is the only one that is deployed; none is pending or uninstalling.
- The objects are those of the chart: each once, and nothing of what the killed operation or an earlier one has made.
- \`releases.uninstall\` then leaves nothing.

${markdown(found.columns, found.rows)}
`;
  return { what, broken, tables: [found], text };
}
