import { version } from "../../package.json";
import { type HelmError, helmError, messageOf } from "../error.ts";
import { type LogReceiver, outside, type Receiver, type Transport } from "../transport.ts";
import { abi } from "./abi.gen.ts";
import { type Engine, type EngineEnd, SocketEngine, stranger } from "./engine.ts";
import { down, Frames, frame, hello } from "./frames.ts";
import { type LibrarySearch, mismatch, noEngine, withProgram } from "./library.ts";
import { type EngineRecord, Pending } from "./pending.ts";
import { PipedEngine } from "./piped.ts";
import { isOnlyProgram } from "./platform.ts";

/** How long the process stays when the last client was closed, in ms: the next one may come soon. */
const spare = 2000;

/** How long an engine may take to say what it is, in ms. */
const patience = 60_000;

/** The road over a child process, which the clients of this JavaScript context with the same limit share. */
export class ChildProcess implements Transport {
  readonly #search: LibrarySearch;
  readonly #limit: number | undefined;
  readonly #pending = new Pending(
    (id, reason) => this.cancel(id, reason),
    () => this.#engine?.unref(),
  );
  /** What is to be written, in order; the first of them may be written in part. */
  #outgoing: Uint8Array[] = [];
  #clients = 0;
  #engine: Engine | undefined;
  #isStarting = false;
  #era = 0;

  /** limit: the bytes of memory that the process may use. */
  constructor(search: LibrarySearch, limit: number | undefined) {
    this.#search = search;
    this.#limit = limit;
  }

  get isOpen(): boolean {
    return this.#engine !== undefined;
  }

  get era(): number {
    return this.#era;
  }

  call(id: number, head: string, body: Uint8Array, receiver: Receiver): void {
    if (this.#engine?.isLost) this.#forget(this.#engine);
    this.#pending.add(id, receiver);
    this.#engine?.ref();
    this.#send(id, down.call, head, body.slice()); // it is the caller's, and may be written later
    if (this.#engine === undefined && !this.#isStarting) void outside(() => this.#start());
  }

  cancel(id: number, reason: string): void {
    if (this.#pending.has(id)) this.#send(id, down.cancel, reason);
  }

  answer(ask: number, head: string, body: Uint8Array): void {
    this.#send(ask, down.answer, head, body);
  }

  onLog(receiver: LogReceiver): () => void {
    return this.#pending.onLog(receiver);
  }

  join(): () => void {
    this.#clients++;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      if (--this.#clients === 0) this.#retire();
    };
  }

  /** Ends the process when nobody has used it for a while. */
  #retire(): void {
    const era = this.#era;
    const retiring = (): void => {
      const isUsed = this.#clients > 0 || this.#pending.size > 0 || this.#isStarting;
      if (!isUsed && era === this.#era) this.#stop();
    };
    outside(() => setTimeout(retiring, spare).unref());
  }

  #stop(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#outgoing = []; // the next one would begin in the middle of a frame
    this.#era++;
    engine?.kill();
  }

  #send(id: number, kind: number, head: string, body: Uint8Array = new Uint8Array()): void {
    this.#outgoing.push(...frame(id, kind, head, body));
    this.#write();
  }

  /** Writes as much as the socket takes; the rest follows when it has room. */
  #write(): void {
    for (let bytes = this.#outgoing[0]; bytes !== undefined && this.#engine !== undefined; bytes = this.#outgoing[0]) {
      const written = this.#engine.write(bytes);
      if (written < bytes.length) {
        this.#outgoing[0] = bytes.subarray(written);
        return;
      }
      this.#outgoing.shift();
    }
  }

  async #start(): Promise<void> {
    this.#isStarting = true;
    try {
      const isPiped = isOnlyProgram(this.#search.file) || process.platform !== "linux";
      const Kind = isPiped ? PipedEngine : SocketEngine;
      const engine = await withProgram(this.#search, (file) => new Kind(file, this.#limit));
      this.#engine = engine;
      const frames = new Frames();
      const greeting = this.#greeting(engine);
      await engine.connect({
        data: (bytes) => this.#receive(engine, frames, bytes, greeting),
        room: () => this.#write(),
        ended: (end) => {
          greeting.came();
          if (this.#engine === engine) this.#ended(end);
        },
      });
      if (this.#pending.size === 0) engine.unref();
      this.#write();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isStarting = false;
      // A call may have come while one that was lost was starting.
      if (this.#pending.size > 0 && this.#engine === undefined) void outside(() => this.#start());
    }
  }

  /** Waits for what an engine says first. Another program may say nothing, and not end. */
  #greeting(engine: Engine): Greeting {
    const timer = setTimeout(() => this.#refuse(engine, `it has said nothing for ${patience / 1000} s`), patience);
    timer.unref();
    return { isThere: false, came: () => clearTimeout(timer) };
  }

  /** Gives up a program that is no engine. */
  #refuse(engine: Engine, found: string): void {
    if (this.#engine !== engine) return;
    this.#fail(noEngine(engine.file, found));
    engine.kill();
  }

  #receive(engine: Engine, frames: Frames, bytes: Uint8Array, greeting: Greeting): void {
    if (this.#engine !== engine) return; // it was given up
    try {
      frames.take(bytes, (record) => this.#take(engine, record, greeting));
    } catch (error) {
      this.#refuse(engine, messageOf(error));
    }
  }

  #take(engine: Engine, record: EngineRecord, greeting: Greeting): void {
    if (record.kind !== hello) {
      if (!greeting.isThere) throw new Error("its first words are not those of an engine");
      this.#pending.receive(record);
      return;
    }
    greeting.came();
    greeting.isThere = true;
    const wrong = mismatchOf(engine.file, record.head);
    if (wrong === undefined) return;
    this.#fail(wrong);
    engine.kill();
  }

  /** Gives up an engine whose socket somebody has closed: a call to it would wait for its end. */
  #forget(engine: Engine): void {
    engine.unref();
    engine.kill();
    this.#ended({ signal: "SIGKILL", exitCode: undefined, output: stranger });
  }

  #ended({ signal, exitCode, output }: EngineEnd): void {
    const reason = output.trim().split("\n")[0] ?? "";
    this.#fail(
      helmError({
        code: "ERR_HELM_PROCESS_ENDED",
        message: `the process that ran this call has ended: ${signal ?? `exit code ${exitCode}`}${reason && `, ${reason}`}`,
        details: {
          ...(signal !== undefined && { signal }),
          ...(exitCode !== undefined && { exitCode }),
          ...(output !== "" && { output }),
        },
      }),
    );
  }

  /** Fails what is pending. The next call starts another process. */
  #fail(error: unknown): void {
    this.#engine = undefined;
    this.#era++;
    this.#outgoing = [];
    this.#pending.failAll(error);
  }
}

/** What an engine says first. */
interface Greeting {
  isThere: boolean;
  /** It has come, or will not come any more. */
  came(): void;
}

/** The error about an engine of another version. */
function mismatchOf(file: string, info: string): HelmError | undefined {
  const found = JSON.parse(info) as { abi: number; bunhelm: string };
  return found.abi === abi && found.bunhelm === version ? undefined : mismatch(file, found.abi, info);
}

// `bun --hot` evaluates this module again, and pending calls must find their process.
const key = Symbol.for(`bunhelm.processes@${version}`);
const kept = globalThis as { [key]?: Map<number | undefined, ChildProcess> };

/** The road of all clients of this JavaScript context with this limit. */
export function childProcess(search: LibrarySearch, limit: number | undefined): ChildProcess {
  kept[key] ??= new Map();
  const road = kept[key].get(limit) ?? new ChildProcess(search, limit);
  kept[key].set(limit, road);
  return road;
}
