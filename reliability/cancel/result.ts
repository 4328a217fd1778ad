// What the section has found.
import type { Trial } from "./trial.ts";
import type { Verb } from "./verbs.ts";

export interface Result {
  readonly trials: readonly Trial[];
  /** How many requests each verb sends when nobody cancels it. */
  readonly requests: ReadonlyMap<Verb["verb"], number>;
}
