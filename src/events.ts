import type { DroppedEvent, HelmEvent } from "./wire.gen.ts";

const limit = 1024;
const characters = 4_000_000;

/** The newest events of an operation, each kept as JSON until it is read. */
export class EventLog {
  readonly #heads: string[] = [];
  /** How many had happened before each. A "dropped" event counts as those it stands for. */
  readonly #before: number[] = [];
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  /** The index of the oldest one kept. */
  #first = 0;
  /** The length of all that are kept, in characters. */
  #length = 0;
  #happened = 0;
  #hasEnded = false;

  push(head: string): void {
    this.#length += head.length;
    while (this.#first < this.#count && (this.#count - this.#first === limit || this.#length > characters)) {
      this.#drop();
    }
    const place = this.#count++ % limit;
    this.#heads[place] = head;
    this.#before[place] = this.#happened;
    // Go writes the type of an event first: pairs with encodeEvent in dispatch/encode.go.
    this.#happened += head.startsWith('{"type":"dropped"') ? (JSON.parse(head) as DroppedEvent).count : 1;
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** Yields every event from the oldest one kept; ends, or throws, as `operation` does. */
  async *read(operation: Promise<unknown>): AsyncGenerator<HelmEvent, void, undefined> {
    for (let next = 0, told = 0; ; ) {
      const at = Math.max(next, this.#first);
      if (at < this.#count) {
        // Taken before anything is yielded, since it may be dropped meanwhile.
        const head = this.#heads[at % limit] as string;
        const dropped = this.#happenedBefore(at) - told;
        next = at + 1;
        told = this.#happenedBefore(next);
        if (dropped > 0) yield { type: "dropped", at: new Date().toISOString(), count: dropped };
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

  #drop(): void {
    const place = this.#first++ % limit;
    this.#length -= (this.#heads[place] as string).length;
    this.#heads[place] = "";
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
