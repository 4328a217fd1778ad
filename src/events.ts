import type { HelmEvent } from "./wire.gen.ts";

const limit = 1024;

/** The newest events of an operation, each kept as JSON until it is read. */
export class EventLog {
  readonly #heads: string[] = [];
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  #hasEnded = false;

  push(head: string): void {
    this.#heads[this.#count++ % limit] = head;
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Gives every event from the oldest that is kept; ends, or throws, as `operation` does. */
  async *read(operation: Promise<unknown>): AsyncGenerator<HelmEvent, void, undefined> {
    for (let next = 0; ; ) {
      const lost = this.#count - limit - next;
      if (lost > 0) {
        next += lost;
        yield { type: "dropped", at: new Date().toISOString(), count: lost };
      } else if (next < this.#count) {
        yield JSON.parse(this.#heads[next++ % limit] as string) as HelmEvent;
      } else if (this.#hasEnded) {
        await operation;
        return;
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
