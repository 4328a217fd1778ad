// What may happen between a client and a server of any kind.
import { connect, createServer, type Socket } from "node:net";

/** A server's address that one can cut, or let fall silent. */
export class Wire implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((from) => this.#join(from));
  readonly #target: number;
  /** Whether nothing arrives any more, in either direction. */
  isSilent = false;
  /** How often something has not arrived. */
  swallowed = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async to(port: number): Promise<Wire> {
    const wire = new Wire(port);
    await new Promise<void>((resolve) => wire.#server.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Whether later connections end at once. */
  isClosed = false;

  /** How long each answer of the database takes, in milliseconds. */
  delay = 0;

  /** Loses all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #join(from: Socket): void {
    if (this.isClosed) {
      from.destroy();
      return;
    }
    const to = connect(this.#target, "127.0.0.1");
    for (const [source, goal] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(source);
      source.on("data", (data) => {
        if (this.isSilent) this.swallowed++;
        else if (this.delay > 0 && source === to) setTimeout(() => goal.write(data), this.delay);
        else goal.write(data);
      });
      source.on("error", () => goal.destroy());
      source.on("close", () => {
        this.#sockets.delete(source);
        goal.destroy();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
