// bun run bench [name ...]: runs the programs of bench/, one after the other.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Complaint, run, script } from "./command.ts";
import { root } from "./project.ts";
import { setup } from "./setup.ts";

await script(async () => {
  const directory = join(root, "bench");
  const all = existsSync(directory)
    ? (await readdir(directory)).filter((file) => file.endsWith(".bench.ts")).sort()
    : [];
  const wanted = process.argv.slice(2);
  const files = wanted.length === 0 ? all : wanted.map((name) => `${name}.bench.ts`);
  const missing = files.find((file) => !all.includes(file));
  if (missing !== undefined)
    throw new Complaint(`There is no bench/${missing}; there are: ${all.join(", ") || "none yet"}.`);
  await setup();
  for (const file of files) {
    const code = await run([process.execPath, join("bench", file)]);
    if (code !== 0) return code;
  }
  return 0;
});
