// bun run parity [--charts DIR] [--json FILE]: runs each case through bunhelm and through the
// helm command and compares. --charts takes the charts of a folder instead of the cases that come with
// Helm, --json writes every outcome into a file.
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Outcome } from "../parity/case.ts";
import { type Result, runBuiltIn, runFolder, summary } from "../parity/run.ts";
import { Complaint, script } from "./command.ts";
import { duration } from "./progress.ts";
import { setup } from "./setup.ts";

const usage = "Usage: bun run parity [--charts DIR] [--json FILE]";

await script(async () => {
  const { charts, json } = arguments_();
  await setup(["library", "helm"]);
  const start = performance.now();
  const onOutcome = (done: number, total: number, outcome?: Outcome): void => show(done, total, start, outcome);
  const result = charts === undefined ? await runBuiltIn(onOutcome) : await runFolder(resolve(charts), onOutcome);
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
  if (json !== undefined) await Bun.write(resolve(json), `${JSON.stringify(report(result), null, 2)}\n`);
  console.log(`in ${duration(performance.now() - start)}, ${result.unreachable.length} command lines are no call`);
  console.log(summary(result));
  return result.outcomes.every(({ equal }) => equal) ? 0 : 1;
});

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

function arguments_(): { charts?: string; json?: string } {
  try {
    const string = { type: "string" } as const;
    const { values } = parseArgs({ options: { charts: string, json: string } });
    if (values.charts !== undefined && !(existsSync(values.charts) && statSync(values.charts).isDirectory()))
      throw new Error(`${values.charts} is no folder.`);
    return values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message} ${usage}`);
  }
}
