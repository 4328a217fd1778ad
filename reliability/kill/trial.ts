// What can be done with a release whose process was killed at one request.
import { until } from "../../lab/wait.ts";
import { HelmError } from "../../src/index.ts";
import { values } from "../chart.ts";
import type { Verb } from "../verbs.ts";
import type { Death } from "./death.ts";
import { killAt, type Moment, type Trial } from "./killed.ts";
import type { KillLane } from "./lane.ts";

/** What somebody may try with a release that was left so. */
export const steps = ["upgrade", "rollback", "uninstall"] as const;
export type Step = (typeof steps)[number];
export const tools = ["bunhelm", "helm"] as const;
export type Tool = (typeof tools)[number];

/** What a tool made of a step. */
export interface Attempt {
  readonly step: Step;
  readonly tool: Tool;
  /** Why it did not work: an error code, or the command's words. */
  readonly refusal: string | undefined;
}

export interface KillTrial extends Trial {
  readonly death: Death;
  /** The records as the dead process left them. */
  readonly records: readonly string[];
  /** What was tried, in this order: the last of them worked. */
  readonly attempts: readonly Attempt[];
  /** Who uninstalled it, at once or at last, and what of the chart was there then. */
  readonly uninstalled: { readonly tool: Tool; readonly isFirst: boolean; readonly left: readonly string[] };
  /** Hooks that are there in the end, as after any uninstall. */
  readonly hooks: readonly string[];
  /** What is not as promised. */
  readonly broken: readonly string[];
}

/** Kills one process, and tries what can be done then. Gives undefined when it has ended before the moment came. */
export async function kill(lane: KillLane, verb: Verb, moment: Moment, turn: number): Promise<KillTrial | undefined> {
  const killed = await killAt(lane, verb, moment);
  if (killed === undefined) return undefined;
  const { release, request, death, records } = killed;
  const after = new Aftermath(lane, release, records);
  if (lane.target === "engine") await after.look(death);
  const attempts = await after.attempt(turn);
  const uninstalled = await after.uninstall(attempts, turn);
  const hooks = await lane.hooks(release);
  await lane.sweep(release);
  const broken = [...death.broken, ...after.broken];
  return { verb, moment, request, death, records, attempts, uninstalled, hooks, broken };
}

/** Whether the records say that an operation works on the release. */
export const unfinished = (records: readonly string[]): boolean => /pending|uninstalling/.test(`${records}`);

/** What can be done with a release that a dead process has left. */
class Aftermath {
  readonly #lane: KillLane;
  readonly #release: string;
  readonly #records: readonly string[];
  readonly broken: string[] = [];

  constructor(lane: KillLane, release: string, records: readonly string[]) {
    this.#lane = lane;
    this.#release = release;
    this.#records = records;
    if (records.filter((line) => line.endsWith(" deployed")).length > 1)
      this.broken.push(`more than one revision is deployed: ${records}`);
  }

  /** Has the next call, for which there must be a new engine, tell what is recorded; the dead one may know less. */
  async look({ known }: Death): Promise<void> {
    const { releases } = this.#lane.other;
    const history = await releases.history(this.#release).catch((error: unknown) => {
      if (HelmError.is(error, "ERR_HELM_RELEASE_NOT_FOUND")) return [];
      throw error;
    });
    const told = history.map(({ revision, status }) => `${revision} ${status}`);
    if (`${told}` !== `${this.#records}`)
      this.broken.push(`the next call tells of ${told} instead of ${this.#records}`);
    const [revision = ""] = known?.split(" ") ?? [];
    if (told.length > 0 && revision !== "" && !told.some((line) => line.startsWith(`${revision} `)))
      this.broken.push(`the error knows ${known}, which nobody has recorded`);
  }

  /** Tries one step after the other, each time beginning with another, until one works. */
  async attempt(turn: number): Promise<Attempt[]> {
    const all = steps.flatMap((step) => tools.map((tool) => ({ step, tool })));
    const attempts: Attempt[] = [];
    for (let n = 0; n < all.length; n++) {
      const { step, tool } = all[(turn + n) % all.length] as (typeof all)[number];
      const refusal = await this.#try(step, tool);
      attempts.push({ step, tool, refusal });
      this.#judge(step, tool, refusal);
      if (refusal === undefined) return attempts;
      const now = await this.#lane.recordsOf(this.#release);
      if (`${now}` !== `${this.#records}`)
        this.broken.push(`${tool} ${step}, though refused, made ${now} of the records ${this.#records}`);
    }
    this.broken.push("nothing works");
    return attempts;
  }

  /** What is promised of bunhelm. */
  #judge(step: Step, tool: Tool, refusal: string | undefined): void {
    const isUnfinished = unfinished(this.#records);
    if (tool === "helm" && isUnfinished) return;
    const expected =
      step === "upgrade"
        ? isUnfinished
          ? "ERR_HELM_RELEASE_PENDING"
          : undefined
        : step === "uninstall" && this.#records.length > 0
          ? undefined
          : refusal; // there may be nothing to go back to, or to uninstall
    if (refusal !== expected) this.broken.push(`${tool} ${step} ${refusal ?? "works"} over ${this.#records}`);
    if (tool === "bunhelm" && refusal !== undefined && !/^ERR_HELM_(RELEASE|REVISION)_/.test(refusal))
      this.broken.push(`${step} is refused as ${refusal}`);
  }

  /** Uninstalls what is there, unless that was done, and looks at what is left; then the name can be used again. */
  async uninstall(attempts: readonly Attempt[], turn: number): Promise<KillTrial["uninstalled"]> {
    const last = attempts.at(-1) as Attempt;
    const isFirst = last.step === "uninstall" && last.refusal === undefined;
    const tool = isFirst ? last.tool : (tools[turn % 2] as Tool);
    if (last.step === "rollback") await this.#must("upgrade", "bunhelm");
    const state = await this.#lane.recordsOf(this.#release);
    if (!isFirst && state.filter((line) => line.endsWith(" deployed")).length !== 1)
      this.broken.push(`after ${last.tool} ${last.step} the records are ${state}`);
    if (!isFirst) await this.#must("uninstall", tool);
    let left: string[] = [];
    await until(async () => (left = await this.#lane.objects(this.#release)).length === 0, 2_000).catch(() => {});
    if (left.length > 0 && tool === "bunhelm") this.broken.push(`uninstall leaves ${left}`);
    if (isFirst) await this.#must("upgrade", "bunhelm");
    return { tool, isFirst, left: left.map((object) => object.replace(this.#release, "NAME")) };
  }

  async #must(step: Step, tool: Tool): Promise<void> {
    const refusal = await this.#try(step, tool);
    if (refusal !== undefined) this.broken.push(`then ${tool} ${step} fails: ${refusal}`);
  }

  async #try(step: Step, tool: Tool): Promise<string | undefined> {
    await this.#lane.jobsEnd();
    return tool === "helm" ? this.#command(step) : this.#call(step);
  }

  async #command(step: Step): Promise<string | undefined> {
    const chart = step === "upgrade" ? [this.#lane.chart, "--install", "--reset-values", "--set=text=next"] : [];
    const complaint = await this.#lane.command(step, this.#release, ...chart, "--timeout=120s");
    return complaint
      ?.split("\n")
      .at(-1)
      ?.replace(/^Error: /, "")
      .replaceAll(this.#release, "NAME");
  }

  async #call(step: Step): Promise<string | undefined> {
    const { other, chart } = this.#lane;
    const timeout = "120s";
    try {
      if (step === "upgrade") {
        const options = { install: true, resetValues: true, values: values({ text: "next" }), timeout };
        await other.releases.upgrade(this.#release, chart, options);
      } else await other.releases[step](this.#release, { timeout });
      return undefined;
    } catch (error) {
      return HelmError.is(error) ? error.code : Bun.inspect(error);
    }
  }
}
