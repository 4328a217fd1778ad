import { Call, type CallOptions, type Settle } from "./call.ts";
import type { Client } from "./client.ts";
import type { HelmEvent, Verbs } from "./wire.gen.ts";

/**
 * A call on its way: a promise of its result, an async iterable of its events, and cancellable. It
 * has started when you get it, and goes on whether you await it, iterate over it or not.
 *
 * @example
 * ```ts
 * const operation = helm.releases.upgrade("shop", "./charts/shop");
 * for await (const event of operation) {
 *   if (event.type === "resource") console.log(event.kind, event.name, event.action);
 * }
 * const release = await operation;
 * ```
 */
export class Operation<T> extends Promise<T> implements AsyncIterable<HelmEvent> {
  // What then() gives is a plain promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Its number in this process' JavaScript context. */
  readonly id: number;
  readonly #call: Call<never>;

  /** @internal */
  constructor(
    client: Client,
    verb: string,
    named: object,
    options: unknown,
    origin: string | undefined,
    make: (value: never) => T = (value) => value,
  ) {
    let settle: Settle<never> | undefined;
    super((resolve, reject) => {
      settle = { resolve: (value) => resolve(make(value)), reject };
    });
    this.#call = new Call(client, verb, origin, settle as unknown as Settle<never>);
    this.id = this.#call.id;
    this.#call.start(named, options);
  }

  /**
   * Stops the operation: requests under way are given up, and the release's record is put in order.
   * Then the promise rejects with an AbortedError whose cause is the reason. Without effect on an
   * operation that has ended.
   */
  cancel(reason: unknown = new DOMException("The operation was cancelled.", "AbortError")): void {
    this.#call.cancel(reason);
  }

  /**
   * Its events, from the first one or the oldest of the newest 1,024 (4 million characters at most).
   * Ends with the operation and throws its error. To break out of the loop does not cancel, and then
   * nobody hears of a failure: whoever leaves the loop early must await the operation.
   */
  [Symbol.asyncIterator](): AsyncGenerator<HelmEvent, void, undefined> {
    this.catch(() => {}); // the iteration throws it
    return this.#call.events.read(this);
  }
}

/** Starts an operation: what it is about is named, all else are options, the call's own among them. */
export function run<V extends keyof Verbs, K extends keyof Verbs[V]["request"] = never>(
  client: Client,
  verb: V,
  named: Pick<Verbs[V]["request"], K>,
  options?: Omit<Verbs[V]["request"], K> & CallOptions,
): Operation<Verbs[V]["result"]> {
  return new Operation(client, verb, named, options, framesAbove(run));
}

/** As run, for a call that resolves with what is made of Go's result. */
export function runAs<V extends keyof Verbs, K extends keyof Verbs[V]["request"], T>(
  client: Client,
  verb: V,
  named: Pick<Verbs[V]["request"], K>,
  options: (Omit<Verbs[V]["request"], K> & CallOptions) | undefined,
  make: (result: Verbs[V]["result"]) => T,
): Operation<T> {
  return new Operation(client, verb, named, options, framesAbove(runAs), make);
}

/** The lines of the stack of the one who called a function; none where Error.prepareStackTrace makes no text. */
function framesAbove(callee: (...args: never) => unknown): string | undefined {
  try {
    const origin: { stack?: unknown } = {};
    Error.captureStackTrace(origin, callee);
    const { stack } = origin;
    return typeof stack === "string" ? stack.slice(stack.indexOf("\n") + 1) : undefined;
  } catch {
    return undefined;
  }
}
