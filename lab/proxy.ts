// What may happen between a client and its API server: a proxy that holds, answers, delays and loses requests.
import type { TestCluster } from "../src/testing/index.ts";

/** A request that reached the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly userAgent: string;
  /** When it came, as performance.now() has it. */
  readonly at: number;
  /** Whether it was sent on to the API server. */
  readonly isForwarded: boolean;
  /** The status of the answer, once there is one. */
  readonly status: number | undefined;
  /** How many bytes of the API server's answer have been sent. */
  readonly sent: number;
  /** Whether the answer is complete, or the client has gone. */
  readonly isDone: boolean;
  /** Whether the client has gone before there was an answer. */
  readonly isGivenUp: boolean;
}

/** Chooses requests. It is asked once about each request that no earlier rule has taken. */
export type Chosen = (request: ProxiedRequest) => boolean;

/** Requests that wait. Those of a client that gives up are never sent on. */
export interface Held extends Disposable {
  /** The first one has come. */
  readonly hit: Promise<ProxiedRequest>;
  /** Sends on what waits and lets through what comes later. */
  release(): void;
  /** Breaks the connections of what waits and lets through what comes later. */
  lose(): void;
}

/** What is answered in place of the API server. */
export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

interface Rule {
  readonly chosen: Chosen;
  times: number;
  act(forward: () => Promise<Response>, signal: AbortSignal, request: ProxiedRequest): Promise<Response>;
}

type Entry = { -readonly [K in keyof ProxiedRequest]: ProxiedRequest[K] };

/** A proxy before a cluster's API server. It speaks plain HTTP and acts as an administrator. */
export class ApiProxy implements AsyncDisposable {
  readonly #requests: Entry[] = [];
  readonly #rules: Rule[] = [];
  readonly #server: ReturnType<typeof Bun.serve>;
  readonly #cluster: TestCluster;
  readonly #ca: string;

  private constructor(cluster: TestCluster, ca: string) {
    this.#cluster = cluster;
    this.#ca = ca;
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      idleTimeout: 0, // a watch is silent for long
      fetch: (request) => this.#handle(request),
    });
  }

  static async start(cluster: TestCluster): Promise<ApiProxy> {
    return new ApiProxy(cluster, await Bun.file(cluster.description.caFile).text());
  }

  /** A kubeconfig, as contents, whose cluster is this proxy. client-go sends no credentials without TLS. */
  get kubeconfig(): object {
    return {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "proxy", cluster: { server: `http://127.0.0.1:${this.#server.port}` } }],
      users: [{ name: "proxy", user: {} }],
      contexts: [{ name: "proxy", context: { cluster: "proxy", user: "proxy" } }],
      "current-context": "proxy",
    };
  }

  /** The requests so far, in the order in which they came. */
  requests(chosen: Chosen = () => true): ProxiedRequest[] {
    return this.#requests.filter(chosen);
  }

  /** Lets requests wait until they are released. */
  hold(chosen: Chosen): Held {
    return this.#hold(chosen, async (forward, wait) => (await wait()) ?? forward());
  }

  /** Sends requests on and lets their answers wait until they are released. */
  holdAnswer(chosen: Chosen): Held {
    return this.#hold(chosen, async (forward, wait) => {
      const answer = await forward();
      return (await wait()) ?? answer;
    });
  }

  /** Answers requests itself: each as told, or as the function says. */
  answer(
    chosen: Chosen,
    answer: Answer | ((request: ProxiedRequest) => Answer),
    times: number = Number.POSITIVE_INFINITY,
  ): void {
    this.#rule(chosen, times, async (_forward, _signal, request) => {
      const { status, headers = {}, body = {} } = typeof answer === "function" ? answer(request) : answer;
      return Response.json(body, { status, headers });
    });
  }

  /** Sends requests on after some milliseconds. */
  delay(chosen: Chosen, milliseconds: number, times: number = Number.POSITIVE_INFINITY): void {
    this.#rule(chosen, times, async (forward, signal) => {
      await Promise.race([Bun.sleep(milliseconds), aborted(signal)]);
      return signal.aborted ? nobody() : forward();
    });
  }

  /** Sends requests on and loses the answer: the connection breaks. */
  drop(chosen: Chosen, times = 1): Promise<ProxiedRequest> {
    const hit = Promise.withResolvers<ProxiedRequest>();
    this.#rule(chosen, times, async (forward, _, request) => {
      await (await forward()).arrayBuffer();
      hit.resolve(request);
      return broken();
    });
    return hit.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  /** wait: undefined when released, else what to answer. */
  #hold(
    chosen: Chosen,
    act: (forward: () => Promise<Response>, wait: () => Promise<Response | undefined>) => Promise<Response>,
  ): Held {
    const hit = Promise.withResolvers<ProxiedRequest>();
    const released = Promise.withResolvers<"go on" | "lose">();
    const rule = this.#rule(chosen, Number.POSITIVE_INFINITY, (forward, signal, request) =>
      act(forward, async () => {
        hit.resolve(request);
        const fate = await Promise.race([released.promise, aborted(signal)]);
        if (signal.aborted) return nobody();
        return fate === "lose" ? broken() : undefined;
      }),
    );
    const end = (fate: "go on" | "lose"): void => {
      rule.times = 0;
      released.resolve(fate);
    };
    const release = (): void => end("go on");
    return { hit: hit.promise, release, lose: () => end("lose"), [Symbol.dispose]: release };
  }

  #rule(chosen: Chosen, times: number, act: Rule["act"]): Rule {
    const rule: Rule = { chosen, times, act };
    this.#rules.push(rule);
    return rule;
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const entry: Entry = {
      method: request.method,
      path: pathname + search,
      userAgent: request.headers.get("user-agent") ?? "",
      at: performance.now(),
      isForwarded: false,
      status: undefined,
      sent: 0,
      isDone: false,
      isGivenUp: false,
    };
    this.#requests.push(entry);
    request.signal.addEventListener("abort", () => {
      entry.isDone = true;
      entry.isGivenUp = entry.status === undefined;
    });
    const body = request.body === null ? null : await request.arrayBuffer();
    const forward = (): Promise<Response> => this.#forward(request, body, entry);
    const rule = this.#rules.find(({ times, chosen }) => times > 0 && chosen(entry));
    if (rule !== undefined) rule.times--;
    try {
      const response = await (rule === undefined ? forward() : rule.act(forward, request.signal, entry));
      entry.status = response.status;
      return response;
    } catch (error) {
      if (!request.signal.aborted) throw error;
      return nobody();
    }
  }

  async #forward(request: Request, body: ArrayBuffer | null, entry: Entry): Promise<Response> {
    const headers = new Headers(request.headers);
    for (const name of ["host", "connection", "content-length"]) headers.delete(name);
    headers.set("authorization", `Bearer ${this.#cluster.description.token}`);
    headers.set("accept-encoding", "identity");
    entry.isForwarded = true;
    const answer = await fetch(this.#cluster.server + entry.path, {
      method: request.method,
      headers,
      body,
      redirect: "manual",
      signal: request.signal,
      tls: { ca: this.#ca },
    });
    const kept = new Headers(answer.headers);
    for (const name of ["connection", "transfer-encoding", "content-length"]) kept.delete(name);
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        entry.sent += bytes.length;
        controller.enqueue(bytes);
      },
      flush: () => void (entry.isDone = true),
    });
    return new Response(answer.body?.pipeThrough(counted) ?? null, { status: answer.status, headers: kept });
  }
}

/** An answer that breaks off. */
function broken(): Response {
  const body = new ReadableStream({ pull: (controller) => controller.error() }); // Bun prints a reason
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** The answer to a client that has gone. */
function nobody(): Response {
  return new Response(null, { status: 499 });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
