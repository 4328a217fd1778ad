// The charts that Helm itself is tested with, and archives that nobody should have to read.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness.ts";

/** The source of the Helm that is linked. */
export async function helmSource(): Promise<string> {
  await using child = Bun.spawn(["go", "list", "-m", "-f", "{{.Dir}}", "helm.sh/helm/v4"], {
    cwd: join(root, "go/helm"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  return (await child.stdout.text()).trim();
}

const folders = [
  "pkg/cmd/testdata/testcharts",
  "pkg/action/testdata/charts",
  "pkg/chart/v2/lint/rules/testdata",
  "pkg/chart/v2/util/testdata",
  "pkg/chart/v2/loader/testdata",
];

/** Calls a function with the path of each of its charts, good and bad, a few at a time. Returns how many. */
export async function eachFixture(work: (path: string) => Promise<void>): Promise<number> {
  const source = await helmSource();
  const byName = new Map<string, string>(); // several folders have the same ones
  for (const folder of folders) {
    for (const name of readdirSync(join(source, folder))) {
      const path = join(source, folder, name);
      if (name.endsWith(".tgz") || existsSync(join(path, "Chart.yaml"))) byName.set(name, path);
    }
  }
  const queue = byName.values();
  const worker = async (): Promise<void> => {
    for (const path of queue) await work(path);
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
  return byName.size;
}

export interface Entry {
  name: string;
  /** @default "" */
  data?: string | Uint8Array;
  /** Makes it a symbolic link. */
  link?: string;
}

const block = 512;

function header({ name, data = "", link }: Entry): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (text: string, at: number): void => void bytes.set(Buffer.from(text), at);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
  put(name, 0);
  put(octal(0o644, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(Buffer.byteLength(data as string), 12), 124);
  put(octal(0, 12), 136);
  put(" ".repeat(8), 148);
  put(link === undefined ? "0" : "2", 156);
  put(link ?? "", 157);
  put("ustar\x0000", 257);
  put(
    `${octal(
      bytes.reduce((sum, byte) => sum + byte, 0),
      7,
    )} `,
    148,
  );
  return bytes;
}

/** A gzipped tar archive of anything: names and links are written as they are. */
export function archive(entries: Iterable<Entry>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? "");
    parts.push(header({ ...entry, data }), data, new Uint8Array((block - (data.length % block)) % block));
  }
  return Bun.gzipSync(Buffer.concat([...parts, new Uint8Array(2 * block)]), { level: 1 });
}

/** Chart.yaml of a chart "hostile". */
export const chartYaml: Entry = { name: "hostile/Chart.yaml", data: "apiVersion: v2\nname: hostile\nversion: 1.0.0\n" };
