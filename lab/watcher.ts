// The events of an operation, for a test that waits for one.
import type { HelmEvent } from "../src/index.ts";

/** Collects the events of an operation and lets a test wait for one. */
export class Watcher {
  readonly events: HelmEvent[] = [];
  readonly onEvent = (event: HelmEvent): void => {
    this.events.push(event);
    for (const look of this.#looks) look();
  };
  readonly #looks = new Set<() => void>();

  /** The first event that fits, once it has come. */
  seen(fits: (event: HelmEvent) => boolean): Promise<HelmEvent> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.find(fits);
        if (found === undefined) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

/** The hook that is {@link endless} runs. */
export function isHookRunning(event: HelmEvent): boolean {
  return event.type === "hookLog" && event.line === "running";
}

/** The operation begins to wait. */
export function isWaiting(event: HelmEvent): boolean {
  return event.type === "phase" && event.phase === "wait";
}
