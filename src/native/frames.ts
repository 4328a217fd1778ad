import type { EngineRecord } from "./pending.ts";

// The other side is go/helm/internal/frames.

/** What goes down, in the place of a record's kind. */
export const down = { call: 1, answer: 2, cancel: 3 } as const;

/** The kind of the first frame that comes up: its head says which engine it is. */
export const hello = 0;

const size = 4 * 8;

/** The most that a head and a body have together, and of the first frame: another program may write anything. */
const limit = 2 ** 31;
const firstLimit = 2 ** 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A frame: its numbers and its head in one piece, then its body. */
export function frame(id: number, kind: number, head: string, body: Uint8Array): readonly Uint8Array[] {
  const text = encoder.encode(head);
  const bytes = new Uint8Array(size + text.length);
  const numbers = new BigUint64Array([BigInt(id), BigInt(kind), BigInt(text.length), BigInt(body.length)]);
  bytes.set(new Uint8Array(numbers.buffer));
  bytes.set(text, size);
  return body.length === 0 ? [bytes] : [bytes, body];
}

/** Makes records of the bytes that come up, which may be cut anywhere. */
export class Frames {
  #held: Uint8Array[] = [];
  #length = 0;
  #wanted = size;
  #isFirst = true;

  /** Takes the next bytes and passes on each record that they complete. Throws at what cannot be a frame. */
  take(bytes: Uint8Array, receive: (record: EngineRecord) => void): void {
    this.#held.push(bytes);
    this.#length += bytes.length;
    if (this.#length < this.#wanted) return;
    const all = this.#held.length === 1 ? bytes : Buffer.concat(this.#held);
    let at = 0;
    for (;;) {
      const rest = all.length - at;
      this.#wanted = rest < size ? size : lengthOf(all, at);
      if (this.#wanted - size > (this.#isFirst ? firstLimit : limit))
        throw new Error(`a frame of ${this.#wanted} bytes`);
      if (rest < this.#wanted) break;
      this.#isFirst = false;
      const [id, kind, headLength] = [number(all, at), number(all, at + 8), number(all, at + 16)];
      const body = at + size + headLength;
      receive({
        id,
        kind,
        head: decoder.decode(all.subarray(at + size, body)),
        body: all.subarray(body, at + this.#wanted),
      });
      at += this.#wanted;
    }
    this.#held = at === all.length ? [] : [all.subarray(at)];
    this.#length = all.length - at;
  }
}

function number(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
  return view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
}

function lengthOf(bytes: Uint8Array, at: number): number {
  return size + number(bytes, at + 16) + number(bytes, at + 24);
}
