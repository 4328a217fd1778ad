// bun run soak [--operations N] [--seed N] [--write]: many operations of all kinds in one process, which
// must not grow. --write makes docs/soak.md of it.
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Complaint, script } from "../project/command.ts";
import { manifest, root } from "../project/project.ts";
import { head, page, problems, row } from "../soak/report.ts";
import { soak } from "../soak/run.ts";
import { TestCluster } from "../src/testing/index.ts";
import { setup } from "./setup.ts";

await script(async () => {
  const options = arguments_();
  await setup();
  console.log(`seed ${options.seed}`);
  await using cluster = await TestCluster.start({ audit: false });
  console.log(head.join("  "));
  const print = (cells: readonly string[]): void =>
    console.log(cells.map((cell, i) => cell.padStart(head[i]?.length ?? 0)).join("  "));
  const soaked = await soak(cluster, options, (sample) => print(row(String(sample.done), sample)));
  print(row("before", soaked.before));
  print(row("after", soaked.after));
  const wrong = problems(soaked, options.operations >= 5000);
  for (const problem of wrong) console.error(problem);
  if (options.write) {
    const facts = [
      `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
      `bunhelm ${manifest.version}, Bun ${Bun.version}, ${new Date().toISOString().slice(0, 10)}`,
    ];
    await Bun.write(join(root, "docs/soak.md"), page(soaked, options, facts));
  }
  return wrong.length === 0 ? 0 : 1;
});

function arguments_(): { operations: number; seed: number; write: boolean } {
  const usage = "Usage: bun run soak [--operations N] [--seed N] [--write]";
  try {
    const { values } = parseArgs({
      options: { operations: { type: "string" }, seed: { type: "string" }, write: { type: "boolean" } },
    });
    const operations = Number(values.operations ?? 10_000);
    const seed = Number(values.seed ?? Date.now() % 1_000_000);
    if (!Number.isInteger(operations) || operations < 10 || !Number.isInteger(seed)) throw new Error("Not a number.");
    return { operations, seed, write: values.write ?? false };
  } catch (error) {
    throw new Complaint(`${(error as Error).message} ${usage}`);
  }
}
