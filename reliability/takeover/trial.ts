// A release whose process was killed, and an upgrade that takes it over.
import { until } from "../../lab/wait.ts";
import { HelmError } from "../../src/index.ts";
import { values } from "../chart.ts";
import { killAt, type Trial } from "../kill/killed.ts";
import type { KillLane } from "../kill/lane.ts";
import { unfinished } from "../kill/trial.ts";
import type { Verb } from "../verbs.ts";

export interface TakeOverTrial extends Trial {
  /** The records as the dead process left them. */
  readonly records: readonly string[];
  /** The records after the upgrade. */
  readonly after: readonly string[];
  /** The objects that the upgrade has deleted, as "new". */
  readonly deleted: readonly string[];
  /** What is not as promised. */
  readonly broken: readonly string[];
}

/** The shortest time after which an operation counts as dead. */
const silence = 1_000;

/** Kills one process, and lets an upgrade go on. Gives undefined when it has ended before the moment came. */
export async function takeOver(
  lane: KillLane,
  verb: Verb,
  moment: TakeOverTrial["moment"],
): Promise<TakeOverTrial | undefined> {
  const killed = await killAt(lane, verb, moment);
  if (killed === undefined) return undefined;
  const { release, request, records } = killed;
  const broken = [...killed.death.broken];
  const deleted = await upgrade(lane, release, records, broken);
  const after = await lane.recordsOf(release);
  if (after.filter((line) => line.endsWith(" deployed")).length !== 1 || unfinished(after))
    broken.push(`the records are ${after}`);
  const wanted = ["ConfigMap", "Deployment", "Service"].map((kind) => `${kind} ${release}`);
  let objects: string[] = [];
  const same = async (): Promise<boolean> => {
    objects = (await lane.objects(release)).toSorted();
    return `${objects}` === `${wanted}`;
  };
  await until(same, 5_000).catch(() => broken.push(`the objects are ${objects}`));
  if ((await lane.text(release)) !== "next") broken.push("the ConfigMap is not that of the upgrade");
  await lane.jobsEnd();
  await lane.other.releases.uninstall(release, { timeout: "120s" });
  const left = await lane.objects(release);
  if (left.length > 0) broken.push(`an uninstall leaves ${left}`);
  await lane.sweep(release);
  return { verb, moment, request, records, after, deleted, broken };
}

/** Upgrades with takeOver until the operation counts as dead, and gives what went. */
async function upgrade(
  lane: KillLane,
  release: string,
  records: readonly string[],
  broken: string[],
): Promise<string[]> {
  const { releases } = lane.other;
  const options = { install: true, resetValues: true, values: values({ text: "next" }), timeout: "120s" } as const;
  await lane.jobsEnd();
  for (const end = performance.now() + 20 * silence; ; await Bun.sleep(silence / 4)) {
    try {
      const { applied = [] } = await releases.upgrade(release, lane.chart, { ...options, takeOver: silence });
      const gone = applied.filter(({ action, kind }) => action === "deleted" && kind !== "Job");
      return gone.map(({ name }) => name.slice(release.length + 1));
    } catch (error) {
      const isYoung = HelmError.is(error, "ERR_HELM_RELEASE_PENDING") && unfinished(records);
      if (isYoung && performance.now() < end) continue;
      broken.push(`the upgrade is refused: ${Bun.inspect(error)}`);
      return [];
    }
  }
}
