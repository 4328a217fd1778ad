// What a bad day does to a client of an API server, over TLS and HTTP/2: a proxy of the test cluster's binary.
import { findBinary } from "../src/testing/binary.ts";
import type { TestCluster } from "../src/testing/index.ts";

/** Which requests a fault takes. All that is said must fit. */
export interface Chosen {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Must match path and query somewhere. Go reads it: no lookahead, no flags. @default any */
  readonly path?: RegExp;
  /** A part of the User-Agent header. */
  readonly userAgent?: string;
  /** So many fitting requests are let through first. @default 0 */
  readonly skip?: number;
  /** How many requests it takes. @default all */
  readonly times?: number;
}

/** An answer in place of the API server's. */
export interface Answer {
  readonly status: number;
  /** Content-Type is JSON unless it is here. */
  readonly headers?: Record<string, string>;
  /** Text is sent as it is, everything else as JSON. @default "" */
  readonly body?: unknown;
}

/** How what is sent ends: one stream of HTTP/2 is reset, or the whole connection with all that is on it. */
interface Break {
  /** @default false */
  readonly connection?: boolean;
}

/** What is done to a request. "Sent on" means that the API server does it. */
export type Act =
  /** It waits, before it is sent on, for {@link Fault.release} or {@link Fault.lose}. */
  | ({ readonly act: "hold" } & Break)
  /** It is sent on, and the answer waits. */
  | ({ readonly act: "holdAnswer" } & Break)
  /** It is sent on after some milliseconds. */
  | { readonly act: "delay"; readonly milliseconds: number }
  /** It is answered, and not sent on. */
  | ({ readonly act: "answer" } & Answer)
  /** It is sent on, and the client hears something else. */
  | ({ readonly act: "instead" } & Answer)
  /** It breaks, and is not sent on. */
  | ({ readonly act: "reset" } & Break)
  /** It is sent on, and the answer is lost. */
  | ({ readonly act: "lose" } & Break)
  /** It is sent on, and breaks in the middle of the answer. */
  | ({ readonly act: "half" } & Break)
  /** It is sent on, and half the answer is sent as if it were all. */
  | { readonly act: "truncate" }
  /** It is sent on, and the answer comes a byte at a time, so many milliseconds apart. */
  | { readonly act: "drip"; readonly milliseconds: number }
  /** It is sent on, and the answer, a watch, ends after so many milliseconds. */
  | { readonly act: "close"; readonly milliseconds: number }
  /** It is answered with JSON of so many bytes, and not sent on. */
  | { readonly act: "flood"; readonly bytes: number; readonly status?: number };

/** A request that has come to the proxy. */
export interface SeenRequest {
  /** The first has number 1. */
  readonly number: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly userAgent: string;
  /** "HTTP/2.0". */
  readonly protocol: string;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
  /** Whether it was sent on to the API server. */
  readonly isForwarded: boolean;
  /** The status of the API server's answer; 0 if there is none. */
  readonly upstream: number;
  /** The status that the client was told; 0 if none. */
  readonly status: number;
  /** Whether nothing more comes of it. */
  readonly isDone: boolean;
  /** Whether the client went away before there was an answer. */
  readonly isGivenUp: boolean;
}

/** A fault that is at work until it is disposed, released or lost, or has taken as many requests as it may. */
export interface Fault extends AsyncDisposable {
  /** The first request it has taken, once it has come (and, for "holdAnswer", was done). Rejects when the proxy ends. */
  hit(): Promise<SeenRequest>;
  /** The requests it has taken so far. */
  hits(): Promise<readonly SeenRequest[]>;
  /** Takes nothing more, and sends on what it holds. */
  release(): Promise<void>;
  /** Takes nothing more, and breaks what it holds. */
  lose(): Promise<void>;
}

type Child = Bun.Subprocess<"pipe", "pipe", "inherit">;

/**
 * A proxy before a cluster's API server that does to chosen requests what a bad day does. It speaks TLS,
 * by the cluster's own CA, and HTTP/2 on both sides, and hands credentials on. It is a process of its own and
 * ends with this one; a shared cluster may have any number of them.
 *
 * @example
 * ```ts
 * await using proxy = await FaultProxy.start(await cluster());
 * await using helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: "mine" });
 *
 * // The third write of a record is answered 503, once.
 * const writes = { method: "PUT", path: /\/secrets\/sh\.helm/ } as const;
 * await proxy.fault({ ...writes, skip: 2, times: 1 }, { act: "answer", status: 503 });
 *
 * // The first apply waits until we know what becomes of it.
 * await using held = await proxy.fault({ method: "PATCH", times: 1 }, { act: "hold" });
 * const installed = helm.releases.install("shop", chart);
 * await held.hit();
 * await held.lose();
 *
 * // The API server is away for three seconds, as far as this client can tell: no connection stays, none comes.
 * await proxy.down();
 * await Bun.sleep(3000);
 * await proxy.up();
 * ```
 */
export class FaultProxy implements AsyncDisposable {
  readonly #child: Child;
  readonly #control: string;
  readonly #end = new AbortController();
  /** Stands for the API server's URL. */
  readonly server: string;
  readonly #cluster: TestCluster;

  private constructor(cluster: TestCluster, child: Child, at: { server: string; control: string }) {
    this.#cluster = cluster;
    this.#child = child;
    this.#control = at.control;
    this.server = at.server;
  }

  /** http1: no HTTP/2 towards clients. */
  static async start(cluster: TestCluster, { http1 = false }: { http1?: boolean } = {}): Promise<FaultProxy> {
    const command = [await findBinary(), "proxy", "--dir", cluster.description.dir, ...(http1 ? ["--http1"] : [])];
    const child = Bun.spawn(command, { stdio: ["pipe", "pipe", "inherit"], detached: true });
    const { value } = await child.stdout.getReader().read(); // the line is written at once
    if (value === undefined) throw new Error(`the fault proxy did not start (exit ${await child.exited})`);
    child.unref();
    return new FaultProxy(cluster, child, JSON.parse(new TextDecoder().decode(value)));
  }

  /** A kubeconfig, as contents, of an administrator behind this proxy; token: somebody else. */
  kubeconfigOf(token: string): object {
    const { caFile } = this.#cluster.description;
    return {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "proxy", cluster: { server: this.server, "certificate-authority": caFile } }],
      users: [{ name: "proxy", user: { token } }],
      contexts: [{ name: "proxy", context: { cluster: "proxy", user: "proxy" } }],
      "current-context": "proxy",
    };
  }

  /** A kubeconfig, as contents, of an administrator behind this proxy. */
  get kubeconfig(): object {
    return this.kubeconfigOf(this.#cluster.description.token);
  }

  /** Puts a fault to work and resolves when it is. The oldest that fits takes a request. */
  async fault({ path, ...chosen }: Chosen, act: Act): Promise<Fault> {
    const { body, ...rest } = act as Act & Partial<Answer>;
    const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
    const rule = { ...chosen, ...rest, path: path?.source ?? "", body: body === undefined ? "" : text };
    const { id } = await this.#ask<{ id: number }>("POST", "/rules", rule);
    const post = async (fate: string): Promise<void> => void (await this.#ask("POST", `/rules/${id}/${fate}`));
    const hits = async (query = ""): Promise<readonly SeenRequest[]> =>
      (await this.#ask<{ hits: SeenRequest[] }>("GET", `/rules/${id}${query}`)).hits;
    return {
      hit: async () => (await hits())[0] as SeenRequest,
      hits: () => hits("?now"),
      release: () => post("release"),
      lose: () => post("lose"),
      [Symbol.asyncDispose]: () => post("release"),
    };
  }

  /** Ends all faults: what they hold is sent on. */
  async heal(): Promise<void> {
    await this.#ask("DELETE", "/rules");
  }

  /** The requests that have come, in their order. after: all but the first so many; userAgent: a part of the header. */
  requests(after = 0, userAgent = ""): Promise<readonly SeenRequest[]> {
    return this.#ask<SeenRequest[]>("GET", `/requests?after=${after}&userAgent=${encodeURIComponent(userAgent)}`);
  }

  /** The server is gone, as if killed: each connection breaks, and none is taken. */
  async down(): Promise<void> {
    await this.#ask("POST", "/down");
  }

  /** The server is back. */
  async up(): Promise<void> {
    await this.#ask("POST", "/up");
  }

  /** Each connection breaks; new ones are taken. */
  async sever(): Promise<void> {
    await this.#ask("POST", "/sever");
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.#control + path, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: this.#end.signal,
      keepalive: false,
      timeout: false, // a hit may be long in coming
    } as RequestInit);
    if (!answer.ok) throw new Error(`the fault proxy refuses: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Error("the fault proxy has ended"));
    this.#child.ref();
    await this.#child.stdin.end();
    await this.#child.exited;
  }
}
