import type { HelmEvent } from "../types.gen.ts";

/** What shows an operation. */
export interface View {
  /** Takes an event. */
  show(event: HelmEvent): void;
  /** Says in a sentence what has come of it. */
  succeed(summary: string): void;
  /** Says that it has failed, and all that is known. */
  fail(error: unknown, report: string): void;
}

/** Where lines go: a terminal, a pipe or a file. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface ViewOptions {
  readonly title: string;
  readonly color: boolean;
  readonly output: Output;
  /** Milliseconds without a line after which one says what is waited for. */
  readonly heartbeat: number;
}
