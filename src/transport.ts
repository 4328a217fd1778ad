// The seam between the facade and the engine. Above it are calls and their results; below it is one transport to
// the engine, such as the library in this process. Nothing above it uses pointers, processes or URLs.
import { AsyncLocalStorage } from "node:async_hooks";
import { version } from "../package.json";

/** A way to reach the engine. */
export interface Transport {
  /** Whether the engine has been reached, so that it may keep something for a client. */
  readonly isOpen: boolean;
  /** Changes when the engine starts anew: what the one before held is gone. */
  readonly era: number;
  /**
   * Starts an operation. Exactly one of result, error and fail follows. head and body are those of bunhelm_call
   * in go/helm/bunhelm.h.
   */
  call(id: number, head: string, body: Uint8Array, receiver: Receiver): void;
  /** Asks an operation to stop. It still ends by itself. If it has ended already, nothing happens. */
  cancel(id: number, reason: string): void;
  /** Answers an ask, as bunhelm_answer does. */
  answer(ask: number, head: string, body: Uint8Array): void;
  /** Receives log lines that belong to no operation; returns a function that stops that. */
  onLog(receiver: LogReceiver): () => void;
  /** A client begins to use it; returns a function that says that the client was closed. */
  join(): () => void;
}

/** Receives the records of one operation. The bytes of a body are valid only until the method returns. */
export interface Receiver {
  /** A piece of the body of the result or error that follows. The first one has its head. */
  part(head: string, body: Uint8Array): void;
  /** The operation is done. head: JSON; body: the texts that are not in it. */
  result(head: string, body: Uint8Array): void;
  /** The operation has failed. */
  error(head: string, body: Uint8Array): void;
  event(head: string): void;
  /** The operation waits for an answer. */
  ask(head: string, body: Uint8Array): Promise<void>;
  /** Nothing came from the engine: it could not be reached. */
  fail(error: unknown): void;
}

/** Receives a log line as JSON. */
export type LogReceiver = (head: string) => void;

// `bun --hot` evaluates this module again while operations are pending; their numbers must not be reused.
const key = Symbol.for(`bunhelm.numbers@${version}`);
const kept = globalThis as { [key]?: { operation: number; client: number } };
const last = (kept[key] ??= { operation: 0, client: 0 });

/** The number of a new operation, unique in this JavaScript context. */
export const nextOperation = (): number => ++last.operation;

/** The number of a new client, unique in this JavaScript context. */
export const nextClient = (): number => ++last.client;

/**
 * Runs what outlives the call that starts it, and must not hold on to that call's AsyncLocalStorage. It is made as the
 * program starts, before there is one.
 */
export const outside: <R>(run: () => R) => R = AsyncLocalStorage.snapshot();
