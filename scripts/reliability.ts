// bun run reliability [--verb NAME,...] [--every N] [--lanes N] [--write]: cancels each verb at each of
// its requests. --every takes a sample, --write makes docs/reliability.md.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { figures, page } from "../reliability/page.ts";
import { brokenPromises, type Choice, type Progress, reliability, title } from "../reliability/plan.ts";
import { verbs } from "../reliability/verbs.ts";
import { TestCluster } from "../src/testing/index.ts";
import { Complaint, script } from "./command.ts";
import { machine, table } from "./machine.ts";
import { duration } from "./progress.ts";
import { root } from "./project.ts";
import { setup } from "./setup.ts";

const usage = "Usage: bun run reliability [--verb NAME,...] [--every N] [--lanes N] [--write]";

await script(async () => {
  const { write, ...choice } = arguments_();
  await setup();
  await using cluster = await TestCluster.start();
  const start = performance.now();
  const result = await reliability(cluster, { ...choice, onTrial: (progress) => show(progress, start) });
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
  const { columns, rows } = figures(result);
  console.log(table(columns, rows));
  const broken = brokenPromises(result.trials);
  for (const line of broken) console.error(`BROKEN: ${line}`);
  const trials = `${result.trials.length} cancelled operations in ${duration(performance.now() - start)}`;
  console.log(`${trials}, ${broken.length} broken promises`);
  if (write) await Bun.write(join(root, "docs/reliability.md"), page(result, await machine()));
  return broken.length === 0 ? 0 : 1;
});

/** One line that updates in a terminal, a line now and then in a pipe. */
function show({ done, total, trial }: Progress, start: number): void {
  if (trial !== undefined) for (const line of brokenPromises([trial])) console.error(`BROKEN: ${line}`);
  const text = `${done} of ${total}, ${duration(performance.now() - start)}: ${trial ? title(trial) : "over before"}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
  else if (done % 50 === 0) console.log(text);
}

function arguments_(): Choice & { write: boolean } {
  try {
    const number = { type: "string" } as const;
    const { values } = parseArgs({
      options: { verb: { type: "string" }, every: number, lanes: number, write: { type: "boolean" } },
    });
    const chosen = values.verb?.split(",");
    const unknown = chosen?.find((name) => !verbs.some(({ verb }) => verb === name));
    if (unknown !== undefined) throw new Error(`There is no verb ${unknown}.`);
    return {
      ...(chosen && { verbs: chosen as NonNullable<Choice["verbs"]> }),
      ...(values.every && { every: positive(values.every) }),
      ...(values.lanes && { lanes: positive(values.lanes) }),
      write: values.write ?? false,
    };
  } catch (error) {
    throw new Complaint(`${(error as Error).message} ${usage}`);
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is no positive whole number.`);
  return number;
}
