// bun run gen [--check]: writes what is generated, or fails when it is stale. src/wire.gen.ts, src/types.gen.ts,
// src/classes.gen.ts, docs/events.md, the tables of docs/errors.md and what each method of src/ rejects with come from
// the Go structs, docs/reference/ from them and the comments of src/, docs/cli.md from them and the helm command,
// src/native/abi.gen.ts from the C header, the figure of docs/architecture.md from the list of rooms, that of
// docs/releases.md from scripts/figures/states.ts, lib/*/package.json from the list of platforms.
import { join } from "node:path";
import { cliPage } from "../helm-cli/index.ts";
import { announce, Complaint, endWithUs, script } from "../project/command.ts";
import { helmEnvironment, programFlags } from "../project/flags.ts";
import { root } from "../project/project.ts";
import { abiModule } from "./abi.ts";
import { build } from "./build.ts";
import { classesModule, errorsPage } from "./errors.ts";
import { eventsPage } from "./events.ts";
import { statesFigure } from "./figures/states.ts";
import { hookHelm } from "./hooks.ts";
import { figure } from "./house.ts";
import { platformPackages } from "./platform-packages.ts";
import { publicTypes } from "./public.ts";
import { referencePages } from "./reference/index.ts";
import { withRejections } from "./rejects.ts";

async function wireTypes(): Promise<string> {
  await hookHelm();
  const command = ["go", "run", ...programFlags, "./cmd/typegen"];
  const cwd = join(root, "go/helm");
  announce(command, cwd);
  const child = Bun.spawn(command, {
    cwd,
    env: { ...process.env, ...helmEnvironment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = endWithUs(child);
  const text = await child.stdout.text();
  if ((await exited) !== 0) throw new Complaint("typegen failed: see above.");
  return text;
}

/** The page, with the figure in place of the first block of code. */
async function architecture(): Promise<string> {
  const page = await Bun.file(join(root, "docs/architecture.md")).text();
  return page.replace(/(?:^ {4}.*\n)+/m, () => `${figure()}\n`);
}

/** The page, with the figure of states in place of the first one. Helm's source is there once it is hooked. */
async function releases(): Promise<string> {
  const page = await Bun.file(join(root, "docs/releases.md")).text();
  const states = statesFigure(await Bun.file(join(root, ".build/helm-source/pkg/release/common/status.go")).text());
  if (!block.test(page)) throw new Complaint("docs/releases.md has no block of Mermaid for the states of a release.");
  return page.replace(block, () => states);
}

const block = /^```mermaid\n[\s\S]*?^```\n/m;

/** Writes a file that is not as it should be, or complains of it. */
async function settle(file: string, text: string): Promise<void> {
  const goal = Bun.file(join(root, file));
  const before = (await goal.exists()) ? await goal.text() : "";
  if (text === before) return;
  if (!process.argv.includes("--check")) {
    await Bun.write(goal, text);
    console.log(`wrote ${file}`);
    return;
  }
  const fresh = text.split("\n");
  const stale = before.split("\n");
  const at = fresh.findIndex((line, index) => line !== stale[index]);
  throw new Complaint(
    `${file}:${at + 1} is stale: run bun run gen.\n  is:     ${stale[at] ?? ""}\n  should: ${fresh[at] ?? ""}`,
  );
}

await script(async () => {
  const wire = await wireTypes();
  await settle("src/wire.gen.ts", wire);
  await settle("src/types.gen.ts", publicTypes(wire));
  await settle("src/classes.gen.ts", await classesModule());
  await settle("docs/events.md", eventsPage(wire));
  for (const group of ["releases", "charts", "dependencies", "repositories", "registry"]) {
    const file = `src/${group}.ts`;
    await settle(file, withRejections(file, await Bun.file(join(root, file)).text(), wire));
  }
  await settle("docs/errors.md", await errorsPage(await Bun.file(join(root, "docs/errors.md")).text(), wire));
  for (const [file, text] of await referencePages(wire)) await settle(file, text);
  await settle("src/native/abi.gen.ts", await abiModule());
  await settle("docs/architecture.md", await architecture());
  await settle("docs/releases.md", await releases());
  for (const [directory, text] of platformPackages()) await settle(`lib/${directory}/package.json`, text);
  await build(["helm"]);
  const { text, problems } = await cliPage(wire);
  await settle("docs/cli.md", text);
  if (problems.length > 0)
    throw new Complaint(`helm-cli/table.ts and the helm command disagree:\n  ${problems.join("\n  ")}`);
  return 0;
});
