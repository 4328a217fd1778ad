import type { LogReceiver, Receiver, Transport } from "../transport.ts";
import { channel } from "./channel.ts";
import type { LibrarySearch } from "./library.ts";

/** The transport through the library in this process, which all clients of this JavaScript context share. */
export class InProcess implements Transport {
  readonly #search: LibrarySearch;

  /** search: where to find the library, if it is not loaded yet. */
  constructor(search: LibrarySearch) {
    this.#search = search;
  }

  get isOpen(): boolean {
    return channel.isOpen;
  }

  /** The library never starts anew: what a client holds there ends with the client. */
  get era(): number {
    return 0;
  }

  call(id: number, head: string, body: Uint8Array, receiver: Receiver): void {
    channel.call(this.#search, id, head, body, receiver);
  }

  cancel(id: number, reason: string): void {
    channel.cancel(id, reason);
  }

  answer(ask: number, head: string, body: Uint8Array): void {
    channel.answer(ask, head, body);
  }

  onLog(receiver: LogReceiver): () => void {
    return channel.onLog(receiver);
  }

  /** What was loaded stays. */
  join(): () => void {
    return () => {};
  }
}
