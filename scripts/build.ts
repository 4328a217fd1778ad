// bun run build [library] [testcluster] [helm] [program] [--platform=NAME]: builds what is missing or has changed, for the
// platform of this machine or another one.
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { announce, Complaint, capture, endWithUs, script } from "../project/command.ts";
import { lines } from "../project/lines.ts";
import { platform as ownPlatform, root } from "../project/project.ts";
import { hookHelm } from "./hooks.ts";
import { inspect } from "./inspect.ts";
import { isCurrent, keyOf, remember } from "./key.ts";
import { Progress } from "./progress.ts";
import { type Target, type TargetName, targets } from "./targets.ts";
import { goVersion } from "./toolchain.ts";
import { installZig, zigCompiler } from "./zig.ts";

export async function build(names?: readonly TargetName[], platform: string = ownPlatform): Promise<void> {
  const go = await goVersion();
  await hookHelm();
  for (const target of await targets(platform)) {
    if (names !== undefined && !names.includes(target.name)) continue;
    const key = await keyOf(target, go);
    if (await isCurrent(target, key)) continue;
    if (target.zig !== undefined) await installZig();
    await compile(target);
    if (target.name === "library") await inspect(target);
    await remember(target, key);
  }
}

/**
 * Builds beside the goal and moves it there, so that a running program keeps its file. The place is
 * this process's own: two builds may run at once.
 */
async function compile(target: Target): Promise<void> {
  const directory = join(root, ".build", `${target.name}-${target.platform}.${process.pid}`);
  await mkdir(directory, { recursive: true });
  try {
    await compileTo(join(directory, basename(target.output)), target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function compileTo(scratch: string, target: Target): Promise<void> {
  await mkdir(dirname(target.output), { recursive: true });
  const command = ["go", "build", "-v", ...target.args.slice(0, -1), "-o", scratch, target.args.at(-1) as string];
  announce(command, target.directory);
  using progress = new Progress(target.title);
  const child = Bun.spawn(command, {
    cwd: target.directory,
    env: { ...process.env, ...target.env, ...(target.zig !== undefined && { CC: zigCompiler(target.zig) }) },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const exited = endWithUs(child);
  countPackages(target).then(
    (count) => (progress.total = count),
    () => {}, // a signal, which ends the build too
  );
  const complaints: string[] = [];
  for await (const line of lines(child.stderr)) if (!progress.take(line)) complaints.push(line);
  const code = await exited;
  if (code !== 0)
    throw new Complaint(`${complaints.join("\n")}\nbuilding ${target.title} failed (go build: exit ${code})`);
  await chmod(scratch, 0o755); // the library is a program as well
  await rename(scratch, target.output);
  const size = (Bun.file(target.output).size / 1e6).toFixed(1);
  progress[Symbol.dispose]();
  console.log(`built ${relative(root, target.output)}: ${size} MB in ${progress.elapsed}`);
}

/** The tags decide which packages there are; go list takes no other flag of a build. */
async function countPackages(target: Target): Promise<number | undefined> {
  const at = target.args.indexOf("-tags");
  const command = ["go", "list", "-deps", ...target.args.slice(at, at + 2), target.args.at(-1) as string];
  return (await capture(command, { cwd: target.directory, env: target.env }))?.trim().split("\n").length;
}

if (import.meta.main) {
  const known = ["library", "testcluster", "helm", "program"];
  const option = "--platform=";
  await script(async () => {
    const given = process.argv.slice(2);
    const names = given.filter((argument) => !argument.startsWith(option));
    const platform = given.find((argument) => argument.startsWith(option))?.slice(option.length);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Complaint(`There is no ${unknown} to build; there are ${known.join(", ")}.`);
    await build(names.length === 0 ? undefined : (names as TargetName[]), platform);
    return 0;
  });
}
