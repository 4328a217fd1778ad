// bun run reliability [cancel] [kill] [takeover] [engine] [faults] [--verb NAME,...] [--every N] [--lanes N] [--write]: cancels,
// kills and disturbs each verb at each of its requests. --every takes a sample, --write makes the section
// of docs/reliability.md anew.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Complaint, script } from "../project/command.ts";
import { machine, table } from "../project/machine.ts";
import { root } from "../project/project.ts";
import { cancelSection } from "../reliability/cancel/plan.ts";
import { faultSection } from "../reliability/faults/plan.ts";
import { engineSection, killSection } from "../reliability/kill/plan.ts";
import { names, type SectionName, wholePage } from "../reliability/page.ts";
import type { Choice, Outcome, Progress } from "../reliability/section.ts";
import { takeOverSection } from "../reliability/takeover/plan.ts";
import { TestCluster } from "../src/testing/index.ts";
import { duration } from "./progress.ts";
import { setup } from "./setup.ts";

const usage = `Usage: bun run reliability [${names.join("] [")}] [--verb NAME,...] [--every N] [--lanes N] [--write]`;

const sections: Record<SectionName, (cluster: TestCluster, choice: Choice) => Promise<Outcome>> = {
  cancel: cancelSection,
  kill: killSection,
  takeover: takeOverSection,
  engine: engineSection,
  faults: faultSection,
};
const verbs = ["install", "upgrade", "rollback", "uninstall", "test"];

await script(async () => {
  const { write, chosen, ...choice } = arguments_();
  await setup();
  await using cluster = await TestCluster.start();
  const texts = new Map<SectionName, string>();
  const broken: string[] = [];
  for (const name of chosen) {
    const start = performance.now();
    const outcome = await sections[name](cluster, { ...choice, onTrial: (progress) => show(name, progress, start) });
    if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
    for (const { columns, rows } of outcome.tables) console.log(`${table(columns, rows)}\n`);
    for (const line of outcome.broken) console.error(`BROKEN: ${line}`);
    const took = duration(performance.now() - start);
    console.log(`${name}: ${outcome.what} in ${took}, ${outcome.broken.length} broken promises`);
    texts.set(name, outcome.text);
    broken.push(...outcome.broken);
  }
  const page = Bun.file(join(root, "docs/reliability.md"));
  if (write) await page.write(wholePage(await page.text(), texts, await machine()));
  return broken.length === 0 ? 0 : 1;
});

/** One line that updates in a terminal, a line now and then in a pipe. */
function show(name: SectionName, { done, total, title, broken }: Progress, start: number): void {
  for (const line of broken) console.error(`BROKEN: ${line}`);
  const took = duration(performance.now() - start);
  const text = `${name}, ${done} of ${total}, ${took}: ${title ?? "over before"}`;
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text.slice(0, (process.stdout.columns ?? 80) - 1)}`);
  else if (done % 50 === 0) console.log(text);
}

function arguments_(): Choice & { write: boolean; chosen: readonly SectionName[] } {
  try {
    const number = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { verb: { type: "string" }, every: number, lanes: number, write: { type: "boolean" } },
    });
    const stranger = positionals.find((name) => !names.some((known) => known === name));
    if (stranger !== undefined) throw new Error(`There is no section ${stranger}.`);
    const chosen = values.verb?.split(",");
    const unknown = chosen?.find((name) => !verbs.includes(name));
    if (unknown !== undefined) throw new Error(`There is no verb ${unknown}.`);
    return {
      ...(chosen && { verbs: chosen }),
      ...(values.every && { every: positive(values.every) }),
      ...(values.lanes && { lanes: positive(values.lanes) }),
      write: values.write ?? false,
      chosen: positionals.length === 0 ? names : names.filter((name) => positionals.includes(name)),
    };
  } catch (error) {
    throw new Complaint(`${(error as Error).message} ${usage}`);
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is not a positive whole number.`);
  return number;
}
