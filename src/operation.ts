import { Call, type CallOptions, type Settle } from "./call.ts";
import type { Client } from "./client.ts";
import type { HelmEvent, Verbs } from "./wire.gen.ts";

/**
 * A call in progress: a promise of its result, an async iterable of its events, and cancellable. It
 * starts at once, and continues whether or not you await it or iterate over it.
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
  // then() returns a plain promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** Its number, unique in this JavaScript context. */
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
   * Stops the operation: requests under way are dropped, and the release's record is repaired. Then the
   * promise rejects with an AbortedError whose cause is the reason. Has no effect on an operation that
   * has ended.
   */
  cancel(reason: unknown = new DOMException("The operation was cancelled.", "AbortError")): void {
    this.#call.cancel(reason);
  }

  /**
   * Its events: all of them, or the newest 1,024 (at most 4 million characters). The iteration ends with
   * the operation and throws its error. Breaking out of the loop does not cancel the operation. If you
   * leave it early, await the operation, or a failure goes unnoticed.
   */
  [Symbol.asyncIterator](): AsyncGenerator<HelmEvent, void, undefined> {
    this.catch(() => {}); // the iteration throws it
    return this.#call.events.read(this);
  }
}

/** Starts an operation. Positional arguments are in `named`; everything else is an option. */
export function run<V extends keyof Verbs, K extends keyof Verbs[V]["request"] = never>(
  client: Client,
  verb: V,
  named: Pick<Verbs[V]["request"], K>,
  options?: Omit<Verbs[V]["request"], K> & CallOptions,
): Operation<Verbs[V]["result"]> {
  return new Operation(client, verb, named, options, framesAbove(run));
}

/** Like run, for a call whose result is made from Go's. */
export function runAs<V extends keyof Verbs, K extends keyof Verbs[V]["request"], T>(
  client: Client,
  verb: V,
  named: Pick<Verbs[V]["request"], K>,
  options: (Omit<Verbs[V]["request"], K> & CallOptions) | undefined,
  make: (result: Verbs[V]["result"]) => T,
): Operation<T> {
  return new Operation(client, verb, named, options, framesAbove(runAs), make);
}

/** The stack of a function's caller; undefined if Error.prepareStackTrace does not return text. */
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
