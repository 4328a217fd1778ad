import { version } from "../../package.json";
import { helmError } from "../error.ts";
import { type LogReceiver, outside, type Receiver } from "../transport.ts";
import type { LibrarySearch } from "./library.ts";
import { Pending } from "./pending.ts";
import { adopt, Descriptor, type OwnSocket, type SocketHandler } from "./socketpair.ts";
import { ChannelClosed, loadNative, type Native } from "./symbols.ts";

const turn = 2; // milliseconds: the longest that draining may hold up the event loop

interface OpenChannel {
  readonly native: Native;
  readonly number: number;
  readonly doorbell: OwnSocket;
  readonly descriptor: Descriptor;
}

/** How often the socket is checked while calls are pending, in ms: nothing else shows that it was closed. */
const lookEvery = 1000;

/** The pipe between this JavaScript context and Go. It opens at the first call. */
export class Channel {
  readonly #pending = new Pending(
    (id, reason) => this.cancel(id, reason),
    () => this.#rest(),
  );
  /** Calls to send, in order, once the library is loaded. */
  readonly #backlog: ((open: OpenChannel) => void)[] = [];
  #open: OpenChannel | undefined;
  #opening = false;
  #draining = false;
  #watch: Timer | undefined;

  /** Whether the library has been loaded. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Starts an operation. Exactly one of result, error and fail follows. */
  call(search: LibrarySearch, id: number, head: string, body: Uint8Array, receiver: Receiver): void {
    this.#look(); // a call through a closed socket would never be answered
    this.#pending.add(id, receiver);
    if (this.#pending.size === 1) this.#keepAlive();
    this.#send((open) => {
      try {
        open.native.call(open.number, id, head, body);
      } catch (error) {
        if (error instanceof ChannelClosed && open === this.#open) {
          // It was not sent, so it becomes the first call of a new channel.
          this.#pending.remove(id);
          this.#lost();
          this.call(search, id, head, body, receiver);
          return;
        }
        this.#pending.remove(id);
        receiver.fail(error);
      }
    });
    if (this.#open === undefined && !this.#opening) void outside(() => this.#openWith(search));
  }

  /** Asks an operation to stop. It still ends by itself. */
  cancel(id: number, reason: string): void {
    this.#look();
    if (this.#pending.has(id)) this.#send(({ native, number }) => native.cancel(number, id, reason));
  }

  /** Answers an ask. */
  answer(ask: number, head: string, body: Uint8Array): void {
    this.#open?.native.answer(this.#open.number, ask, head, body);
  }

  /** Receives log lines that belong to no operation; returns a function that stops that. */
  onLog(receiver: LogReceiver): () => void {
    return this.#pending.onLog(receiver);
  }

  #send(send: (open: OpenChannel) => void): void {
    if (this.#open === undefined) this.#backlog.push(send);
    else send(this.#open);
  }

  async #openWith(search: LibrarySearch): Promise<void> {
    this.#opening = true;
    try {
      const native = await loadNative(search);
      const { channel: number, fd } = native.open();
      const doorbell = await adopt(fd, this.#doorbellHandler(number));
      this.#open = { native, number, doorbell, descriptor: new Descriptor(fd) };
      for (const send of this.#backlog.splice(0)) send(this.#open);
      if (this.#pending.size === 0) doorbell.unref();
      else this.#keepAlive();
    } catch (error) {
      this.#failAll(error);
    } finally {
      this.#opening = false;
    }
  }

  #doorbellHandler(number: number): SocketHandler {
    return {
      data: () => this.#drain(),
      // This happens only when the context ends, or when other code closes the file descriptor.
      close: () => {
        if (this.#open?.number === number) this.#lost(); // unless it was lost before
      },
      error: (_, error) => reportError(error),
    };
  }

  #drain(): void {
    if (this.#draining || this.#open === undefined) return;
    const { native, number } = this.#open;
    const until = performance.now() + turn;
    while (this.#take(native, number)) {
      if (performance.now() < until) continue;
      this.#draining = true;
      setImmediate(() => {
        this.#draining = false;
        this.#drain();
      });
      return;
    }
  }

  #take(native: Native, number: number): boolean {
    try {
      return native.take(number, (record) => this.#pending.receive(record));
    } catch (error) {
      if (!(error instanceof ChannelClosed)) throw error;
      this.#lost();
      return false;
    }
  }

  /** Keeps the process alive while calls are pending, and checks that they can still be answered. */
  #keepAlive(): void {
    this.#open?.doorbell.ref();
    this.#watch ??= outside(() => setInterval(() => this.#look(), lookEvery));
    this.#watch.unref();
  }

  #rest(): void {
    this.#open?.doorbell.unref();
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #look(): void {
    if (this.#open !== undefined && !this.#open.descriptor.isThere) this.#lost();
  }

  /** Rejects pending calls, which can no longer be answered. The next call opens a new channel. */
  #lost(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#rest();
    this.#open = undefined;
    const message =
      "the channel to the library was closed: other code in this process closes file descriptors that it did not open";
    for (const id of this.#pending.ids) open.native.cancel(open.number, id, message);
    this.#failAll(helmError({ code: "ERR_HELM_INTERNAL", message }));
  }

  #failAll(error: unknown): void {
    this.#backlog.length = 0;
    this.#pending.failAll(error);
  }
}

// `bun --hot` evaluates this module again, and pending calls must find their channel.
const key = Symbol.for(`bunhelm.channel@${version}`);
const kept = globalThis as { [key]?: Channel };

/** The channel of this JavaScript context. */
export const channel: Channel = (kept[key] ??= new Channel());
