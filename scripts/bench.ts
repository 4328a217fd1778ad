// bun run bench [name ... | --write] [--json FILE]: runs the programs of bench/, one after the other.
// --json keeps what they measured, --write makes docs/benchmarks.md of all of them.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isMet, type Report, sentence } from "../bench/report.ts";
import { Complaint, run, script } from "../project/command.ts";
import { machine, table } from "../project/machine.ts";
import { root } from "../project/project.ts";
import { setup } from "./setup.ts";

await script(async () => {
  const { positionals, values } = arguments_();
  const directory = join(root, "bench");
  const all = existsSync(directory)
    ? (await readdir(directory)).filter((file) => file.endsWith(".bench.ts")).sort()
    : [];
  if (values.write && positionals.length > 0)
    throw new Complaint("--write makes the page of all programs, so name none.");
  const files = positionals.length === 0 ? all : positionals.map((name) => `${name}.bench.ts`);
  const missing = files.find((file) => !all.includes(file));
  if (missing !== undefined)
    throw new Complaint(`There is no bench/${missing}; there are: ${all.join(", ") || "none yet"}.`);
  await setup();
  const reports: Report[] = [];
  const scratch = await mkdtemp(join(tmpdir(), "bunhelm-bench-"));
  try {
    for (const file of files) {
      const told = join(scratch, `${file}.json`);
      const code = await run([process.execPath, join("bench", file)], { env: { BUNHELM_BENCH_REPORT: told } });
      if (code !== 0) return code;
      reports.push(await Bun.file(told).json());
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const results = { machine: [...(await machine()), new Date().toISOString().slice(0, 10)], reports };
  if (values.json !== undefined) await Bun.write(values.json, `${JSON.stringify(results, null, 2)}\n`);
  if (values.write) await Bun.write(join(root, "docs/benchmarks.md"), page(results));
  return 0;
});

function arguments_(): { positionals: string[]; values: { json?: string | undefined; write?: boolean | undefined } } {
  try {
    return parseArgs({ allowPositionals: true, options: { json: { type: "string" }, write: { type: "boolean" } } });
  } catch (error) {
    throw new Complaint(`${(error as Error).message} Usage: bun run bench [name ... | --write] [--json FILE]`);
  }
}

/** docs/benchmarks.md. */
function page({ machine, reports }: { machine: string[]; reports: Report[] }): string {
  const targets = reports.flatMap((report) => report.targets);
  const missed = targets.filter((target) => !isMet(target));
  return `<!-- Made by bun run bench --write. Do not edit. -->
# Benchmarks

bunhelm beside its rivals: plain Go, a program that uses the same SDK directly (bench/plain), and the
helm command, spawned. Rivals take turns within one run, so read the ratios: the times are those of a
machine that does other work too.

${machine.map((fact) => `- ${fact}`).join("\n")}

Targets: ${targets.length - missed.length} of ${targets.length} met in this run.

${targets.map((target) => `- ${sentence(target)}`).join("\n")}

${reports.map((report) => `## ${report.title}\n\n\`bun run bench ${report.name}\`. ${report.about}\n\n${table(report.columns, report.rows)}\n`).join("\n")}`;
}
