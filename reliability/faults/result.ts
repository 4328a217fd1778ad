// What the section has found.
import type { HungTrial } from "./hung.ts";
import type { OutageTrial } from "./outages.ts";
import type { FaultTrial } from "./trial.ts";

export interface FaultResult {
  readonly faults: readonly FaultTrial[];
  readonly outages: readonly OutageTrial[];
  readonly hung: readonly HungTrial[];
}
