// docs/cli.md from what the helm command says of itself and the types say of the calls.
import { join } from "node:path";
import { requiredVersion, root } from "../project/project.ts";
import { type Comparison, compare } from "./compare.ts";
import { askCli, type Cli } from "./help.ts";
import { Types } from "./options.ts";
import { page } from "./page.ts";

/** The types of src/, of which src/wire.gen.ts may be newer than the file. */
export async function readTypes(wire?: string): Promise<Types> {
  const read = (file: string): Promise<string> => Bun.file(join(root, "src", file)).text();
  return new Types([wire ?? (await read("wire.gen.ts")), await read("options.ts"), await read("call.ts")].join("\n"));
}

/** The document, and what in it neither a rule nor the table explains. */
export async function cliPage(wire?: string, cli?: Cli): Promise<{ text: string; problems: Comparison["problems"] }> {
  const comparison = compare(cli ?? (await askCli()), await readTypes(wire));
  return { text: page(comparison, await requiredVersion("helm.sh/helm/v4")), problems: comparison.problems };
}
