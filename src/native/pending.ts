import { messageOf } from "../error.ts";
import type { LogReceiver, Receiver } from "../transport.ts";
import { kind } from "./abi.gen.ts";

/** A record that Go sends about an operation. */
export interface EngineRecord {
  readonly id: number;
  readonly kind: number;
  /** JSON. */
  readonly head: string;
  /** Valid only until the function that receives the record returns. */
  readonly body: Uint8Array;
}

/** The operations whose records are awaited, and who receives them. */
export class Pending {
  readonly #receivers = new Map<number, Receiver>();
  readonly #logs = new Set<LogReceiver>();
  readonly #cancel: (id: number, reason: string) => void;
  readonly #rest: () => void;

  /** cancel: asks an operation to stop. rest: called when none is pending any more. */
  constructor(cancel: (id: number, reason: string) => void, rest: () => void) {
    this.#cancel = cancel;
    this.#rest = rest;
  }

  get size(): number {
    return this.#receivers.size;
  }

  /** The numbers of the operations. */
  get ids(): Iterable<number> {
    return this.#receivers.keys();
  }

  has(id: number): boolean {
    return this.#receivers.has(id);
  }

  add(id: number, receiver: Receiver): void {
    this.#receivers.set(id, receiver);
  }

  remove(id: number): void {
    this.#receivers.delete(id);
    if (this.#receivers.size === 0) this.#rest();
  }

  /** Passes a record on to its receiver; one without an operation is a log line. */
  receive(record: EngineRecord): void {
    if (record.id === 0) {
      for (const log of this.#logs) log(record.head);
      return;
    }
    const receiver = this.#receivers.get(record.id);
    if (receiver === undefined) return;
    try {
      switch (record.kind) {
        case kind.result:
          this.remove(record.id);
          return receiver.result(record.head, record.body);
        case kind.error:
          this.remove(record.id);
          return receiver.error(record.head, record.body);
        case kind.part:
          return receiver.part(record.head, record.body);
        case kind.event:
          return receiver.event(record.head);
        case kind.ask:
          receiver.ask(record.head, record.body).catch((error: unknown) => this.#giveUp(record.id, receiver, error));
      }
    } catch (error) {
      this.#giveUp(record.id, receiver, error);
    }
  }

  /** Receives log lines that belong to no operation; returns a function that stops that. */
  onLog(receiver: LogReceiver): () => void {
    this.#logs.add(receiver);
    return () => this.#logs.delete(receiver);
  }

  /** Fails all operations. */
  failAll(error: unknown): void {
    const receivers = [...this.#receivers.values()];
    this.#receivers.clear();
    this.#rest();
    for (const receiver of receivers) receiver.fail(error);
  }

  /** Fails an operation of which Go may know nothing yet. */
  #giveUp(id: number, receiver: Receiver, error: unknown): void {
    receiver.fail(error);
    this.#cancel(id, messageOf(error));
  }
}
