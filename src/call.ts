import { AsyncLocalStorage } from "node:async_hooks";
import type { Client } from "./client.ts";
import { Decoding } from "./decode.ts";
import { type Encoded, type EncodedFunction, encode, UnencodableError } from "./encode.ts";
import { HelmError, type HelmErrorContext, helmError, messageOf } from "./error.ts";
import { EventLog } from "./events.ts";
import type { Handle } from "./handle.ts";
import { nextOperation, type Receiver } from "./transport.ts";
import type { HelmErrorCode, HelmEvent, WireError } from "./wire.gen.ts";

/** Options that every call takes. */
export interface CallOptions {
  /**
   * Cancels the operation: it stops, repairs the release's record and rejects with an AbortedError whose
   * cause is the signal's reason. Use AbortSignal.timeout to limit the whole call.
   */
  signal?: AbortSignal | undefined;
  /** Called with each event as it happens. These are the events that you can also iterate over. */
  onEvent?: ((event: HelmEvent) => void) | undefined;
}

/** What settles the promise of a call. */
export interface Settle<T> {
  resolve(value: T): void;
  reject(error: HelmError): void;
}

/** An option with more characters of JSON than this travels outside the head, which Go reads several times. */
const longest = 65_536;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** What an event has told, without what makes it one. */
function told<Type extends HelmEvent["type"]>(head: string): Omit<Extract<HelmEvent, { type: Type }>, "type" | "at"> {
  const { type: _, at: __, ...rest } = JSON.parse(head) as Extract<HelmEvent, { type: Type }>;
  return rest;
}

/** The side of an operation that talks to Go. */
export class Call<T> implements Receiver {
  readonly id: number = nextOperation();
  readonly events: EventLog = new EventLog();
  readonly #client: Client;
  readonly #verb: string;
  readonly #origin: string | undefined;
  readonly #settle: Settle<T>;
  /** What the caller's functions have thrown, by ask. */
  readonly #thrown = new Map<number, unknown>();
  #functions: readonly EncodedFunction[] = [];
  #handles: readonly Handle[] = [];
  #options: CallOptions = {};
  /** Runs the caller's functions with the AsyncLocalStorage of the call instead of the channel's. */
  readonly #inContext: <R>(run: () => R) => R = AsyncLocalStorage.snapshot();
  /** The result or the error, as far as it has arrived. */
  #decoding: Decoding | undefined;
  #cancelled: { readonly reason: unknown } | undefined;
  /** Events that say what was done, for the case that nobody tells any more: of records, and of objects. */
  readonly #done: { readonly records: string[]; readonly resources: string[] } = { records: [], resources: [] };
  #isSent = false;
  #hasEnded = false;

  /** origin: the lines of the caller's stack. */
  constructor(client: Client, verb: string, origin: string | undefined, settle: Settle<T>) {
    this.#client = client;
    this.#verb = verb;
    this.#origin = origin;
    this.#settle = settle;
  }

  start(named: object, options: unknown = {}): void {
    this.#client.started(this);
    try {
      if (this.#client.refuses(this.#verb)) throw this.#failure("ERR_HELM_CLOSED", "the client is closed");
      const { signal, onEvent, ...rest } = this.#read(options);
      if (onEvent !== undefined && typeof onEvent !== "function")
        throw this.#invalid("onEvent", "onEvent is not a function");
      if (signal?.aborted) throw this.#aborted(signal.reason);
      signal?.addEventListener("abort", this.#onAbort, { once: true });
      this.#options = { signal, onEvent };
      const cwd = this.#directory();
      const client = this.#client.head(this.#verb);
      if (typeof client !== "string") client.catch(() => {}); // reported where it is awaited; the options may fail first
      const encoded = encode({ ...rest, ...named }, longest);
      if (typeof client === "string" && !(encoded instanceof Promise)) this.#send(cwd, client, encoded);
      else void this.#sendLater(cwd, client, encoded);
    } catch (error) {
      this.fail(error);
    }
  }

  cancel(reason: unknown): void {
    if (this.#cancelled !== undefined || this.#hasEnded) return;
    const text = messageOf(reason);
    this.#cancelled = { reason };
    if (this.#isSent) this.#client.transport.cancel(this.id, text);
    else this.fail(this.#aborted(reason));
  }

  part(head: string, body: Uint8Array): void {
    this.#decoding ??= new Decoding(head);
    this.#decoding.take(body);
  }

  result(head: string, body: Uint8Array): void {
    const value = this.#decode<T>(head, body);
    this.#end();
    this.#settle.resolve(value);
  }

  error(head: string, body: Uint8Array): void {
    const wire = this.#decode<WireError>(head, body);
    const error = helmError(wire, this.#contextOf(wire));
    if (HelmError.is(error, "ERR_HELM_ABORTED") && error.details.repairing)
      this.#client.repairing(this.id, this.#origin);
    this.#end();
    this.#settle.reject(error);
  }

  event(head: string): void {
    this.events.push(head);
    if (head.startsWith('{"type":"record"')) this.#done.records.push(head);
    else if (head.startsWith('{"type":"resource"')) this.#done.resources.push(head);
    const { onEvent } = this.#options;
    if (onEvent === undefined) return;
    try {
      this.#inContext(() => onEvent(JSON.parse(head) as HelmEvent));
    } catch (error) {
      reportError(error); // the caller's; the operation goes on
    }
  }

  async ask(head: string, body: Uint8Array): Promise<void> {
    const { ask, function: index } = JSON.parse(head) as { ask: number; function: number };
    const argument = decoder.decode(body);
    try {
      const answer = await this.#inContext(() => this.#functions[index]?.(argument));
      if (typeof answer !== "string") throw new TypeError(`the function returned ${typeof answer} instead of a string`);
      // A call that has ended may have lost its channel, and an ask of the next one may have the same number.
      if (!this.#hasEnded) this.#client.transport.answer(ask, '{"ok":true}', encoder.encode(answer));
    } catch (error) {
      this.#thrown.set(ask, error);
      if (this.#hasEnded) return;
      this.#client.transport.answer(ask, JSON.stringify({ ok: false, message: messageOf(error) }), new Uint8Array());
    }
  }

  fail(error: unknown): void {
    if (this.#hasEnded) return;
    this.#end();
    try {
      this.#settle.reject(this.#explain(error));
    } catch (bug) {
      this.#settle.reject(bug as HelmError); // better than never settling
    }
  }

  /** A copy of the options. These, and the signal, may be proxies and throw anything. */
  #read(options: unknown): CallOptions {
    try {
      if (typeof options !== "object" || options === null || Array.isArray(options))
        throw this.#invalid("options", notOptions(this.#verb, options));
      const read: CallOptions = { ...options };
      if (read.signal !== undefined && !(read.signal instanceof AbortSignal))
        throw this.#invalid("signal", "signal is not an AbortSignal");
      return read;
    } catch (error) {
      if (HelmError.is(error)) throw error;
      throw this.#invalid("options", `options cannot be read: ${messageOf(error)}`, error);
    }
  }

  readonly #onAbort = (): void => this.cancel(this.#options.signal?.reason);

  async #sendLater(cwd: string, client: string | Promise<string>, encoded: Encoded | Promise<Encoded>): Promise<void> {
    try {
      this.#handles = (await encoded).handles; // released even if the client cannot be written
      this.#send(cwd, await client, await encoded);
    } catch (error) {
      this.fail(error);
    }
  }

  #send(cwd: string, client: string, { json, attachments, functions, handles, apart }: Encoded): void {
    this.#handles = handles;
    if (this.#hasEnded) return this.#release(); // cancelled meanwhile
    this.#functions = functions;
    this.#isSent = true;
    const lengths = attachments.map((bytes) => bytes.length).join(",");
    const call = `"verb":${JSON.stringify(this.#verb)},"cwd":${JSON.stringify(cwd)},"client":${client}`;
    const head = `{${call},"request":${json},"attachments":[${lengths}],"apart":${apart}}`;
    // A single one, perhaps a chart of many MB, need not be copied again.
    const [only = new Uint8Array(), ...others] = attachments;
    const body = others.length === 0 ? only : Buffer.concat(attachments);
    this.#client.transport.call(this.id, head, body, this);
  }

  #decode<Value>(head: string, body: Uint8Array): Value {
    this.part(head, body);
    return this.#decoding?.value as Value;
  }

  #release(): void {
    for (const handle of this.#handles) handle.release();
    this.#handles = [];
  }

  #end(): void {
    this.#hasEnded = true;
    this.#release();
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#client.ended(this);
    this.events.end();
  }

  #directory(): string {
    try {
      return process.cwd();
    } catch (error) {
      throw this.#failure("ERR_HELM_INTERNAL", "the current directory of this process is gone", {}, error);
    }
  }

  #contextOf({ code, thrown = 0 }: WireError): HelmErrorContext {
    const context = { origin: this.#origin };
    if (this.#thrown.has(thrown)) return { ...context, cause: this.#thrown.get(thrown) };
    if (code === "ERR_HELM_ABORTED" && this.#cancelled) return { ...context, cause: this.#cancelled.reason };
    return context;
  }

  /** What kept the call from being sent, as an error like any other. */
  #explain(error: unknown): HelmError {
    if (error instanceof UnencodableError) {
      const { code, path } = (error.cause ?? {}) as NodeJS.ErrnoException;
      if (error.option !== "chart" || code !== "ENOENT") return this.#invalid(error.option, error.message, error.cause);
      const message = `chart ${JSON.stringify(path)}: there is no such archive`; // as Go says of a path
      return this.#failure("ERR_HELM_CHART_NOT_FOUND", message, { reference: path }, error.cause);
    }
    if (!HelmError.is(error)) return this.#failure("ERR_HELM_INTERNAL", messageOf(error), {}, error);
    if (HelmError.is(error, "ERR_HELM_PROCESS_ENDED")) return this.#cutOff(error);
    return this.#failure(error.code, error.message, error.details, error.cause);
  }

  /** The engine has ended in the middle of the call: what is known is what it had told until then. */
  #cutOff({ code, message, details }: HelmError<"ERR_HELM_PROCESS_ENDED">): HelmError {
    const applied = this.#done.resources.map((head) => told<"resource">(head));
    // An upgrade writes the records of earlier revisions too: what counts is the last of the newest.
    const [release] = this.#done.records
      .map((head) => told<"record">(head))
      .sort((a, b) => a.revision - b.revision)
      .slice(-1);
    const known = { ...(release !== undefined && { release }), ...(applied.length > 0 && { applied }) };
    return helmError({ code, message, verb: this.#verb, details, ...known }, { origin: this.#origin });
  }

  #aborted(reason: unknown): HelmError {
    const hint = "nothing was changed; call it again"; // as Go says
    const message = `${this.#verb} was cancelled before it started: ${messageOf(reason)}`;
    return this.#failure("ERR_HELM_ABORTED", message, { changed: false, notReady: [], hint }, reason);
  }

  #invalid(option: string, message: string, cause?: unknown): HelmError {
    return this.#failure("ERR_HELM_INVALID_ARGUMENT", message, { option }, cause);
  }

  #failure(code: HelmErrorCode, message: string, details: object = {}, cause?: unknown): HelmError {
    return helmError({ code, message, verb: this.#verb, details }, { cause, origin: this.#origin });
  }
}

/** What is wrong with options that are not an object. They may be an argument of the command. */
function notOptions(verb: string, options: unknown): string {
  const kind = options === null ? "null" : Array.isArray(options) ? "an array" : `a ${typeof options}`;
  const isText = typeof options === "number" || typeof options === "string";
  const isRevision = isText && /^releases\.(rollback|get)/.test(verb) && /^[1-9]\d*$/.test(String(options));
  return `options must be an object, not ${kind}${isRevision ? `: write { revision: ${options} }` : ""}`;
}
