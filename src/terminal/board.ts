import type { HelmEvent } from "../types.gen.ts";
import { type Act, type Row, Scene } from "./scene.ts";
import { column, duration, fit, head, indented, type Span, verdict } from "./style.ts";
import type { Output, View, ViewOptions } from "./view.ts";

/** Rows of the terminal that lines do not have: those of the head and the cursor. */
const spare = 2;
const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const signs: Record<Row["state"], Span> = {
  written: ["·", "dim"],
  moving: ["·", "yellow"],
  done: ["✓", "green"],
  failed: ["✗", "red"],
  gone: ["–", "dim"],
};

/** For terminals: the rows stand still, what they say moves. */
export class Board implements View {
  static readonly #on = new WeakSet<object>();
  readonly #options: ViewOptions;
  readonly #scene = new Scene();
  readonly #start = performance.now();
  readonly #timer: Timer;
  readonly #update: ReturnType<typeof import("log-update").createLogUpdate>;
  #frame = 0;

  constructor(options: ViewOptions, { createLogUpdate }: typeof import("log-update")) {
    this.#options = options;
    Board.#on.add(options.output);
    this.#update = createLogUpdate(options.output as NodeJS.WritableStream, { showCursor: true }); // hiding it would take ^C from the program
    this.#timer = setInterval(() => this.#draw(this.#header()), 80);
    this.#timer.unref();
    this.#draw(this.#header());
  }

  /** Whether one is drawn there now. */
  static isOn(output: Output): boolean {
    return Board.#on.has(output);
  }

  show(event: HelmEvent): void {
    this.#scene.take(event);
  }

  succeed(summary: string): void {
    this.#scene.succeed();
    this.#end(true, summary, (this.#options.output.rows ?? Number.POSITIVE_INFINITY) - spare);
  }

  fail(_error: unknown, report: string): void {
    this.#scene.fail();
    this.#end(false, "failed", Number.POSITIVE_INFINITY);
    this.#options.output.write(`${indented(report, this.#size().width)}\n`);
  }

  /** Writes what stays in place of what was drawn, which log-update would cut to the height of the terminal. */
  #end(isDone: boolean, summary: string, most: number): void {
    clearInterval(this.#timer);
    Board.#on.delete(this.#options.output);
    const { width, color } = this.#size();
    const time = duration(performance.now() - this.#start);
    const first = fit(verdict(isDone, this.#options.title, time, summary), width, color);
    this.#update.clear();
    this.#update.done();
    this.#options.output.write(`${[first, ...this.#lines(most)].join("\n")}\n`);
  }

  #size(): { width: number; color: boolean } {
    return { width: (this.#options.output.columns ?? 80) - 1, color: this.#options.color };
  }

  #header(): Span[] {
    const frame = frames[this.#frame++ % frames.length] as string;
    const time = duration(performance.now() - this.#start);
    return head([frame, "cyan"], this.#options.title, time, this.#scene.doing);
  }

  /** The rows, and those that matter most where there are too many. */
  #lines(most: number): string[] {
    const { width, color } = this.#size();
    const names = Math.min(Math.max(18, Math.floor(width * 0.38)), 44); // as wide, whatever their names
    const lines = this.#scene.acts.flatMap((act) => linesOf(act, names, width));
    const drawn = lines.map(({ spans }) => fit(spans, width, color));
    const last = this.#scene.warnings.slice(-2).map((text) => fit([[`    ! ${text}`, "yellow"]], width, color));
    const room = Math.max(3, most - last.length - 1);
    if (drawn.length <= room) return [...drawn, ...last];
    const kept = new Set(
      lines
        .map(({ weight }, index) => ({ weight, index }))
        .sort((a, b) => a.weight - b.weight || b.index - a.index)
        .slice(0, room)
        .map(({ index }) => index),
    );
    const hidden = fit([[`    … ${drawn.length - room} more lines`, "dim"]], width, color);
    return [...drawn.filter((_, index) => kept.has(index)), hidden, ...last];
  }

  /** Writes all of it over what was there. */
  #draw(header: Span[]): void {
    const { width, color } = this.#size();
    this.#update([fit(header, width, color), ...this.#lines((this.#options.output.rows ?? 24) - spare)].join("\n"));
  }
}

interface Line {
  readonly spans: Span[];
  /** What matters most has the lowest. */
  readonly weight: number;
}

function linesOf({ title, rows }: Act, names: number, width: number): Line[] {
  const lines: Line[] = title === undefined ? [] : [{ spans: [[`  ${title}`, "bold"]], weight: 0 }];
  for (const row of rows.values()) {
    const { state, detail } = row;
    const weight = { failed: 0, moving: 1, written: 2, done: 3, gone: 3 }[state];
    const spans: Span[] = [
      ["    "],
      signs[state],
      [` ${column(row.name, names)} `, state === "gone" ? "dim" : "plain"],
      ...(width < 60 ? [] : [[`${row.what.padEnd(12)} `, "dim"] as Span]),
      [detail, state === "moving" ? "yellow" : state === "failed" ? "red" : "dim"],
    ];
    lines.push({ spans, weight });
    if (state !== "done")
      for (const text of row.log) lines.push({ spans: [[`      │ ${text}`, "dim"]], weight: weight + 1 });
  }
  return lines;
}
