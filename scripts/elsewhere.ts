// bun run elsewhere [musl] [arm64] [arguments of bun test]: what is tested on platforms that are not this machine's. On
// musl the tests, with Bun as it is on Alpine; on arm64 a round of calls, by emulation, compared with those here.
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { Complaint, capture, script } from "../project/command.ts";
import { root } from "../project/project.ts";
import { build } from "./build.ts";
import { startCluster } from "./cluster.ts";
import { add, type Counts, line } from "./counts.ts";
import { arm64, arm64Musl, bunFor, muslBun } from "./foreign.ts";
import { setup } from "./setup.ts";
import { runTests } from "./test.ts";

/** Runs tests in Bun for musl, whose engine is a child process. */
export async function testOnMusl(args: readonly string[]): Promise<Counts> {
  const bun = await muslBun();
  await using cluster = await startCluster();
  return await runTests(args, { BUNHELM_TEST_CLUSTER: cluster.description, BUNHELM_TEST_ROAD: "process" }, bun);
}

/** A way to run the round of lab/round.ts. */
interface Round {
  name: string;
  command: readonly string[];
  env?: Record<string, string>;
}

/** Runs the round on arm64: in Bun for it with either road, and with only the engine on it, with both C libraries. */
export async function testOnArm64(): Promise<Counts> {
  await build(["library"], "linux-arm64");
  const library = join(root, "lib/linux-arm64/libbunhelm.so");
  const emulator = await arm64();
  const bun = await bunFor("linux-aarch64");
  const here = [process.execPath, "lab/round.ts"];
  const wanted = await output({ name: "here", command: here });
  const rounds: Round[] = [
    { name: "the library in Bun for arm64", command: [...emulator, bun, "lab/round.ts"] },
    { name: "the engine of arm64 in a process", command: here, env: await engine("glibc", [...emulator, library]) },
    {
      name: "the engine of arm64 on musl",
      command: here,
      env: await engine("musl", [...(await arm64Musl()), library]),
    },
  ];
  const counts: Counts = { passed: 0, failed: 0 };
  for (const round of rounds) {
    const isSame = (await output(round)) === wanted;
    console.log(`${isSame ? "(pass)" : "(fail)"} ${round.name} gives what there is here`);
    counts[isSame ? "passed" : "failed"]++;
  }
  return counts;
}

/** The environment in which a command is the engine of a child process. */
async function engine(name: string, command: readonly string[]): Promise<Record<string, string>> {
  const file = join(root, ".build", `engine-${name}`);
  await Bun.write(file, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`);
  await chmod(file, 0o755);
  return { BUNHELM_LIBRARY: file };
}

async function output({ name, command, env }: Round): Promise<string> {
  const isolated = env === undefined ? [] : ["process"];
  const text = await capture([...command, ...isolated], { env: { ...process.env, ...env } });
  if (text === null) throw new Complaint(`${name}: ${command.join(" ")} failed.`);
  return text;
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
