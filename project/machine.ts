// What measured figures depend on, in words.
import { cpus, totalmem } from "node:os";
import { capture } from "./command.ts";
import { manifest, requiredVersion } from "./project.ts";

/** The machine and the versions, a line for each. */
export async function machine(): Promise<string[]> {
  const go = await capture(["go", "env", "GOVERSION"]);
  return [
    `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    `bunhelm ${manifest.version}, Bun ${Bun.version}, ${go?.trim() ?? "Go"}`,
    `Helm ${await requiredVersion("helm.sh/helm/v4")}`,
  ];
}

/** A table in Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}
