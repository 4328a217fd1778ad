import { encode } from "./encode.ts";
import { channel } from "./native/channel.ts";
import { type HelmOptions, type LogLine, readOptions, type Settings } from "./options.ts";

/** A call as its client sees it. */
export interface Cancellable {
  cancel(reason: unknown): void;
}

/** What the calls of one client share. */
export class Client {
  readonly #options: HelmOptions;
  readonly #id = channel.nextClient();
  readonly #calls = new Set<Cancellable>();
  #settings: Settings | undefined;
  #head: string | Promise<string> | undefined;
  #stopLog: (() => void) | undefined;
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(options: HelmOptions) {
    this.#options = options;
  }

  /** What the options and the environment say; read once. */
  get settings(): Settings {
    this.#settings ??= readOptions(this.#options);
    return this.#settings;
  }

  /** Whether anything was sent, so that Go may keep something for this client. */
  get wasUsed(): boolean {
    return this.#head !== undefined && channel.isOpen;
  }

  /** What Go gets of the client with each call, as JSON: written once. */
  head(): string | Promise<string> {
    if (this.#head === undefined) {
      this.#listen();
      const head = this.#write(this.settings.client());
      this.#head = head;
      // The next call need not wait, or tries again.
      if (head instanceof Promise) {
        head.then(
          (text) => (this.#head = text),
          () => (this.#head = undefined),
        );
      }
    }
    return this.#head;
  }

  /** Whether a call comes too late. */
  refuses(verb: string): boolean {
    return this.#idle !== undefined && verb !== "client.close";
  }

  started(call: Cancellable): void {
    this.#calls.add(call);
  }

  ended(call: Cancellable): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#idle?.resolve();
  }

  /** Refuses further calls, cancels those under way and waits for their end. */
  async stop(): Promise<void> {
    this.#idle = Promise.withResolvers<void>();
    const reason = new DOMException("The client was closed.", "AbortError");
    for (const call of this.#calls) call.cancel(reason);
    if (this.#calls.size > 0) await this.#idle.promise;
    this.#stopLog?.();
  }

  #write(options: object | Promise<object>): string | Promise<string> {
    return options instanceof Promise ? options.then((read) => this.#encode(read)) : this.#encode(options);
  }

  #encode(options: object): string | Promise<string> {
    const encoded = encode({ ...options, id: this.#id });
    return encoded instanceof Promise ? encoded.then(({ json }) => json) : encoded.json;
  }

  #listen(): void {
    const { onLog } = this.settings;
    if (onLog === undefined || this.#stopLog !== undefined) return;
    this.#stopLog = channel.onLog((head) => {
      try {
        onLog(JSON.parse(head) as LogLine);
      } catch (error) {
        reportError(error); // the caller's
      }
    });
  }
}
