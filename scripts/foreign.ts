// Bun and the C libraries of platforms that are not this machine's: Alpine's musl, and arm64 by qemu. They come from
// npm, Debian and PyPI, once per machine.
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Complaint, must } from "../project/command.ts";
import { kept } from "./kept.ts";

/** Bun of this version for another platform, as npm calls it: "linux-aarch64-musl". */
export async function bunFor(platform: string): Promise<string> {
  const name = `@oven/bun-${platform}`;
  const directory = await kept(`bun-${platform}-${Bun.version}`, async (directory) => {
    await must(["npm", "pack", "--silent", "--pack-destination", directory, `${name}@${Bun.version}`]);
    const [archive] = await readdir(directory);
    await must(["tar", "-xzf", archive as string, "--strip-components=1"], { cwd: directory });
    await rm(join(directory, archive as string));
  });
  return join(directory, "bin/bun");
}

/** Installs what is not there yet of Debian's packages. */
async function install(files: readonly string[], packages: readonly string[]): Promise<void> {
  if (files.every((file) => existsSync(file))) return;
  const command = ["apt-get", "install", "--yes", "--no-install-recommends", ...packages];
  if (process.getuid?.() !== 0 || Bun.which("apt-get") === null)
    throw new Complaint(`${packages.join(", ")}: not installed (Debian: sudo ${command.join(" ")}).`);
  await must(["apt-get", "update", "--quiet"]);
  await must([...command, "--quiet"]);
}

const triplets: Readonly<Record<string, string>> = { amd64: "x86_64-linux-musl", arm64: "aarch64-linux-musl" };

/**
 * The directory of Debian 13's musl: that of Debian 12 crashes in the constructors of Bun's libraries. architecture: as
 * Debian calls it.
 */
async function muslFiles(architecture: string): Promise<string> {
  const libraries = `usr/lib/${triplets[architecture]}`;
  const all = await kept(`musl-${architecture}`, async (directory) => {
    const apt = await mkdtemp(join(tmpdir(), "bunhelm-apt-"));
    try {
      const [sources, lists] = [join(apt, "sources.list"), join(apt, "lists")]; // apt deletes what else is in lists
      const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
      await Bun.write(
        sources,
        `deb [arch=${architecture} signed-by=${keyring}] http://deb.debian.org/debian trixie main\n`,
      );
      await mkdir(join(lists, "partial"), { recursive: true });
      const options = [
        ...["-o", `Dir::Etc::sourcelist=${sources}`, "-o", "Dir::Etc::sourceparts=-"],
        ...["-o", `Dir::State::lists=${lists}`, "-o", `APT::Architectures::=${architecture}`],
        ...["-o", "APT::Sandbox::User=", "-o", "Acquire::Languages=none"],
        ...["-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"],
      ];
      await must(["apt-get", ...options, "--quiet", "update"]);
      await must(["apt-get", ...options, "--quiet", "download", `musl:${architecture}`], { cwd: directory });
      const [archive] = await readdir(directory);
      await must(["dpkg-deb", "--extract", archive as string, "."], { cwd: directory });
      await rm(join(directory, archive as string));
      await addStandardLibrary(join(directory, libraries), architecture);
    } finally {
      await rm(apt, { recursive: true, force: true });
    }
  });
  return join(all, libraries);
}

/** Bun needs the C++ library, of which the wheels of numpy for musl bring a copy. */
async function addStandardLibrary(directory: string, architecture: string): Promise<void> {
  const wheels = await mkdtemp(join(tmpdir(), "bunhelm-wheels-"));
  try {
    const platform = `musllinux_1_2_${architecture === "arm64" ? "aarch64" : "x86_64"}`;
    const wanted = ["--platform", platform, "--python-version", "3.11", "--only-binary=:all:", "--no-deps"];
    await must(["python3", "-m", "pip", "download", "--quiet", ...wanted, "--dest", wheels, "numpy==2.4.6"]);
    const [wheel] = await readdir(wheels);
    await must(["python3", "-m", "zipfile", "--extract", wheel as string, "."], { cwd: wheels });
    for (const library of await readdir(join(wheels, "numpy.libs"))) {
      const [name] = library.match(/^lib(?:stdc\+\+|gcc_s)/) ?? [];
      if (name === undefined) continue;
      // The first needs the second by the name that it has in the wheel.
      const goal = name === "libstdc++" ? "libstdc++.so.6" : library;
      await copyFile(join(wheels, "numpy.libs", library), join(directory, goal));
    }
  } finally {
    await rm(wheels, { recursive: true, force: true });
  }
}

/** Bun for musl, which runs here once musl's files are where it looks for them. */
export async function muslBun(): Promise<string> {
  const linker = "/lib/ld-musl-x86_64.so.1";
  const files = await muslFiles("amd64");
  if (!existsSync(linker)) {
    if (process.getuid?.() !== 0) throw new Complaint(`${linker} is missing: run this once as root.`);
    const goal = "/usr/lib/x86_64-linux-musl";
    await mkdir(goal, { recursive: true });
    for (const file of await readdir(files)) await copyFile(join(files, file), join(goal, file));
    await Bun.write("/etc/ld-musl-x86_64.path", `${goal}\n`);
    await copyFile(join(files, "libc.so"), linker);
    await chmod(linker, 0o755);
  }
  return bunFor("linux-x64-musl");
}

/** qemu's user emulation does not bear the signals by which Go interrupts computing goroutines: it then ends, on musl each time. */
const withoutSignals = ["-E", "GODEBUG=asyncpreemptoff=1"];

/** The command that runs a program for Linux on arm64: qemu's emulation, with the C library of Debian's cross compilers. */
export async function arm64(): Promise<readonly string[]> {
  const [emulator, files] = ["/usr/bin/qemu-aarch64-static", "/usr/aarch64-linux-gnu"];
  await install([emulator, files], ["qemu-user-static", "libc6-arm64-cross"]);
  return [emulator, ...withoutSignals, "-L", files];
}

/** The command that runs the dynamic linker of musl on arm64, given a program's file. */
export async function arm64Musl(): Promise<readonly string[]> {
  const [emulator] = await arm64();
  const files = await muslFiles("arm64");
  return [emulator as string, ...withoutSignals, "-E", `LD_LIBRARY_PATH=${files}`, join(files, "libc.so")];
}
