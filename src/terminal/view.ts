import type { HelmEvent } from "../types.gen.ts";

/** What shows an operation. */
export interface View {
  /** Takes an event. */
  show(event: HelmEvent): void;
  /** Says how it has ended: in a sentence, and in all that is known if it has failed. */
  end(isDone: boolean, summary: string, report?: string): void;
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
