// What a person sees while Go compiles for minutes.

const terminalInterval = 250;
const pipeInterval = 15_000;

/** Counts the packages that `go build -v` names; one line that updates in a terminal, a line now and then in a pipe. */
export class Progress implements Disposable {
  readonly #title: string;
  readonly #start: number = performance.now();
  readonly #terminal: boolean = process.stdout.isTTY === true;
  readonly #timer: Timer;
  #disposed = false;
  #compiled = 0;
  #downloaded = 0;

  /** How many packages there are, as soon as that is known. */
  total: number | undefined;

  constructor(title: string) {
    this.#title = title;
    this.#timer = setInterval(() => this.#show(), this.#terminal ? terminalInterval : pipeInterval);
  }

  /** Takes a line of Go's stderr; false if it is none of progress and should be kept for the error. */
  take(line: string): boolean {
    if (line.startsWith("go: downloading ")) this.#downloaded++;
    else if (/^[\w.\-~+@/]+$/.test(line)) this.#compiled++;
    else return line.trim() === "";
    return true;
  }

  get elapsed(): string {
    return duration(performance.now() - this.#start);
  }

  #show(): void {
    const work =
      this.#compiled === 0 && this.#downloaded > 0
        ? `${this.#downloaded} modules downloaded`
        : `${this.#compiled} of at most ${this.total ?? "?"} packages`;
    const line = `building ${this.#title}: ${this.elapsed}, ${work}`;
    if (this.#terminal) process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else console.log(line);
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearInterval(this.#timer);
    if (this.#terminal) process.stdout.write("\r\x1b[2K");
  }
}

export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, "0")}s`;
}
