import type { HelmEvent, OperationPhase, ResourceRef } from "../types.gen.ts";

/** One hook or object on the board. */
export interface Row {
  readonly name: string;
  readonly isHook: boolean;
  /** An object that was written is waited for or not: moving is one that is known not to be ready. */
  state: "written" | "moving" | "done" | "failed" | "gone";
  /** created, configured, or the hook's event. */
  what: string;
  /** What it waits for, or why it has failed. */
  detail: string;
  /** The newest lines of a hook's log. */
  readonly log: string[];
}

/** What an operation does to a release, and what it does to go back. */
export interface Act {
  readonly title: string | undefined;
  readonly rows: Map<string, Row>;
}

const keptLog = 3;

const phases: Record<OperationPhase, string> = {
  load: "reading the chart",
  connect: "connecting",
  render: "rendering",
  "post-render": "post-rendering",
  build: "checking the manifest",
  store: "writing the record",
  hook: "running hooks",
  apply: "writing objects",
  wait: "waiting until all are ready",
  delete: "deleting",
  repair: "putting the record in order",
};

export const named = ({ kind, name }: ResourceRef): string => `${kind}/${name}`;
export const isReady = (status: string): boolean => status === "Current" || status === "Succeeded";

/** What is to be seen of an operation, from its events alone. A rollback is an act of its own, below what has failed. */
export class Scene {
  readonly acts: Act[] = [{ title: undefined, rows: new Map() }];
  readonly warnings: string[] = [];
  #phase: OperationPhase | undefined;
  #revision = 0;
  #tried: string | undefined;

  take(event: HelmEvent): void {
    switch (event.type) {
      case "phase":
        this.#phase = event.phase;
        return;
      case "record":
        return this.#record(event.revision, event.status);
      case "resource":
        return this.#act(event, event.action);
      case "readiness": {
        const row = this.#row(event, false);
        const ready = isReady(event.status);
        row.state = ready ? "done" : event.status === "Failed" ? "failed" : "moving";
        row.detail = ready ? "ready" : (event.message ?? event.status);
        return;
      }
      case "hook": {
        const row = this.#row(event.hook, true);
        if (event.status === "started") row.log.length = 0;
        row.state = ({ started: "moving", succeeded: "done", failed: "failed" } as const)[event.status];
        row.what = event.event;
        row.detail = event.status;
        return;
      }
      case "hookLog": {
        const { log } = this.#row(event.hook, true);
        log.push(event.line);
        if (log.length > keptLog) log.shift();
        return;
      }
      case "tried":
        this.#tried = `${event.done} of ${event.total} tried`;
        return;
      case "warning":
        this.warnings.push(event.message);
    }
  }

  /** What it does now, in a few words. */
  get doing(): string {
    const { rows, title } = this.acts.at(-1) as Act;
    if (this.#tried !== undefined) return this.#tried;
    if (this.#phase === undefined) return "";
    const objects = [...rows.values()].filter(({ isHook }) => !isHook);
    const ready = `, ${objects.filter(({ state }) => state === "done").length} of ${objects.length}`;
    return `${title === undefined ? "" : `${title}: `}${phases[this.#phase]}${this.#phase === "wait" ? ready : ""}`;
  }

  /** Those that are not ready yet, with the reason. */
  get waiting(): readonly Row[] {
    return [...(this.acts.at(-1) as Act).rows.values()].filter(({ state }) => state === "moving");
  }

  /** What was written and not waited for is done. */
  succeed(): void {
    for (const row of (this.acts.at(-1) as Act).rows.values()) if (row.state === "written") row.state = "done";
  }

  /** What was still moving has not come to its end. */
  fail(): void {
    for (const row of this.waiting) row.state = "failed";
  }

  /** A later revision within one operation is its rollback. */
  #record(revision: number, status: string): void {
    if (revision <= this.#revision) return;
    const isLater = this.#revision > 0 && status === "pending-rollback";
    this.#revision = revision;
    if (!isLater) return;
    this.fail();
    this.acts.push({ title: "rollback", rows: new Map() });
  }

  #act(ref: ResourceRef, action: string): void {
    const row = this.#row(ref, false);
    if (row.isHook) return; // its own row says how it is doing
    row.what = action;
    row.detail = "";
    row.state = action === "deleted" ? "gone" : "written";
  }

  #row(ref: ResourceRef, isHook: boolean): Row {
    const { rows } = this.acts.at(-1) as Act;
    const key = [ref.kind, ref.namespace, ref.name].join("/");
    let row = rows.get(key);
    if (row === undefined) {
      row = { name: named(ref), isHook, state: "moving", what: "", detail: "", log: [] };
      rows.set(key, row);
    }
    return row;
  }
}
