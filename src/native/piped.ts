import { argumentsOf, type Engine, type EngineHandler, endOf, longestOutput, spawnOptions } from "./engine.ts";

const grace = 1000; // milliseconds: how long an end waits for what the process said last

/** An engine where there is no socketpair of Linux: over the pipes that Bun makes. */
export class PipedEngine implements Engine {
  readonly file: string;
  /** Nobody else has its pipes' file descriptors to close. */
  readonly isLost = false;
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;

  /** Starts it. limit: the bytes of memory that it may use. */
  constructor(file: string, limit: number | undefined) {
    this.#child = Bun.spawn([file, ...argumentsOf(limit)], {
      ...spawnOptions,
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.file = file;
    this.#child.unref(); // of its pipes too, as long as nobody has asked for them
  }

  connect(handler: EngineHandler): void {
    let output = "";
    const decoder = new TextDecoder();
    const silent = Promise.allSettled([
      each(this.#child.stdout, (bytes) => handler.data(bytes)).finally(
        () => this.kill(), // it may have closed its end and go on
      ),
      each(this.#child.stderr, (bytes) => {
        if (output.length < longestOutput) output += decoder.decode(bytes, { stream: true });
      }),
    ]);
    void this.#child.exited.then(async (exitCode) => {
      let awake: Timer | undefined; // the process has ended, and its pipes do not keep this one alive
      await Promise.race([silent, new Promise<void>((resolve) => (awake = setTimeout(resolve, grace)))]);
      clearTimeout(awake);
      handler.ended(endOf(this.#child, exitCode, output));
    });
  }

  /** What there is no room for is kept by Bun. */
  write(bytes: Uint8Array): number {
    const { stdin } = this.#child;
    stdin.write(bytes);
    void (async () => stdin.flush())().catch(() => {}); // the process has ended, as it tells itself
    return bytes.length;
  }

  ref(): void {
    this.#child.ref();
  }

  unref(): void {
    this.#child.unref();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

async function each(stream: ReadableStream<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<void> {
  for await (const bytes of stream) take(bytes);
}
