import type { CallOptions } from "./call.ts";
import type { Operation } from "./operation.ts";
import { markdown, text } from "./plan-text.ts";
import type {
  FieldChange,
  PlanBasis,
  PlanData,
  PlannedAction,
  PlannedDefinition,
  PlannedHook,
  PlannedObject,
  PlannedProblem,
  PlannedRevision,
  PlannedVerb,
  ReleasePendingDetails,
  ReleaseSummary,
  ResourceRef,
} from "./wire.gen.ts";

/** How a plan is printed. */
export interface PlanTextOptions {
  /**
   * Use colours of a terminal.
   *
   * @default whether standard output is a terminal and NO_COLOR is not set
   */
  color?: boolean;
}

/**
 * What a call would do: `releases.plan`, `releases.planRollback` or `releases.planUninstall`. The API server has tried
 * each object the way the call would send it, and has stored nothing.
 *
 * @example
 * ```ts
 * const plan = await helm.releases.plan("shop", "./charts/shop", { values: { replicas: 3 } });
 * console.log(plan.text());
 * if (plan.isAccepted && plan.isChange) await plan.apply();
 * ```
 */
export class Plan<Result = unknown> {
  /** The call. For a release that does not exist yet, a plan of an upgrade is one of an install. */
  readonly verb: PlannedVerb;
  readonly name: string;
  readonly namespace: string;
  /** The newest revision, as it is recorded; undefined if there is none. */
  readonly current: ReleaseSummary | undefined;
  /** The revision that the call would write; undefined for an uninstall. */
  readonly next: PlannedRevision | undefined;
  /** The operation that has not ended and would have the call rejected with RELEASE_PENDING. */
  readonly pending: ReleasePendingDetails | undefined;
  /** What would become of each object, in the order in which they are written, then those that are deleted. */
  readonly objects: readonly PlannedObject[];
  /** The hooks that would run, then those that the newest revision has and the next one has not. */
  readonly hooks: readonly PlannedHook[];
  /** What the chart has in crds/: CustomResourceDefinitions, and other objects if it has any there. */
  readonly crds: readonly PlannedDefinition[];
  /** How the values given by users differ from those of the revision that is upgraded. */
  readonly values: readonly FieldChange[];
  /** What else would have the call rejected: the release's namespace or its record. */
  readonly problems: readonly PlannedProblem[];
  /** The API server's warnings. */
  readonly warnings: readonly string[];
  /** The objects that missingKinds: "skip" would skip, and those that takeOver would leave behind. */
  readonly left: readonly ResourceRef[];
  readonly #basis: PlanBasis;
  readonly #apply: (basis: PlanBasis, options: CallOptions | undefined) => Operation<Result>;

  /** @internal */
  constructor(data: PlanData, apply: (basis: PlanBasis, options: CallOptions | undefined) => Operation<Result>) {
    this.verb = data.verb;
    this.name = data.name;
    this.namespace = data.namespace;
    this.current = data.current;
    this.next = data.next;
    this.pending = data.pending;
    this.objects = data.objects;
    this.hooks = data.hooks;
    this.crds = data.crds;
    this.values = data.values;
    this.problems = data.problems;
    this.warnings = data.warnings;
    this.left = data.left ?? [];
    this.#basis = data.basis;
    this.#apply = apply;
  }

  /** How many objects there are of each action. */
  get summary(): Record<PlannedAction, number> {
    const counts = { create: 0, update: 0, replace: 0, adopt: 0, delete: 0, keep: 0, unchanged: 0 };
    for (const { action } of this.objects) counts[action]++;
    return counts;
  }

  /** Whether an object, a hook or a definition would change. Of an uninstall, whether there is anything to delete. */
  get isChange(): boolean {
    const { unchanged, keep } = this.summary;
    const hooks = this.hooks.some(({ status }) => status !== "unchanged");
    return (
      this.objects.length > unchanged + keep || hooks || this.crds.some(({ action }) => /create|update/.test(action))
    );
  }

  /** Whether nothing is known that would have the call rejected. What could not be tried may still be refused. */
  get isAccepted(): boolean {
    const refused = [...this.crds, ...this.objects, ...this.hooks].some(({ problem }) => problem !== undefined);
    return !refused && this.problems.length === 0 && this.pending === undefined;
  }

  /** The plan for a terminal: what would happen to each object, as unified diffs. */
  text({ color = Bun.enableANSIColors }: PlanTextOptions = {}): string {
    return text(this, color);
  }

  /** The plan for a comment on a pull request, with the diffs folded. */
  markdown(): string {
    return markdown(this);
  }

  /**
   * Makes the call, with the options of the plan. It rejects with a HelmError (PLAN_OUTDATED), and changes nothing, if
   * the release, its objects or what the chart renders have changed since the plan was made.
   */
  apply(options?: CallOptions): Operation<Result> {
    return this.#apply(this.#basis, options);
  }
}
