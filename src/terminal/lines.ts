import type { HelmEvent } from "../types.gen.ts";
import { isReady, named, Scene } from "./scene.ts";
import { duration, fit, indented, type Span, type Style, verdict } from "./style.ts";
import type { View, ViewOptions } from "./view.ts";

/** For pipes, files, CI, and terminals that cannot move the cursor: a line for each event. */
export class Lines implements View {
  readonly #options: ViewOptions;
  readonly #scene = new Scene();
  readonly #start = performance.now();
  readonly #timer: Timer | undefined;
  #last = performance.now();
  #record = "";

  constructor(options: ViewOptions, hasHead = true) {
    this.#options = options;
    if (options.heartbeat > 0) {
      this.#timer = setInterval(() => this.#beat(), Math.min(options.heartbeat, 1000));
      this.#timer.unref();
    }
    if (hasHead) this.#write([[options.title, "bold"]]);
  }

  show(event: HelmEvent): void {
    this.#scene.take(event);
    const [text, style] = this.#text(event) ?? [];
    if (text !== undefined)
      this.#write([
        [`  ${this.#time.padStart(5)}  `, "dim"],
        [text, style ?? "plain"],
      ]);
  }

  succeed(summary: string): void {
    clearInterval(this.#timer);
    this.#write(verdict(true, this.#options.title, this.#time, summary));
  }

  fail(_error: unknown, report: string): void {
    clearInterval(this.#timer);
    this.#write(verdict(false, this.#options.title, this.#time, "failed"));
    this.#options.output.write(`${indented(report, this.#options.output.columns)}\n`);
  }

  get #time(): string {
    return duration(performance.now() - this.#start);
  }

  /** That it still runs, and what is waited for. */
  #beat(): void {
    if (performance.now() - this.#last < this.#options.heartbeat) return;
    const [first, ...more] = this.#scene.waiting;
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    const what = first === undefined ? this.#scene.doing : `${first.name}${others}: ${first.detail || first.what}`;
    this.#write([
      [`  ${this.#time.padStart(5)}  `, "dim"],
      [`still ${first === undefined ? what : `waiting for ${what}`}`, "dim"],
    ]);
  }

  #write(spans: readonly Span[]): void {
    this.#last = performance.now();
    const { output, color } = this.#options;
    output.write(`${fit(spans, Number.POSITIVE_INFINITY, color)}\n`);
  }

  #text(event: HelmEvent): [text: string, style?: Style] | undefined {
    switch (event.type) {
      case "phase":
        if (event.phase !== "wait") return undefined;
        return [`waiting for ${event.resources} ${event.resources === 1 ? "object" : "objects"}`, "dim"];
      case "resource":
        return [`${named(event)} ${event.action}`];
      case "readiness":
        if (isReady(event.status)) return [`${named(event)} ready`, "green"];
        return [
          `${named(event)} not ready: ${event.message ?? event.status}`,
          event.status === "Failed" ? "red" : "yellow",
        ];
      case "hook":
        return [
          `${event.event} hook ${named(event.hook)} ${event.status}`,
          event.status === "failed" ? "red" : "plain",
        ];
      case "hookLog":
        return [`${named(event.hook)} | ${event.line}`, "dim"];
      case "record": {
        const before = this.#record;
        this.#record = `revision ${event.revision} is ${event.status}`;
        return before === this.#record ? undefined : [this.#record];
      }
      case "download":
        return [
          `${event.from === "cache" ? "took" : "fetched"} ${event.name ?? event.url} ${event.version ?? ""}`.trimEnd(),
        ];
      case "warning":
        return [`warning: ${event.message}`, "yellow"];
      case "dropped":
        return [`${event.count} events were dropped`, "dim"];
    }
    return undefined;
  }
}
