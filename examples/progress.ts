// What a person sees of an operation while it runs: a board that updates in place in a terminal,
// and a line for each event elsewhere. It is drawn from the operation's events alone.
import type { HelmEvent, OperationPhase, ResourceRef } from "bunhelm";

/** Shows one step. */
export interface Progress {
  /** Takes an event of the operation: what `onEvent` is given. */
  show(event: HelmEvent): void;
  /** Replaces the moving parts by how it has ended, in a sentence. */
  end(isDone: boolean, summary: string): void;
}

/** Begins to show a step under a title. */
export function watch(title: string): Progress {
  return isTerminal ? new Board(title) : new Lines(title);
}

type Style = "plain" | "bold" | "dim" | "green" | "red" | "yellow" | "cyan";
type Span = readonly [text: string, style?: Style];

const { stdout } = process;
const isTerminal = stdout.isTTY === true && process.env.TERM !== "dumb";
const hasColor = isTerminal && !process.env.NO_COLOR;
const codes: Record<Style, number> = { plain: 0, bold: 1, dim: 2, green: 32, red: 31, yellow: 33, cyan: 36 };

/** Text in a colour, where there are colours. */
export function paint(text: string, style: Style = "plain"): string {
  return hasColor && style !== "plain" && text !== "" ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
}

/** The line that says how a step has ended. */
export function verdict(isDone: boolean, title: string, summary: string, seconds = ""): Span[] {
  return head(isDone ? ["✓", "green"] : ["✗", "red"], title, seconds, summary);
}

function head(sign: Span, title: string, seconds: string, text: string): Span[] {
  return [sign, [` ${title.padEnd(12)}`, "bold"], [`${seconds.padStart(5)}  `, "dim"], [text]];
}

/** Prints one line of spans. */
export function print(...spans: Span[]): void {
  console.log(spans.map(([text, style]) => paint(text, style)).join(""));
}

/** Prints text below a step; what is too long for the terminal goes on under its own beginning. */
export function printNote(text: string): void {
  const margin = " ".repeat(6 + Bun.stripANSI(text).search(/\S|$/));
  const lines = isTerminal
    ? Bun.wrapAnsi(text.trimStart(), stdout.columns - margin.length - 1, { hard: true })
    : text.trimStart();
  for (const line of lines.split("\n")) print([margin + line]);
}

const phases: Record<OperationPhase, string> = {
  load: "reading the chart",
  connect: "connecting",
  render: "rendering",
  "post-render": "post-rendering",
  build: "checking the manifest",
  store: "writing the record",
  hook: "running hooks",
  apply: "writing objects",
  wait: "waiting until all are ready",
  delete: "deleting",
  repair: "putting the record in order",
};

const name = ({ kind, name }: ResourceRef): string => `${kind}/${name}`;
const isReady = (status: string): boolean => status === "Current" || status === "Succeeded";

/** Counts seconds from its creation. */
class Clock {
  readonly #start = performance.now();

  get text(): string {
    return `${((performance.now() - this.#start) / 1000).toFixed(1)}s`;
  }
}

/** For pipes, files and terminals that cannot move the cursor. */
class Lines implements Progress {
  readonly #title: string;
  readonly #clock = new Clock();
  #record = "";

  constructor(title: string) {
    this.#title = title;
    print([title]);
  }

  show(event: HelmEvent): void {
    const text = this.#text(event);
    if (text) print([`  ${this.#clock.text.padStart(5)}  ${text}`]);
  }

  end(isDone: boolean, summary: string): void {
    print(...verdict(isDone, this.#title, summary, this.#clock.text));
  }

  #text(event: HelmEvent): string | undefined {
    switch (event.type) {
      case "phase":
        return event.phase === "wait" ? `waiting for ${count(event.resources ?? 0, "object")}` : undefined;
      case "resource":
        return `${name(event)} ${event.action}`;
      case "readiness":
        return `${name(event)} ${isReady(event.status) ? "ready" : `not ready: ${event.message ?? event.status}`}`;
      case "hook":
        return `${event.event} hook ${name(event.hook)} ${event.status}`;
      case "hookLog":
        return `${name(event.hook)} | ${event.line}`;
      case "record": {
        const before = this.#record;
        this.#record = `revision ${event.revision} is ${event.status}`;
        return before === this.#record ? undefined : this.#record;
      }
      case "download":
        return `${event.from === "cache" ? "took" : "fetched"} ${event.name ?? event.url} ${event.version ?? ""}`.trimEnd();
      case "warning":
        return `warning: ${event.message}`;
      case "dropped":
        return `${event.count} events were dropped`;
    }
    return undefined;
  }
}

/** One hook or object on the board. */
interface Row {
  readonly name: string;
  state: "moving" | "done" | "failed" | "gone";
  /** created, configured, or the hook's event. */
  what: string;
  /** What it waits for. */
  detail: string;
  /** The newest lines of a hook's log. */
  readonly log: string[];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const signs: Record<Row["state"], Span> = {
  moving: ["·", "yellow"],
  done: ["✓", "green"],
  failed: ["✗", "red"],
  gone: ["–", "dim"],
};
const keptLog = 3;
const cursor = { hide: "\x1b[?25l", show: "\x1b[?25h" };

if (isTerminal) process.on("exit", () => stdout.write(cursor.show));

/** For terminals: the rows stand still, what they say moves. */
class Board implements Progress {
  readonly #title: string;
  readonly #clock = new Clock();
  readonly #hooks = new Map<string, Row>();
  readonly #objects = new Map<string, Row>();
  readonly #timer: Timer;
  #phase: OperationPhase | undefined;
  #revision = 0;
  #isRollback = false;
  #frame = 0;
  #drawn = 0;

  constructor(title: string) {
    this.#title = title;
    this.#timer = setInterval(() => this.#draw(this.#header()), 80);
    this.#draw(this.#header());
  }

  show(event: HelmEvent): void {
    switch (event.type) {
      case "phase":
        this.#phase = event.phase;
        break;
      case "record":
        this.#takeRecord(event.revision, event.status);
        break;
      case "resource":
        this.#takeAction(name(event), event.action);
        break;
      case "readiness": {
        const row = rowOf(this.#objects, event);
        row.state = isReady(event.status) ? "done" : event.status === "Failed" ? "failed" : "moving";
        row.detail = isReady(event.status) ? "ready" : (event.message ?? event.status);
        break;
      }
      case "hook": {
        const row = rowOf(this.#hooks, event.hook);
        if (event.status === "started") row.log.length = 0;
        row.state = ({ started: "moving", succeeded: "done", failed: "failed" } as const)[event.status];
        row.what = event.event;
        row.detail = event.status;
        break;
      }
      case "hookLog": {
        const { log } = rowOf(this.#hooks, event.hook);
        log.push(event.line);
        if (log.length > keptLog) log.shift();
        break;
      }
      default:
        return;
    }
    this.#draw(this.#header());
  }

  end(isDone: boolean, summary: string): void {
    clearInterval(this.#timer);
    if (!isDone) for (const row of this.#objects.values()) if (row.state === "moving") row.state = "failed";
    this.#draw(verdict(isDone, this.#title, summary, this.#clock.text));
    stdout.write(cursor.show);
  }

  /** A later revision within one operation is its rollback. */
  #takeRecord(revision: number, status: string): void {
    if (revision <= this.#revision) return;
    this.#revision = revision;
    if (status !== "pending-rollback") return;
    this.#isRollback = true;
    for (const row of this.#objects.values()) Object.assign(row, { what: "", detail: "", state: "moving" });
  }

  #takeAction(key: string, action: string): void {
    if (this.#hooks.has(key)) return; // its own row says how it is doing
    const row = rowOf(this.#objects, key);
    row.what = action;
    row.detail = "";
    row.state = action === "deleted" ? "gone" : "moving";
  }

  #header(): Span[] {
    const frame = frames[this.#frame++ % frames.length] as string;
    return head([frame, "cyan"], this.#title, this.#clock.text, this.#doing());
  }

  #doing(): string {
    if (this.#phase === undefined) return "";
    const objects = [...this.#objects.values()];
    const ready = `, ${objects.filter(({ state }) => state === "done").length} of ${objects.length}`;
    const text = phases[this.#phase] + (this.#phase === "wait" ? ready : "");
    return this.#isRollback ? `rolling back: ${text}` : text;
  }

  #lines(): Span[][] {
    const rows = [...this.#hooks.values(), ...this.#objects.values()];
    const width = Math.max(...rows.map((row) => row.name.length));
    return rows.flatMap(({ name, state, what, detail, log }) => [
      [
        ["    "],
        signs[state],
        [` ${name.padEnd(width + 2)}`, state === "gone" ? "dim" : "plain"],
        [what.padEnd(13), "dim"],
        [detail, state === "moving" ? "yellow" : state === "failed" ? "red" : "dim"],
      ],
      ...log.map((line): Span[] => [[`      │ ${line}`, "dim"]]),
    ]);
  }

  /** Writes the whole board over the former one, at once. */
  #draw(header: Span[]): void {
    const { columns = 80, rows = 24 } = stdout;
    const lines = [header, ...this.#lines()].slice(0, rows - 1);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    const text = lines.map((line) => `\x1b[2K${fit(line, columns - 1)}\n`).join("");
    stdout.write(`${cursor.hide}\r${up}${text}\x1b[J`);
    this.#drawn = lines.length;
  }
}

function rowOf(rows: Map<string, Row>, of: ResourceRef | string): Row {
  const key = typeof of === "string" ? of : name(of);
  let row = rows.get(key);
  if (row === undefined) {
    row = { name: key, state: "moving", what: "", detail: "", log: [] };
    rows.set(key, row);
  }
  return row;
}

/** Spans cut to a width: a line that wraps could not be drawn over. */
function fit(spans: Span[], width: number): string {
  let left = width;
  let line = "";
  for (const [text, style] of spans) {
    const cut = text.length > left ? `${text.slice(0, Math.max(0, left - 1))}…` : text;
    if (left > 0) line += paint(cut, style);
    left -= text.length;
  }
  return line;
}
