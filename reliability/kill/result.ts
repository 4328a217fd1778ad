// What the section has found.
import type { Verb } from "../verbs.ts";
import type { Target } from "./lane.ts";
import type { KillTrial } from "./trial.ts";

export interface KillResult {
  readonly target: Target;
  readonly trials: readonly KillTrial[];
  /** How many requests each verb sends when nobody kills it. */
  readonly requests: ReadonlyMap<Verb, number>;
}
