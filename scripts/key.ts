// Content keys: what a build depends on, as one hash.
import { join } from "node:path";
import { capture } from "../project/command.ts";
import { root } from "../project/project.ts";
import type { Target } from "./targets.ts";
import { zigVersion } from "./zig.ts";

/** The key of a target as its sources are now. */
export async function keyOf(target: Target, goVersion: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  const asked = ["go", "env", "GOFLAGS", "CGO_CFLAGS", "CGO_LDFLAGS", "GOAMD64"];
  const environment = await capture(asked, { cwd: target.directory, env: target.env });
  const compiler = target.zig && [target.zig, zigVersion];
  const settings = JSON.stringify([target.env, compiler, target.args, goVersion, environment]).replaceAll(root, "");
  hash.update(settings);
  const files = new Set<string>();
  for (const pattern of target.sources) {
    for await (const file of new Bun.Glob(pattern).scan({ cwd: target.directory, onlyFiles: true })) files.add(file);
  }
  for (const file of [...files].filter((file) => !/(_test\.go|\.md)$/.test(file)).sort()) {
    hash.update(`\n${file}\n`);
    hash.update(await Bun.file(join(target.directory, file)).bytes());
  }
  return hash.digest("hex");
}

const keyFile = (target: Target): string => join(root, ".build", `${target.name}-${target.platform}.key`);

export async function isCurrent(target: Target, key: string): Promise<boolean> {
  const file = Bun.file(keyFile(target));
  return (await Bun.file(target.output).exists()) && (await file.exists()) && (await file.text()).trim() === key;
}

export async function remember(target: Target, key: string): Promise<void> {
  await Bun.write(keyFile(target), `${key}\n`);
}
