import { styleText } from "node:util";

/** Text and how it looks. */
export type Style = "plain" | "bold" | "dim" | "green" | "red" | "yellow" | "cyan";
export type Span = readonly [text: string, style?: Style];

/** Text in a style, where there are colours. */
export function paint(text: string, style: Style, color: boolean): string {
  return color && style !== "plain" && text !== "" ? styleText(style, text, { validateStream: false }) : text;
}

/** A text of others, such as a log, without what would move the cursor or change colours. */
export const harmless = (text: string): string => Bun.stripANSI(text).replaceAll(/[^\P{Cc}\t\n]/gu, "");

/** Spans as one line that is no wider than that. */
export function fit(spans: readonly Span[], width: number, color: boolean): string {
  let left = width;
  let line = "";
  for (const [text, style = "plain"] of spans) {
    if (left <= 0) break;
    const flat = harmless(text).replaceAll(/\s*\n\s*|\t/g, " ");
    const size = Bun.stringWidth(flat);
    line += paint(size > left ? `${Bun.sliceAnsi(flat, 0, Math.max(0, left - 1))}…` : flat, style, color);
    left -= size;
  }
  return line.trimEnd();
}

/** A text that fills a column: one that is too long loses its middle. */
export function column(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  const half = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - half)}…${text.slice(text.length - half)}`;
}

/** A text below a line that it belongs to. What is wider goes on under its own beginning. */
export function indented(text: string, width: number | undefined): string {
  const lines = text.split("\n").flatMap((line) => {
    const margin = " ".repeat(4 + Bun.stripANSI(line).search(/\S|$/));
    const wrapped =
      width === undefined
        ? line.trim()
        : Bun.wrapAnsi(line.trim(), Math.max(20, width - margin.length), { hard: true });
    return wrapped.split("\n").map((part) => margin + part);
  });
  return lines.join("\n");
}

/** "1.2s", "2m05s" */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, "0")}s`;
}

/** The line at the head of an operation. */
export function head(sign: Span, title: string, time: string, text: string): Span[] {
  return [sign, [` ${title.padEnd(12)} `, "bold"], [`${time.padStart(5)}  `, "dim"], [text]];
}

/** The line that says how it has ended. */
export function verdict(isDone: boolean, title: string, time: string, summary: string): Span[] {
  return head(isDone ? ["✓", "green"] : ["✗", "red"], title, time, summary);
}
