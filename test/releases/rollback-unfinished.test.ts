// A rollback that does not come to its end: Helm itself leaves it pending-rollback, which blocks every upgrade.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancel } from "../../lab/cancel.ts";
import { expectCode } from "../../lab/failure.ts";
import type { Fixture } from "../../lab/fixture.ts";
import { endless } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { isHookRunning, isWaiting, Watcher } from "../../lab/watcher.ts";
import { trialChart, values } from "../../reliability/chart.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

const stage = new Stage(trialChart, { slots: 3 });

type Behaviour = Parameters<typeof values>[0];

/** Revision 1, which behaves in some way, and revision 2. Neither runs its hooks or waits. */
async function two({ other }: Fixture, behaviour: Behaviour): Promise<void> {
  const options = { noHooks: true, wait: false };
  await other.releases.install("shop", stage.chart, { ...options, values: values({ text: "old", ...behaviour }) });
  await other.releases.upgrade("shop", stage.chart, { ...options, values: values({ text: "new" }) });
}

/** The next upgrade works, and so does the next rollback. */
async function goOn(fixture: Fixture): Promise<void> {
  const { releases } = fixture.other;
  expect((await releases.upgrade("shop", stage.chart, { values: values(), resetValues: true })).status).toBe(
    "deployed",
  );
  expect((await releases.rollback("shop", { revision: 2 })).status).toBe("deployed");
  expect((await fixture.records()).filter((line) => line.endsWith(" deployed"))).toEqual(["5 deployed"]);
}

describe.concurrent("a rollback", () => {
  test.concurrent.each(["pre", "post"] as const)("whose %s-rollback hook fails ends failed", async (when) => {
    await using fixture = await stage.fixture();
    await two(fixture, { [when]: { exitCode: 3, logs: ["no such table"] } });
    const error = await expectCode(fixture.helm.releases.rollback("shop"), "ERR_HELM_HOOK_FAILED");
    expect(error.message).toStartWith(`${when}-rollback hook Job/shop-${when} failed: `);
    expect(error.details.pods[0]?.containers[0]?.log).toContain("no such table");
    expect(error.release).toMatchObject({ revision: 3, status: "failed" });
    expect(error.release?.description).toStartWith("Rollback failed: ");
    expect(error.revisions?.map(({ revision, status }) => [revision, status])).toEqual([
      [2, "deployed"],
      [3, "failed"],
    ]);
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed", "3 failed"]);
    await goOn(fixture);
  });

  const moments = [
    { when: "in its pre-rollback hook", behaviour: { pre: endless }, moment: isHookRunning },
    { when: "in the wait", behaviour: { web: { neverReady: true } }, moment: isWaiting },
    { when: "in its post-rollback hook", behaviour: { post: endless }, moment: isHookRunning },
  ];

  test.concurrent.each(moments)("cancelled $when ends failed", async ({ when, behaviour, moment }) => {
    await using fixture = await stage.fixture();
    await two(fixture, behaviour);
    const watcher = new Watcher();
    const rollback = fixture.helm.releases.rollback("shop", { onEvent: watcher.onEvent });
    await Promise.race([watcher.seen(moment).then(() => fixture.quiet()), rollback]);
    const error = await cancel(fixture, rollback, `rollback ${when}`);
    expect(error.release).toMatchObject({ revision: 3, status: "failed" });
    expect(error.release?.description).toStartWith("Rollback cancelled: ");
    expect(error.details.hint).toBe(
      "call releases.rollback again, with the revision to return to as its option revision",
    );
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed", "3 failed"]);
    await goOn(fixture);
  });
});
