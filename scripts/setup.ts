// bun run setup: a fresh clone becomes one in which everything runs. A second time it does nothing.
import { join } from "node:path";
import { Complaint, run, script } from "../project/command.ts";
import { manifest, root } from "../project/project.ts";
import { build } from "./build.ts";
import type { TargetName } from "./targets.ts";

export async function setup(names?: readonly TargetName[]): Promise<void> {
  if (!Bun.semver.satisfies(Bun.version, manifest.engines.bun)) {
    throw new Complaint(
      `bunhelm needs Bun ${manifest.engines.bun}: this is ${Bun.version}. Run it with npx --yes bun@1.4.5.`,
    );
  }
  await install();
  await build(names);
}

/** Installs when the lock file is not the one that node_modules was made from. */
async function install(): Promise<void> {
  const stamp = Bun.file(join(root, "node_modules/.bunhelm"));
  const wanted = Bun.hash(await Bun.file(join(root, "bun.lock")).bytes()).toString(16);
  if ((await stamp.exists()) && (await stamp.text()) === wanted) return;
  const code = await run([process.execPath, "install", "--frozen-lockfile"]);
  if (code !== 0) throw new Complaint("bun install failed: see above.");
  await Bun.write(stamp, wanted);
}

if (import.meta.main) {
  await script(async () => {
    await setup();
    return 0;
  });
}
