// What of two texts is not the same in two runs of one command, and whether a third differs elsewhere.

/** The parts of a text that are the same each time; between them is what is masked. */
export class Mask {
  readonly #lines: readonly string[];
  /** Numbers of lines. */
  readonly #differing = new Set<number>();
  /** How many lines at the beginning and at the end are the same, once the numbers of lines differ. */
  #frame: { start: number; end: number } | undefined;

  constructor(text: string) {
    this.#lines = text.split("\n");
  }

  /** Takes another run of the same. */
  add(text: string): void {
    const lines = text.split("\n");
    this.#lines.forEach((line, number) => {
      if (line !== lines[number]) this.#differing.add(number);
    });
    if (lines.length === this.#lines.length) return;
    const start = this.#lines.findIndex((line, number) => line !== lines[number]);
    const end = this.#lines.toReversed().findIndex((line, number) => line !== lines[lines.length - 1 - number]);
    this.#frame = {
      start: Math.min(this.#frame?.start ?? Infinity, start === -1 ? Infinity : start, lines.length),
      end: Math.min(this.#frame?.end ?? Infinity, end === -1 ? Infinity : end, lines.length),
    };
  }

  get count(): number {
    if (this.#frame === undefined) return this.#differing.size;
    return Math.max(1, this.#lines.length - this.#frame.start - this.#frame.end);
  }

  /** The first line outside of the mask that is another one; undefined where all is the same. */
  difference(text: string): Difference | undefined {
    const lines = text.split("\n");
    if (this.#frame === undefined) {
      const number = Array.from({ length: Math.max(lines.length, this.#lines.length) }, (_, i) => i).find(
        (i) => lines[i] !== this.#lines[i] && !this.#differing.has(i),
      );
      return number === undefined ? undefined : this.#at(number, lines);
    }
    const { start, end } = this.#frame;
    const head = this.#lines.slice(0, start).findIndex((line, number) => line !== lines[number]);
    if (head !== -1) return this.#at(head, lines);
    const own = this.#lines.slice(this.#lines.length - end).toReversed();
    const tail = own.findIndex((line, number) => line !== lines[lines.length - 1 - number]);
    return tail === -1
      ? undefined
      : { line: this.#lines.length - tail, command: own[tail], bunhelm: lines.at(-1 - tail) };
  }

  #at(number: number, lines: readonly string[]): Difference {
    return { line: number + 1, command: this.#lines[number], bunhelm: lines[number] };
  }
}

/** Where two texts differ first. Lines count from 1; one that is not there is undefined. */
export interface Difference {
  readonly line: number;
  readonly command: string | undefined;
  readonly bunhelm: string | undefined;
}
