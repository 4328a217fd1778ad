import type { DroppedEvent, HelmEvent } from "./wire.gen.ts";

const limit = 1024;

/** The newest events of an operation, each kept as JSON until it is read. */
export class EventLog {
  readonly #heads: string[] = [];
  /** How many had happened before each: one that stands for dropped ones counts as those. */
  readonly #before: number[] = [];
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  #happened = 0;
  #hasEnded = false;

  push(head: string): void {
    const place = this.#count++ % limit;
    this.#heads[place] = head;
    this.#before[place] = this.#happened;
    this.#happened += head.startsWith('{"type":"dropped"') ? (JSON.parse(head) as DroppedEvent).count : 1;
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Gives every event from the oldest that is kept; ends, or throws, as `operation` does. */
  async *read(operation: Promise<unknown>): AsyncGenerator<HelmEvent, void, undefined> {
    for (let next = 0, told = 0; ; ) {
      if (next < this.#count - limit) {
        next = this.#count - limit;
        const count = this.#happenedBefore(next) - told;
        told += count;
        yield { type: "dropped", at: new Date().toISOString(), count };
      } else if (next < this.#count) {
        const head = this.#heads[next++ % limit] as string;
        told = this.#happenedBefore(next);
        yield JSON.parse(head) as HelmEvent;
      } else if (this.#hasEnded) {
        await operation;
        return;
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  #happenedBefore(index: number): number {
    return index < this.#count ? (this.#before[index % limit] as number) : this.#happened;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
