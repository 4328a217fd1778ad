// What may lie on the way to an API server: proxies, forwarders, and a gateway that asks for credentials itself.
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { TestCluster } from "../src/testing/index.ts";
import { refusal } from "./refusal.ts";

/** A listener whose connections end with it. */
class Listener implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  protected constructor(onConnection: (socket: Socket) => void) {
    this.#server = createServer((socket) => {
      this.track(socket);
      onConnection(socket);
    });
  }

  protected async listen(host: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(0, host, resolve);
    await promise;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Joins a connection with one to the API server. */
  protected join(socket: Socket, { server }: TestCluster, first: () => void = () => {}): void {
    const target = dial(Number(new URL(server).port), "127.0.0.1", () => {
      first();
      target.pipe(socket).pipe(target);
    });
    this.track(target);
    target.on("close", () => socket.destroy());
    socket.on("close", () => target.destroy());
  }

  protected track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

/** Another address of the API server. */
export class Forwarder extends Listener {
  static async start(cluster: TestCluster, host: string): Promise<Forwarder> {
    const forwarder: Forwarder = new Forwarder((socket) => forwarder.join(socket, cluster));
    await forwarder.listen(host);
    return forwarder;
  }
}

/** An HTTP proxy that leads to the API server, whatever it is asked for. */
export class HttpProxy extends Listener {
  /** What was asked for, as host and port. */
  readonly asked: string[] = [];

  /** account: "user:password" that it insists on. */
  static async start(cluster: TestCluster, account?: string): Promise<HttpProxy> {
    const expected = account && `Proxy-Authorization: Basic ${btoa(account)}`;
    const proxy: HttpProxy = new HttpProxy((socket) => {
      socket.once("data", (data) => {
        const [request = "", ...headers] = data.toString().split("\r\n");
        proxy.asked.push(request.split(" ")[1] ?? "");
        if (expected !== undefined && !headers.includes(expected)) {
          socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
          return;
        }
        proxy.join(socket, cluster, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      });
    });
    await proxy.listen("127.0.0.1");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
}

/** A SOCKS5 proxy (RFC 1928) that leads to the API server, whatever it is asked for. */
export class SocksProxy extends Listener {
  asked = 0;

  static async start(cluster: TestCluster): Promise<SocksProxy> {
    const proxy: SocksProxy = new SocksProxy((socket) => {
      socket.once("data", () => {
        socket.write(new Uint8Array([5, 0])); // no account is asked for
        socket.once("data", () => {
          proxy.asked++;
          proxy.join(socket, cluster, () => socket.write(new Uint8Array([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])));
        });
      });
    });
    await proxy.listen("127.0.0.1");
    return proxy;
  }

  get url(): string {
    return `socks5://127.0.0.1:${this.port}`;
  }
}

/** A gateway before the API server: it knows who comes by the Authorization header and is an administrator there. */
export class Gateway implements AsyncDisposable {
  /** The Authorization headers that came, in their order. */
  readonly seen: string[] = [];
  readonly #server: ReturnType<typeof Bun.serve>;
  readonly #prefix: string;
  readonly #scheme: string;

  private constructor(cluster: TestCluster, ca: string, { prefix = "", plain = false, accepts }: GatewayOptions) {
    this.#prefix = prefix;
    this.#scheme = plain ? "http" : "https";
    const file = (name: string): Bun.BunFile => Bun.file(join(cluster.description.dir, name));
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0,
      ...(!plain && { tls: { cert: file("serving.crt"), key: file("serving.key") } }),
      fetch: async (request) => {
        const { pathname, search } = new URL(request.url);
        const credential = request.headers.get("authorization") ?? "";
        this.seen.push(credential);
        if (!pathname.startsWith(`${prefix}/`)) return new Response("no such place", { status: 404 });
        if (accepts !== undefined && !accepts(credential))
          return Response.json(refusal(401, "Unauthorized").body, { status: 401 });
        const headers = new Headers(request.headers);
        for (const name of ["host", "connection", "content-length"]) headers.delete(name);
        headers.set("authorization", `Bearer ${cluster.description.token}`);
        headers.set("accept-encoding", "identity");
        const { method, signal } = request;
        const body = request.body === null ? null : await request.arrayBuffer();
        const url = cluster.server + pathname.slice(prefix.length) + search;
        const answer = await fetch(url, { method, headers, body, signal, tls: { ca } });
        const kept = new Headers(answer.headers);
        for (const name of ["connection", "transfer-encoding", "content-length"]) kept.delete(name);
        return new Response(answer.body, { status: answer.status, headers: kept });
      },
    });
  }

  static async start(cluster: TestCluster, options: GatewayOptions = {}): Promise<Gateway> {
    return new Gateway(cluster, await Bun.file(cluster.description.caFile).text(), options);
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.#server.port}${this.#prefix}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

interface GatewayOptions {
  /** Where the API begins. */
  readonly prefix?: string;
  /** Without TLS. */
  readonly plain?: boolean;
  /** Which Authorization header it lets through. @default any */
  readonly accepts?: (credential: string) => boolean;
}
