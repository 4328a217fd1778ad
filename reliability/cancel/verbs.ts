// The verbs that are cancelled, and the moments at which they are.
import type { Running } from "../../lab/operation.ts";
import type { CallOptions, HelmEvent } from "../../src/index.ts";
import { type Behaviour, values } from "../chart.ts";
import type { Lane } from "./lane.ts";

/** What becomes of the request at which the cancel falls. */
export const fates = ["not sent", "answer lost", "under way"] as const;
export type Fate = (typeof fates)[number];

/** At a request, or while nothing is sent because something is waited for. */
export type Moment =
  | { readonly request: number; readonly fate: Fate }
  | { readonly waiting: Waiting; readonly strategy: Strategy };

/** What never ends. */
export type Waiting = "wait" | "pre" | "post" | "test";
export type Strategy = "watcher" | "legacy";

export interface StartOptions extends CallOptions {
  readonly wait: Strategy;
}

export interface Verb {
  readonly verb: "install" | "upgrade" | "rollback" | "uninstall" | "test";
  /** What it waits for, one after the other. */
  readonly waits: readonly Waiting[];
  /** Makes what must be there before. */
  prepare(lane: Lane, release: string, stuck?: Waiting): Promise<unknown>;
  start(lane: Lane, release: string, options: StartOptions, stuck?: Waiting): Running;
  /** Whether an event says that it has come to where it is stuck. */
  isStuck(event: HelmEvent, stuck: Waiting): boolean;
}

/** How the chart behaves so that a verb gets stuck. */
function behaviour(stuck: Waiting | undefined, text: string): Behaviour {
  const endless = { logs: ["running"], exitAfter: "10m" };
  switch (stuck) {
    case undefined:
      return { text };
    case "wait":
      return { text, web: { neverReady: true }, isKept: true };
    default:
      return { text, [stuck]: endless };
  }
}

function install(lane: Lane, release: string, settings: Behaviour): Promise<unknown> {
  return lane.other.releases.install(release, lane.chart, { values: values(settings), wait: false, noHooks: true });
}

const isWaiting: Verb["isStuck"] = (event, stuck) =>
  stuck === "wait"
    ? event.type === "phase" && event.phase === "wait"
    : event.type === "hookLog" && event.line === "running";

const hooked = ["pre", "wait", "post"] as const;

export const verbs: readonly Verb[] = [
  {
    verb: "install",
    waits: hooked,
    prepare: async () => {},
    start: ({ helm, chart }, release, options, stuck) =>
      helm.releases.install(release, chart, { ...options, values: values(behaviour(stuck, "new")) }),
    isStuck: isWaiting,
  },
  {
    verb: "upgrade",
    waits: hooked,
    prepare: (lane, release) => install(lane, release, {}),
    start: ({ helm, chart }, release, options, stuck) =>
      helm.releases.upgrade(release, chart, { ...options, values: values(behaviour(stuck, "new")) }),
    isStuck: isWaiting,
  },
  {
    verb: "rollback",
    waits: hooked,
    prepare: async (lane, release, stuck) => {
      await install(lane, release, behaviour(stuck, "first"));
      await lane.other.releases.upgrade(release, lane.chart, { values: values(), wait: false, noHooks: true });
    },
    start: ({ helm }, release, options) => helm.releases.rollback(release, options),
    isStuck: isWaiting,
  },
  {
    verb: "uninstall",
    waits: hooked,
    prepare: (lane, release, stuck) => install(lane, release, behaviour(stuck, "first")),
    start: ({ helm }, release, options) => helm.releases.uninstall(release, options),
    isStuck: isWaiting,
  },
  {
    verb: "test",
    waits: ["test"],
    prepare: (lane, release, stuck) => install(lane, release, behaviour(stuck, "first")),
    start: ({ helm }, release, { wait: _, ...options }) => helm.releases.test(release, options),
    isStuck: isWaiting,
  },
];
