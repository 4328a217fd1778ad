// Where things are and which versions hold. Nothing here runs anything.
import { join } from "node:path";

export const root: string = join(import.meta.dir, "..");
export const platform: string = `${process.platform}-${process.arch}`;

interface Manifest {
  version: string;
  engines: { bun: string };
  repository?: { type: string; url: string };
  homepage?: string;
  bugs?: { url: string };
}

export const manifest: Manifest = await Bun.file(join(root, "package.json")).json();

/** The version that go/helm/go.mod requires of a module. */
export async function requiredVersion(module: string): Promise<string> {
  const text = await Bun.file(join(root, "go/helm/go.mod")).text();
  const line = text.split("\n").find((line) => line.trim().startsWith(`${module} v`));
  if (line === undefined) throw new Error(`go/helm/go.mod does not require ${module}`);
  return line.trim().split(/\s+/)[1] as string;
}
