// bun run parity [--charts DIR] [--json FILE] [--write] [--harvest]: runs each case through bunhelm and through the
// helm command and compares. --charts takes the charts of a folder instead of the cases that come with
// Helm, --json writes every outcome into a file, --write makes docs/parity.md.
// --harvest takes the cases from another Helm's tests: see parity/harvest.ts.
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Outcome } from "../parity/case.ts";
import { harvest } from "../parity/harvest.ts";
import { facts, page } from "../parity/page.ts";
import { type OnOutcome, type Result, runBuiltIn, runFolder, summary } from "../parity/run.ts";
import { Complaint, script } from "../project/command.ts";
import { machine } from "../project/machine.ts";
import { root } from "../project/project.ts";
import { TestCluster } from "../src/testing/index.ts";
import { duration } from "./progress.ts";
import { setup } from "./setup.ts";

const usage = "Usage: bun run parity [--charts DIR] [--json FILE] [--write] [--harvest]";

await script(async () => {
  const { charts, json, write, harvest: isHarvest } = arguments_();
  if (isHarvest) {
    await harvest();
    return 0;
  }
  await setup();
  const start = performance.now();
  const onOutcome = (done: number, total: number, outcome?: Outcome): void => show(done, total, start, outcome);
  const result = charts === undefined ? await builtIn(onOutcome) : await runFolder(resolve(charts), onOutcome);
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
  if (json !== undefined) await Bun.write(resolve(json), `${JSON.stringify(report(result), null, 2)}\n`);
  if (write) await Bun.write(join(root, "docs/parity.md"), page(result, await facts(), await machine()));
  console.log(`in ${duration(performance.now() - start)}, ${result.unreachable.length} command lines are no call`);
  console.log(summary(result));
  return result.outcomes.every(({ equal }) => equal) ? 0 : 1;
});

async function builtIn(onOutcome: OnOutcome): Promise<Result> {
  await using cluster = await TestCluster.start();
  return await runBuiltIn(cluster, onOutcome);
}

/** What --json writes. */
function report({ outcomes, unreachable }: Result): object {
  return {
    cases: outcomes.map(({ case: { group, title, words }, ...outcome }) => ({
      group,
      title,
      command: ["helm", ...words],
      equal: outcome.equal,
      succeeded: outcome.succeeded,
      masked: outcome.masked,
      difference: outcome.difference,
    })),
    unreachable: unreachable.map(({ case: { title, words }, reason }) => ({
      title,
      command: ["helm", ...words],
      reason,
    })),
  };
}

/** Differences as they come; beside them one line that updates in a terminal, a line now and then in a pipe. */
function show(done: number, total: number, start: number, outcome?: Outcome): void {
  if (outcome?.equal === false) {
    const lines = Object.entries(outcome.difference ?? {}).map(([of, text]) => `\n  ${of}: ${text}`);
    console.error(`DIFFERENT: ${outcome.case.title}${lines.join("")}`);
  }
  const text = `${done} of ${total}, ${duration(performance.now() - start)}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text}`);
  else if (done % 100 === 0) console.log(text);
}

function arguments_(): { charts?: string; json?: string; write?: boolean; harvest?: boolean } {
  try {
    const string = { type: "string" } as const;
    const { values } = parseArgs({
      options: { charts: string, json: string, write: { type: "boolean" }, harvest: { type: "boolean" } },
    });
    if (values.charts !== undefined && !(existsSync(values.charts) && statSync(values.charts).isDirectory()))
      throw new Error(`${values.charts} is no folder.`);
    if (values.charts !== undefined && values.write)
      throw new Error("docs/parity.md has the cases that come with Helm.");
    return values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message} ${usage}`);
  }
}
