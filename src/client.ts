import { type Encoded, encode, UnencodableError } from "./encode.ts";
import { type HelmError, helmError } from "./error.ts";
import { type HelmOptions, type LogLine, readOptions, type Settings } from "./options.ts";
import { nextClient, nextOperation, type Transport } from "./transport.ts";
import type { RepairedResult, WireError } from "./wire.gen.ts";

/** A call as its client sees it. */
export interface Cancellable {
  cancel(reason: unknown): void;
}

/** The options as JSON, or why they cannot be written. */
type Written = { readonly json: string } | { readonly error: unknown };

// Needs no cluster, and is sent even by a closed client.
const closing = "client.close";

/** What the calls of one client share. */
export class Client {
  readonly #options: HelmOptions;
  readonly #id = nextClient();
  readonly #calls = new Set<Cancellable>();
  #settings: Settings | undefined;
  #transport: Transport | undefined;
  #leave: (() => void) | undefined;
  #written: Written | undefined;
  #wasSent = false;
  #stopLog: (() => void) | undefined;
  #idle: PromiseWithResolvers<void> | undefined;
  readonly #unrepaired: HelmError[] = [];

  constructor(options: HelmOptions) {
    this.#options = options;
  }

  /** The options and the environment, read once. */
  get settings(): Settings {
    if (this.#settings === undefined) {
      this.#settings = readOptions(this.#options);
      this.#written = written({ ...this.#settings.client, id: this.#id });
    }
    return this.#settings;
  }

  /** How the client reaches the engine. */
  get transport(): Transport {
    const { library, process } = this.settings;
    if (this.#transport === undefined) {
      this.#transport = loadRoad()(library, process);
      this.#leave = this.#transport.join();
    }
    return this.#transport;
  }

  /** Nothing is called any more. */
  leave(): void {
    this.#leave?.();
  }

  /** Whether anything was sent, so that Go may keep something for this client. */
  get wasUsed(): boolean {
    return this.#wasSent && this.transport.isOpen;
  }

  /** The client's part of each call, as JSON. */
  head(verb: string): string | Promise<string> {
    this.#listen();
    const { readKubeconfig } = this.settings;
    const options = this.#written as Written;
    if ("error" in options) throw options.error;
    this.#wasSent = true;
    if (readKubeconfig === undefined || verb === closing) return options.json;
    return readKubeconfig().then((text) => `${options.json.slice(0, -1)},"kubeconfig":${JSON.stringify(text)}}`);
  }

  /** Whether a call comes too late. */
  refuses(verb: string): boolean {
    return this.#idle !== undefined && verb !== closing;
  }

  started(call: Cancellable): void {
    this.#calls.add(call);
  }

  ended(call: Cancellable): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#idle?.resolve();
  }

  /** Waits for a repair that continues after its operation has ended. origin: the stack of that call. */
  repairing(operation: number, origin: string | undefined): void {
    const call = { cancel: () => {} }; // the operation was cancelled before
    this.started(call);
    const head = JSON.stringify({ verb: "client.repaired", cwd: "/", request: { operation } });
    const result = (text: string): void => {
      const { unwritten } = (JSON.parse(text) as { value: RepairedResult }).value;
      if (unwritten !== undefined) this.#isUnrepaired(helmError(unwritten, { origin }));
      this.ended(call);
    };
    const fail = (cause: unknown): void => {
      const message = "a repair of a release's record was cut off; releases.history shows what is recorded";
      this.#isUnrepaired(helmError({ code: "ERR_HELM_INTERNAL", message, verb: "client.repaired" }, { cause, origin }));
      this.ended(call);
    };
    const error = (head: string): void => fail(helmError((JSON.parse(head) as { value: WireError }).value));
    const nothing = (): void => {};
    const receiver = { part: nothing, event: nothing, ask: async () => {}, result, error, fail };
    this.transport.call(nextOperation(), head, new Uint8Array(), receiver);
  }

  /** The call has settled already, so a failed repair is reported here, and by close(). */
  #isUnrepaired(error: HelmError): void {
    this.#unrepaired.push(error);
    const message = `the release's record could not be repaired: ${error.message}`;
    if (this.settings.onLog !== undefined)
      this.#log({ type: "log", at: new Date().toISOString(), level: "error", message });
    else if (this.#idle === undefined) process.emitWarning(message, { type: "HelmWarning", code: error.code });
  }

  /** Refuses further calls, cancels those under way and waits for their end. Gives the repairs that have failed. */
  async stop(): Promise<readonly HelmError[]> {
    this.#idle = Promise.withResolvers<void>();
    const reason = new DOMException("The client was closed.", "AbortError");
    for (const call of this.#calls) call.cancel(reason);
    if (this.#calls.size > 0) await this.#idle.promise;
    this.#stopLog?.();
    return this.#unrepaired;
  }

  #listen(): void {
    if (this.settings.onLog === undefined || this.#stopLog !== undefined) return;
    this.#stopLog = this.transport.onLog((head) => this.#log(JSON.parse(head) as LogLine));
  }

  #log(line: LogLine): void {
    try {
      this.settings.onLog?.(line);
    } catch (error) {
      reportError(error); // the caller's
    }
  }
}

/** What is native is loaded at the first call: a program that only shows its help must not wait for it. */
function loadRoad(): typeof import("./native/road.ts").road {
  return require("./native/road.ts").road;
}

/** A client has no attachments: what would become one is refused. */
function written(options: Readonly<Record<string, unknown>>): Written {
  try {
    const { json, attachments, functions, handles } = encode(options) as Encoded; // a promise has none of them
    for (const handle of handles ?? []) handle.release();
    if (attachments?.length === 0 && functions?.length === 0) return { json };
    for (const [option, value] of Object.entries(options)) {
      if (typeof value === "function") throw new UnencodableError(option, "is a function, which a client cannot have");
      if (isBytes(value)) throw new UnencodableError(option, "is bytes, which only a kubeconfig may be");
    }
    throw new TypeError("the options of the client cannot be written");
  } catch (error) {
    return { error };
  }
}

function isBytes(value: unknown): boolean {
  return value instanceof Blob || value instanceof Uint8Array || value instanceof ArrayBuffer;
}
