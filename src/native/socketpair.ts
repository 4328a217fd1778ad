import { dlopen } from "bun:ffi";

const { closeSync, fstatSync } = process.getBuiltinModule("node:fs");

const libc = { socketpair: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" } } as const;
const unix = 1; // AF_UNIX
const streamCloseOnExec = 1 | 0o2000000; // SOCK_STREAM, SOCK_CLOEXEC: no other child process gets it

/** Two sockets that are connected to each other. The file descriptors are the caller's to close. */
export function socketPair(): readonly [number, number] {
  const { symbols, close } = dlopen("libc.so.6", libc);
  try {
    const pair = new Int32Array(2);
    if (symbols.socketpair(unix, streamCloseOnExec, 0, pair) !== 0) throw new Error("the system has no more sockets");
    return [pair[0] as number, pair[1] as number];
  } finally {
    close();
  }
}

/** One end of a pair as Bun has it. While it is not referenced it does not keep the process alive. */
export interface OwnSocket {
  write(bytes: Uint8Array): number;
  ref(): void;
  unref(): void;
}

export interface SocketHandler {
  data(socket: OwnSocket, bytes: Uint8Array): void;
  drain?(socket: OwnSocket): void;
  close(): void;
  error?(socket: OwnSocket, error: Error): void;
}

/** Has Bun watch a file descriptor, which is closed if that fails. */
export async function adopt(fd: number, socket: SocketHandler): Promise<OwnSocket> {
  try {
    // Bun.connect takes a file descriptor, but its types have no overload for it: pinned by a test.
    const connect = Bun.connect as unknown as (options: { fd: number; socket: SocketHandler }) => Promise<OwnSocket>;
    return await connect({ fd, socket });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Recognizes a file descriptor: other code may close it, and its number may then belong to another file. */
export class Descriptor {
  readonly #fd: number;
  readonly #inode: number;

  constructor(fd: number) {
    this.#fd = fd;
    this.#inode = fstatSync(fd).ino;
  }

  get isThere(): boolean {
    try {
      return fstatSync(this.#fd).ino === this.#inode;
    } catch {
      return false;
    }
  }
}
