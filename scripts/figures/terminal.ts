// Runs a program in a terminal, and says what is on its screen at each moment.
import { Terminal } from "@xterm/headless";

/** A piece of a line in one style. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** The colour's number in a terminal; undefined is the normal one. */
  readonly color: number | undefined;
  readonly isBold: boolean;
  readonly isDim: boolean;
}

/** What a line of the screen shows from one moment to another, in seconds. */
export interface Shown {
  readonly line: number;
  readonly runs: readonly Run[];
  readonly from: number;
  readonly until: number;
}

/** What a program has written, with the second of each piece. */
export type Recording = readonly (readonly [second: number, text: string])[];

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Runs a program in a terminal until it ends. */
export async function record(command: readonly string[], env: Record<string, string>, size: Size): Promise<Recording> {
  const pieces: [number, string][] = [];
  const decoder = new TextDecoder();
  const start = performance.now();
  const child = Bun.spawn([...command], {
    env: { ...process.env, NO_COLOR: undefined, ...env, TERM: "xterm-256color" },
    terminal: {
      ...size,
      data: (_, data) => void pieces.push([(performance.now() - start) / 1000, decoder.decode(data, { stream: true })]),
    },
  });
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} has failed:\n${pieces.at(-1)?.[1]}`);
  return pieces;
}

/** A recording whose time begins when a text is written; what was written before is there from its beginning. */
export function beginAt(recording: Recording, text: string): Recording {
  const begin = recording.find(([, written]) => written.includes(text))?.[0];
  if (begin === undefined) throw new Error(`${JSON.stringify(text)} was never written`);
  return recording.map(([second, written]) => [Math.max(0, second - begin), written]);
}

/** The lines of the screen over time; the last ones stay for `hold` seconds. interval: how often it is looked at. */
export async function linesOf(recording: Recording, size: Size, interval: number, hold: number): Promise<Shown[]> {
  const terminal = new Terminal({ ...size, allowProposedApi: true });
  const shown: Shown[] = [];
  const open: { key: string; runs: Run[]; from: number }[] = [];
  const look = (now: number): void => {
    for (let line = 0; line < size.rows; line++) {
      const runs = runsOf(terminal, line);
      const key = JSON.stringify(runs);
      const before = open[line];
      if (before?.key === key) continue;
      if (before !== undefined && before.runs.length > 0) shown.push({ ...before, line, until: now });
      open[line] = { key, runs, from: now };
    }
  };
  let next = 0;
  for (const [second, text] of recording) {
    for (; second >= next; next += interval) look(next);
    await new Promise<void>((resolve) => terminal.write(text, resolve));
  }
  look(next);
  const end = next + hold;
  for (const [line, { runs, from }] of open.entries())
    if (runs.length > 0) shown.push({ line, runs, from, until: end });
  return shown.map(({ line, runs, from, until }) => ({ line, runs, from, until }));
}

function runsOf(terminal: Terminal, row: number): Run[] {
  const buffer = terminal.buffer.active;
  const line = buffer.getLine(buffer.baseY + row);
  const runs: Run[] = [];
  if (line === undefined) return runs;
  const { length } = line.translateToString(true);
  for (let column = 0; column < length; column++) {
    const cell = line.getCell(column);
    if (cell === undefined) continue;
    const color = cell.isFgDefault() ? undefined : cell.getFgColor();
    const style = { color, isBold: cell.isBold() !== 0, isDim: cell.isDim() !== 0 };
    const last = runs.at(-1);
    const text = cell.getChars() || " ";
    const isSame = last && last.color === color && last.isBold === style.isBold && last.isDim === style.isDim;
    if (isSame) runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ column, text, ...style });
  }
  return runs.filter(({ text }) => text.trim() !== "");
}
