// A terminal's screen for a program that writes to it, and what stands there.
import { Writable } from "node:stream";
import { Terminal } from "@xterm/headless";

export class Screen extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows: number;
  readonly #terminal: Terminal;

  constructor(columns: number, rows = 40) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 1000 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#terminal.write(chunk, done);
  }

  /** All lines, those that have scrolled away too, without what differs from run to run. */
  async lines(): Promise<string[]> {
    await new Promise<void>((done) => this.#terminal.write("", done));
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i)?.translateToString(true) ?? "");
    return lines.map(steady).filter((line) => line !== "");
  }
}

/** A text without times, and without the names of pods. */
export function steady(text: string): string {
  return text
    .replaceAll(/ *\d+(\.\d)?s(?= |$)/g, "   0.0s")
    .replaceAll(/\d+m\d+s/g, "0m00s")
    .replaceAll(/-[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, "-POD")
    .trimEnd();
}
