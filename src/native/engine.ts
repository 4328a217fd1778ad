import { platform } from "./platform.ts";
import { adopt, Descriptor, type OwnSocket, socketPair } from "./socketpair.ts";

const { accessSync, closeSync, constants } = process.getBuiltinModule("node:fs");
const { parse } = process.getBuiltinModule("node:path");

/** What it would have said if somebody closes its socket. */
export const stranger = "other code in this process closes file descriptors that it did not open";

/** Characters of what it says that an error shows. */
export const longestOutput = 4096;

export const spawnOptions: { readonly env: Record<string, never>; readonly cwd: string; readonly detached: true } = {
  env: {}, // what a client may know of the environment comes with each call
  cwd: parse(process.execPath).root,
  detached: true, // a session of its own: no signal from the terminal
};

/** The program's arguments. limit: the bytes of memory that it may use. */
export function argumentsOf(limit: number | undefined): string[] {
  return limit === undefined ? [] : [String(limit)];
}

/** How a child process has ended. output: what it has written to standard error. */
export function endOf(child: Bun.Subprocess, exitCode: number, output: string): EngineEnd {
  const signal: string | undefined = child.signalCode?.toString();
  return { signal, exitCode: signal === undefined ? exitCode : undefined, output: output.slice(0, longestOutput) };
}

/** Hears of an engine. */
export interface EngineHandler {
  /** Bytes have come: frames, the first of which says which engine it is. */
  data(bytes: Uint8Array): void;
  /** There is room to write again. */
  room(): void;
  /** The process has ended. */
  ended(end: EngineEnd): void;
}

export interface EngineEnd {
  readonly signal: string | undefined;
  readonly exitCode: number | undefined;
  /** The beginning of what it wrote to standard error: of a panic it says why, and stacks follow. */
  readonly output: string;
}

/** A child process that runs Go. It ends when this process does. */
export interface Engine {
  readonly file: string;
  /** Whether somebody else has closed our end, of which nothing tells. Then the process ends soon. */
  readonly isLost: boolean;
  /** Begins to read. */
  connect(handler: EngineHandler): Promise<void> | void;
  /** Writes what there is room for; gives the number of bytes. */
  write(bytes: Uint8Array): number;
  /** Keeps this process alive. */
  ref(): void;
  unref(): void;
  kill(): void;
}

/** An engine over a socketpair, as on Linux. */
export class SocketEngine implements Engine {
  readonly file: string;
  readonly #child: Bun.Subprocess;
  /** Our ends of its standard input and output, and of its standard error. */
  readonly #ends: readonly [frames: number, output: number];
  readonly #descriptor: Descriptor;
  #socket: OwnSocket | undefined;
  #isClosed = false;

  /** Starts it. limit: the bytes of memory that it may use. */
  constructor(file: string, limit: number | undefined) {
    const command = platform().command(file);
    if (command.length > 1) accessSync(file, constants.X_OK); // the dynamic linker would start, and say later that it cannot
    const [frames, itsFrames] = socketPair();
    let output: number;
    let itsOutput: number;
    try {
      [output, itsOutput] = socketPair();
    } catch (error) {
      closeSync(frames);
      closeSync(itsFrames);
      throw error;
    }
    try {
      this.#child = Bun.spawn([...command, ...argumentsOf(limit)], {
        ...spawnOptions,
        stdio: [itsFrames, itsFrames, itsOutput],
      });
    } catch (error) {
      closeSync(frames);
      closeSync(output);
      throw error;
    } finally {
      closeSync(itsFrames);
      closeSync(itsOutput);
    }
    this.file = file;
    this.#child.unref();
    this.#ends = [frames, output];
    this.#descriptor = new Descriptor(frames);
  }

  async connect(handler: EngineHandler): Promise<void> {
    const [framesEnd, outputEnd] = this.#ends;
    let output = "";
    const decoder = new TextDecoder();
    const silent = Promise.withResolvers<void>();
    let complaints: OwnSocket | undefined;
    const ended = (exitCode: number): void => {
      this.#child.unref();
      handler.ended(endOf(this.#child, exitCode, output || (this.isLost ? stranger : "")));
    };
    const closed = async (): Promise<void> => {
      this.#isClosed = true;
      this.kill(); // it may have closed its end and go on
      this.#child.ref(); // or this process could end before it is told
      complaints?.ref();
      const [exitCode] = await Promise.all([this.#child.exited, silent.promise]);
      ended(exitCode);
    };
    try {
      complaints = await adopt(outputEnd, {
        data: (_, bytes) => {
          if (output.length < longestOutput) output += decoder.decode(bytes, { stream: true });
        },
        close: silent.resolve,
      });
      complaints.unref();
    } catch (error) {
      closeSync(framesEnd); // which ends the process
      throw error;
    }
    this.#socket = await adopt(framesEnd, {
      data: (_, bytes) => handler.data(bytes),
      drain: () => handler.room(),
      close: () => void closed(),
    });
    void this.#child.exited.then((exitCode) => {
      if (!this.isLost) return; // what it sent last comes first
      this.unref();
      ended(exitCode);
    });
  }

  get isLost(): boolean {
    return !this.#isClosed && !this.#descriptor.isThere;
  }

  write(bytes: Uint8Array): number {
    return Math.max(0, this.#socket?.write(bytes) ?? 0);
  }

  ref(): void {
    this.#socket?.ref();
  }

  unref(): void {
    this.#socket?.unref();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
