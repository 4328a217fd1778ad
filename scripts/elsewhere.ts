// bun run elsewhere [musl] [arm64] [arguments of bun test]: what is tested on platforms that are not this machine's. On
// musl the tests, with Bun as it is on Alpine; on both a round of calls, by emulation on arm64, compared with those here.
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { Complaint, run, script } from "../project/command.ts";
import { root } from "../project/project.ts";
import { build } from "./build.ts";
import { startCluster } from "./cluster.ts";
import { add, type Counts, line } from "./counts.ts";
import { arm64, arm64Musl, bunFor, muslBun } from "./foreign.ts";
import { setup } from "./setup.ts";
import { runTests } from "./test.ts";

const program = "lab/round.ts";

/** A way to run the round. */
interface Round {
  name: string;
  command: readonly string[];
  /** The file of the engine, which then has a process of its own. */
  engine?: string;
}

/** Runs tests in Bun for musl, whose engine is a child process, and the round as an executable. */
export async function testOnMusl(args: readonly string[]): Promise<Counts> {
  const bun = await muslBun();
  const rounds = await compare([
    { name: "Bun for musl", command: [bun, program] },
    { name: "an executable for musl", command: [await compile("bun-linux-x64-musl")] },
  ]);
  await using cluster = await startCluster();
  const env = { BUNHELM_TEST_CLUSTER: cluster.description, BUNHELM_TEST_ROAD: "process" };
  return add(rounds, await runTests(args, env, bun));
}

/** Runs the round on arm64: all of it, as an executable, and with only the engine on it, on both C libraries. */
export async function testOnArm64(): Promise<Counts> {
  await build(["library"], "linux-arm64");
  const library = join(root, "lib/linux-arm64/libbunhelm.so");
  const emulator = await arm64();
  const here = [process.execPath, program];
  return compare([
    { name: "Bun for arm64", command: [...emulator, await bunFor("linux-aarch64"), program] },
    { name: "an executable for arm64", command: [...emulator, await compile("bun-linux-arm64")] },
    { name: "an engine for arm64", command: here, engine: await wrapper("glibc", [...emulator, library]) },
    {
      name: "an engine for arm64 on musl",
      command: here,
      engine: await wrapper("musl", [...(await arm64Musl()), library]),
    },
  ]);
}

/** Counts the rounds that print what the round in this Bun prints. */
async function compare(rounds: readonly Round[]): Promise<Counts> {
  const wanted = await output([process.execPath, program]);
  const counts: Counts[] = [];
  for (const round of rounds) {
    const isSame = (await output(round.command, round.engine)) === wanted;
    const result = `${isSame ? "(pass)" : "(fail)"} ${round.name} gives what this Bun gives`;
    console.log(result);
    counts.push({ passed: Number(isSame), failed: Number(!isSame), failures: isSame ? [] : [result] });
  }
  return add(...counts);
}

/** What a round prints, or why it prints nothing. */
async function output(command: readonly string[], engine?: string): Promise<string> {
  const args = engine === undefined ? [] : ["process"];
  const child = Bun.spawn([...command, ...args], {
    cwd: root,
    env: { ...process.env, ...(engine !== undefined && { BUNHELM_LIBRARY: engine }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const text = await child.stdout.text();
  return (await child.exited) === 0 ? text : `${command.join(" ")} failed`;
}

/** Compiles the round for a target of Bun, and returns the executable. */
async function compile(target: string): Promise<string> {
  const file = join(root, ".build", `round-${target}`);
  const command = [process.execPath, "build", "--compile", `--target=${target}`, program, "--outfile", file];
  if ((await run(command)) !== 0) throw new Complaint(`${program} does not compile for ${target}: see above.`);
  return file;
}

/** A file that is run as the engine and starts a command. */
async function wrapper(name: string, command: readonly string[]): Promise<string> {
  const file = join(root, ".build", `engine-${name}`);
  await Bun.write(file, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await chmod(file, 0o755);
  return file;
}

if (import.meta.main) {
  await script(async () => {
    const platforms = ["musl", "arm64"];
    const given = process.argv.slice(2);
    const args = given.filter((argument) => !platforms.includes(argument));
    const wanted = given.length > args.length ? given : platforms;
    await setup();
    const counts: Counts[] = [];
    if (wanted.includes("arm64")) counts.push(await testOnArm64());
    if (wanted.includes("musl")) counts.push(await testOnMusl(args));
    const total = add(...counts);
    console.log(line(total));
    return total.failed === 0 ? 0 : 1;
  });
}
