import { dlopen, type Pointer, toArrayBuffer } from "bun:ffi";
import { helmError } from "../error.ts";
import { abi, failure, recordSize } from "./abi.gen.ts";
import { type LibrarySearch, mismatch, withLibrary } from "./library.ts";
import type { EngineRecord } from "./pending.ts";

// go/helm/bunhelm.h describes these functions.
const identity = {
  bunhelm_abi: { args: [], returns: "u32" },
  bunhelm_info: { args: [], returns: "cstring" },
} as const;
const table = {
  bunhelm_open: { args: ["ptr", "u64", "ptr"], returns: "i32" },
  bunhelm_call: { args: ["i32", "u64", "ptr", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_answer: { args: ["i32", "u64", "ptr", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_cancel: { args: ["i32", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_drain: { args: ["i32", "ptr", "u32"], returns: "i32" },
  bunhelm_free: { args: ["ptr"], returns: "void" },
} as const;

interface Symbols {
  bunhelm_open(options: null, length: number, out: Int32Array): number;
  bunhelm_call(channel: number, id: number, head: Bytes, headLength: number, body: Bytes, bodyLength: number): number;
  bunhelm_answer(
    channel: number,
    ask: number,
    head: Bytes,
    headLength: number,
    body: Bytes,
    bodyLength: number,
  ): number;
  bunhelm_cancel(channel: number, id: number, reason: Bytes, length: number): number;
  bunhelm_drain(channel: number, records: Uint32Array, capacity: number): number;
  bunhelm_free(pointer: Pointer): void;
}

/** NULL if there are no bytes. */
type Bytes = Uint8Array | null;

const words = 2 * recordSize; // 64-bit numbers are read as two of 32 bits
const capacity = 256;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The library's functions without pointers. What goes in is passed as a typed array, which the engine
 * keeps alive for the call; what comes out is read and freed in the same tick.
 */
export class Native {
  readonly #symbols: Symbols;
  readonly #records = new Uint32Array(words * capacity);
  #count = 0;
  #next = 0;

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  /** Opens a channel: its number and the file descriptor of its doorbell. */
  open(): { readonly channel: number; readonly fd: number } {
    const out = new Int32Array(2);
    check("bunhelm_open", this.#symbols.bunhelm_open(null, 0, out));
    return { channel: out[0] as number, fd: out[1] as number };
  }

  call(channel: number, id: number, head: string, body: Uint8Array): void {
    const bytes = encoder.encode(head);
    check("bunhelm_call", this.#symbols.bunhelm_call(channel, id, bytes, bytes.length, orNull(body), body.length));
  }

  /** If the channel or the ask no longer exists, its operation has ended: not an error. */
  answer(channel: number, ask: number, head: string, body: Uint8Array): void {
    const bytes = encoder.encode(head);
    const status = this.#symbols.bunhelm_answer(channel, ask, bytes, bytes.length, orNull(body), body.length);
    if (status !== failure.echannel && status !== failure.eid) check("bunhelm_answer", status);
  }

  /** If the operation has ended, nothing happens. */
  cancel(channel: number, id: number, reason: string): void {
    const bytes = encoder.encode(reason);
    this.#symbols.bunhelm_cancel(channel, id, orNull(bytes), bytes.length);
  }

  /** Passes on the next record. Returns false if there is none; then the next one rings the bell. */
  take(channel: number, receive: (record: EngineRecord) => void): boolean {
    if (this.#next === this.#count) {
      this.#next = 0;
      this.#count = 0;
      this.#count = check("bunhelm_drain", this.#symbols.bunhelm_drain(channel, this.#records, capacity));
      if (this.#count === 0) return false;
    }
    const at = this.#next++ * words;
    const head = this.#number(at + 4) as Pointer;
    const body = this.#number(at + 8) as Pointer;
    try {
      receive({
        id: this.#number(at),
        kind: this.#number(at + 2),
        head: decoder.decode(borrow(head, this.#number(at + 6))),
        body: borrow(body, this.#number(at + 10)),
      });
    } finally {
      this.#symbols.bunhelm_free(head);
      this.#symbols.bunhelm_free(body);
    }
    return true;
  }

  // Ids, lengths and addresses stay below 2^53.
  #number(at: number): number {
    return (this.#records[at] as number) + (this.#records[at + 1] as number) * 2 ** 32;
  }
}

/** Loads the library and refuses one with another ABI. */
export function loadNative(search: LibrarySearch): Promise<Native> {
  return withLibrary(search, (file) => {
    // Linked first and alone, since another ABI may lack the rest.
    const { bunhelm_abi, bunhelm_info } = dlopen(file, identity).symbols;
    const found = bunhelm_abi();
    if (found !== abi) throw mismatch(file, found, String(bunhelm_info()));
    return new Native(dlopen(file, table).symbols);
  });
}

/** The channel is closed: other code has closed its file descriptor. */
export class ChannelClosed extends Error {}

const statuses: Readonly<Record<number, string>> = {
  [failure.einval]: "an argument was refused",
  [failure.echannel]: "the channel is closed",
  [failure.eid]: "the id is in use",
  [failure.esystem]: "the operating system refused; perhaps no file descriptors are left",
  [failure.einternal]: "a bug in the library",
};

function check(name: string, status: number): number {
  if (status >= 0) return status;
  if (status === failure.echannel) throw new ChannelClosed(`${name}: ${statuses[status]}`);
  const message = `${name} returned ${status}: ${statuses[status] ?? "unknown status"}`;
  throw helmError({ code: "ERR_HELM_INTERNAL", message });
}

function orNull(bytes: Uint8Array): Bytes {
  return bytes.length === 0 ? null : bytes;
}

function borrow(pointer: Pointer, length: number): Uint8Array {
  return length === 0 ? new Uint8Array() : new Uint8Array(toArrayBuffer(pointer, 0, length));
}
