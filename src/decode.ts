/** Where an attachment belongs in the JSON, and how many bytes it has. */
type Attachment = [path: (string | number)[], length: number, isBytes?: true];

const newDecoder = (): TextDecoder => new TextDecoder("utf-8", { ignoreBOM: true });
const decoder = newDecoder();

/**
 * A value whose attachments are put back in place. They may come in pieces, cut anywhere, since decoding a
 * large text at once would hold up the event loop.
 */
export class Decoding {
  readonly value: unknown;
  readonly #attachments: readonly Attachment[];
  #next = 0;
  /** How many bytes of the next attachment have arrived. */
  #at = 0;
  /** Keeps the bytes of a character that was cut. */
  #decoder = decoder;

  constructor(head: string) {
    const { value, attachments = [] } = JSON.parse(head) as { value: unknown; attachments?: Attachment[] };
    this.value = value;
    this.#attachments = attachments;
  }

  /** Takes the next bytes; they are not kept. */
  take(body: Uint8Array): void {
    for (let from = 0; from < body.length; ) {
      const [path, length, isBytes] = this.#attachments[this.#next] as Attachment;
      const piece = body.subarray(from, from + length - this.#at);
      from += piece.length;
      const parent = path.slice(0, -1).reduce((part, step) => part[step] as Parts, this.value as Parts);
      const key = path.at(-1) as string;
      if (isBytes) {
        if (this.#at === 0) parent[key] = new Uint8Array(length);
        (parent[key] as Uint8Array).set(piece, this.#at);
      } else {
        const isPart = this.#at + piece.length < length;
        if (isPart && this.#at === 0) this.#decoder = newDecoder();
        const text = this.#decoder.decode(piece, { stream: isPart });
        parent[key] = this.#at === 0 ? text : `${parent[key]}${text}`;
      }
      this.#at += piece.length;
      if (this.#at < length) continue;
      this.#at = 0;
      this.#next++;
    }
  }
}

type Parts = Record<string | number, unknown>;
