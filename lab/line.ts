// The line between a client and its API server: it can be cut, and stay dead for a while.
import type { Socket } from "bun";
import type { TestCluster } from "../src/testing/index.ts";

interface End {
  other: Socket<End> | undefined;
  /** What the other side has sent before this one took it. */
  pending: Buffer[];
}

/** Passes on the bytes of connections to a cluster's API server. TLS goes through it. */
export class Line implements AsyncDisposable {
  readonly #target: URL;
  readonly #kubeconfig: string;
  readonly #ends = new Set<Socket<End>>();
  #listener: Bun.TCPSocketListener<End> | undefined;
  #port = 0;
  #isFrozen = false;
  #taken = 0;

  private constructor(target: URL, kubeconfig: string) {
    this.#target = target;
    this.#kubeconfig = kubeconfig;
    this.up();
  }

  static async to(cluster: TestCluster): Promise<Line> {
    return new Line(new URL(cluster.server), await Bun.file(cluster.kubeconfig).text());
  }

  /** An administrator's kubeconfig, as contents, whose connections take this line. */
  get kubeconfig(): Blob {
    return new Blob([this.#kubeconfig.replaceAll(this.#target.host, `127.0.0.1:${this.#port}`)]);
  }

  /** Connections there are. */
  get connections(): number {
    return this.#ends.size / 2;
  }

  /** Connections there have been. */
  get taken(): number {
    return this.#taken;
  }

  /** Breaks all connections; new ones can be made. */
  cut(): void {
    for (const end of this.#ends) end.terminate();
  }

  /** Breaks all connections and refuses new ones. */
  down(): void {
    this.#listener?.stop(true);
    this.#listener = undefined;
    this.cut();
  }

  /** Passes nothing on any more, as if the server had stopped: connections stay, and new ones are taken. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** Takes connections again, where it took them before. */
  up(): void {
    const ends = this.#ends;
    const target = { hostname: this.#target.hostname, port: Number(this.#target.port) };
    const pass = (end: Socket<End>, bytes: Buffer): void => {
      const { other } = end.data;
      if (this.#isFrozen) return;
      if (other === undefined) end.data.pending.push(Buffer.from(bytes));
      else write(other, bytes);
    };
    const socket: Bun.SocketHandler<End> = {
      data: pass,
      drain: (end) => write(end, undefined),
      close: (end) => {
        ends.delete(end);
        end.data.other?.terminate();
      },
      error: (end) => end.terminate(),
    };
    this.#listener = Bun.listen<End>({
      hostname: "127.0.0.1",
      port: this.#port,
      socket: {
        ...socket,
        open: (near) => {
          near.data = { other: undefined, pending: [] };
          ends.add(near);
          this.#taken++;
          const far = Bun.connect<End>({ ...target, data: { other: near, pending: [] }, socket });
          far.then(
            (end) => {
              ends.add(end);
              if (!ends.has(near)) return end.terminate(); // it was cut meanwhile
              const early = near.data.pending.splice(0);
              near.data.other = end;
              for (const bytes of early) write(end, bytes);
            },
            () => near.terminate(),
          );
        },
      },
    });
    this.#port = this.#listener.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.down();
  }
}

/** Writes what waits and then these bytes; what the socket does not take waits for its drain. */
function write(end: Socket<End>, bytes: Buffer | undefined): void {
  const { pending } = end.data;
  if (bytes !== undefined) pending.push(Buffer.from(bytes));
  for (let first = pending[0]; first !== undefined; first = pending[0]) {
    const taken = Math.max(0, end.write(first));
    if (taken < first.length) {
      pending[0] = first.subarray(taken);
      return;
    }
    pending.shift();
  }
}
