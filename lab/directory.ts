// Directories for a while, and what is in one.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TempDir extends Disposable {
  readonly path: string;
}

/** A directory with files in it that goes when the test ends. */
export function tempDir(files: Record<string, string> = {}): TempDir {
  const path = mkdtempSync(join(tmpdir(), "bunhelm-test-"));
  for (const [name, content] of Object.entries(files)) writeFile(join(path, name), content);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** What is in a directory: each file's path and the digest of its contents; directories end in "/". */
export function contents(directory: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) found[`${name}/`] = "";
    else found[name] = digest(readFileSync(path));
  }
  return found;
}

/** As Helm writes it. */
export function digest(bytes: Uint8Array): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}`;
}

function writeFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
