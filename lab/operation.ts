// What can be seen of an operation from outside: whether it is over, in Go too, and what it may still send.
import { internal } from "./internal.ts";
import type { Chosen, ProxiedRequest } from "./proxy.ts";
import { until } from "./wait.ts";

/** An operation of any verb. */
export type Running = Promise<unknown> & { readonly id: number; cancel(reason?: unknown): void };

/** Waits until no goroutine of an operation is left. */
export async function goneFromGo(operation: Running, timeout?: number): Promise<void> {
  await until(
    async () => (await internal("internal.goroutines", { operation: operation.id })).stacks.length === 0,
    timeout,
  );
}

/** How long this process and Go in it did not get to run, in milliseconds: the load of others is no delay of ours. */
export class Starvation {
  #sum = 0;
  #last = performance.now();
  #isOver = false;

  constructor() {
    void this.#measure();
  }

  end(): number {
    this.#isOver = true;
    this.#step();
    return this.#sum;
  }

  async #measure(): Promise<void> {
    while (!this.#isOver) {
      await Bun.sleep(5);
      await internal("internal.noop");
      this.#step();
    }
  }

  #step(): void {
    const now = performance.now();
    this.#sum += Math.max(0, now - this.#last - 10);
    this.#last = now;
  }
}

/** Waits until what had left Go at the call has reached the proxy: Go has answered to something else. */
export async function allArrived(): Promise<void> {
  await internal("internal.noop");
  await internal("internal.noop");
  await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Whether a request that came after a cancel had left Go before: it is given up, or it is a read that
 * came at once.
 */
export function wasOnItsWay({ method, isGivenUp }: ProxiedRequest, cameAtOnce: boolean): boolean {
  return isGivenUp || (cameAtOnce && method === "GET");
}

/** Whether a request, as "method path", is for all operations of a cluster: no cancel of one of them ends it. */
export function isShared(line: string): boolean {
  return /^GET \/(api|apis|openapi\/\S+)$/.test(line);
}

/** Whether a request, as "method path", reads records or ends one. */
export function isRepair(line: string): boolean {
  return /^(GET|PUT|DELETE) \S+\/secrets(\?|\/sh\.helm\.release\.v1\.)/.test(line);
}

/** Whether a request writes a release record. */
export const writesRecord: Chosen = ({ method, path }) => method !== "GET" && /\/secrets(\/|$)/.test(path);

/** Requests as lines: "method path". */
export function requestLines(requests: readonly ProxiedRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}
