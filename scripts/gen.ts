// bun run gen [--check]: writes src/wire.gen.ts from the Go structs, or fails when it is stale.
import { join } from "node:path";
import { announce, Complaint, endWithUs, script } from "./command.ts";
import { root } from "./project.ts";
import { helmEnvironment, programFlags } from "./targets.ts";
import { toolchain } from "./toolchain.ts";

await script(async () => {
  await toolchain();
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
  const goal = Bun.file(join(root, "src/wire.gen.ts"));
  const before = (await goal.exists()) ? await goal.text() : "";
  if (text === before) return 0;
  if (!process.argv.includes("--check")) {
    await Bun.write(goal, text);
    console.log("wrote src/wire.gen.ts");
    return 0;
  }
  const fresh = text.split("\n");
  const stale = before.split("\n");
  const at = fresh.findIndex((line, index) => line !== stale[index]);
  throw new Complaint(
    `src/wire.gen.ts:${at + 1} is stale: run bun run gen.\n  is:     ${stale[at] ?? ""}\n  should: ${fresh[at] ?? ""}`,
  );
});
