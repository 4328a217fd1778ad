// Archives that nobody should have to read.

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
