// The library as a file.
import { libraryFile } from "../lab/internal.ts";
import { number } from "../lab/samples.ts";
import { report } from "./report.ts";
import { helmCommand } from "./rivals.ts";

async function sizes(file: string): Promise<{ raw: number; gzip: number }> {
  const bytes = await Bun.file(file).bytes();
  return { raw: bytes.length / 1e6, gzip: Bun.gzipSync(bytes, { level: 9 }).length / 1e6 };
}

const file = await libraryFile();
const nm = Bun.spawnSync(["nm", "-D", "--defined-only", "--format=just-symbols", file]);
if (!nm.success) throw new Error(`nm: ${nm.stderr}`);
const symbols = nm.stdout.toString().trim().split("\n");
const foreign = symbols.filter((symbol) => !symbol.startsWith("bunhelm_"));
const library = await sizes(file);
const command = await sizes(helmCommand);

await report({
  name: "size",
  title: "Size",
  about: `MB. The library shows ${symbols.length} symbols: ${symbols.join(", ")}.`,
  columns: ["file", "bytes", "gzip -9"],
  rows: [
    ["libbunhelm.so", number(library.raw), number(library.gzip)],
    ["helm command", number(command.raw), number(command.gzip)],
  ],
  targets: [
    { what: "the library", measured: library.raw, limit: 73, unit: "MB" },
    { what: "symbols that are not bunhelm_*", measured: foreign.length, limit: 0, unit: "" },
  ],
});
