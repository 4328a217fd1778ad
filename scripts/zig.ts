// The C compiler that the library is built with, on every machine the same: zig, as PyPI has it. It brings the C
// library's headers and stubs of each platform, of an old version too.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Complaint, run } from "../project/command.ts";

const version = "0.17.1";

/** The wheels, for the machines that build. */
const hashes: readonly string[] = [
  "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54", // Linux, x64
  "b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e", // Linux, arm64
  "09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23", // macOS, arm64
  "4e0b4b9c02b8d0d220e9948010f860b62ff11d96abb39762eca5fa2ef3f7bc97", // macOS, x64
];

/** Where it is, for all checkouts: it has 400 MB. */
const directory = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bunhelm-build", `zig-${version}`);

/** CC for a target of zig. */
export function zigCompiler(target: string): string {
  return `"${join(directory, "ziglang/zig")}" cc -target ${target}`;
}

/** Installs it, once. */
export async function installZig(): Promise<void> {
  if (existsSync(directory)) return;
  const python = Bun.which("python3") ?? Bun.which("python");
  const advice = "Building the library needs Python 3 with pip, which installs the C compiler zig";
  if (python === null) throw new Complaint(`${advice}: there is no python3 on PATH.`);
  const temporary = `${directory}.${process.pid}`;
  await mkdir(dirname(directory), { recursive: true });
  try {
    await mkdir(temporary);
    const requirements = join(temporary, "requirements.txt");
    const wheels = hashes.map((hash) => `--hash=sha256:${hash}`);
    await Bun.write(requirements, `ziglang==${version} ${wheels.join(" ")}\n`);
    const options = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore"];
    const wanted = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", requirements];
    const command = [python, "-m", "pip", "install", ...options, ...wanted, "--target", temporary];
    if ((await run(command)) !== 0) throw new Complaint(`${advice} (Debian, Ubuntu: apt-get install python3-pip).`);
    await rename(temporary, directory).catch((error) => {
      if (!existsSync(directory)) throw error; // another build has installed it meanwhile
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
