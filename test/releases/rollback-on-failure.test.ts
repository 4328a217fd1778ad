// What rollbackOnFailure does: it goes back when a release fails, says so, and never goes on after a cancel.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cancel } from "../../lab/cancel.ts";
import { expectCode } from "../../lab/failure.ts";
import type { Fixture } from "../../lab/fixture.ts";
import { refusal } from "../../lab/refusal.ts";
import { endless } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { isHookRunning, isWaiting, Watcher } from "../../lab/watcher.ts";
import { trialChart, values } from "../../reliability/chart.ts";
import type { HelmError, HelmEvent, RevisionState } from "../../src/index.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

const stage = new Stage(trialChart, { slots: 3 });

const failing = { exitCode: 3 };
const neverReady = { neverReady: true };
/** Fails in the wait, soon; what follows it has as much time again. */
const brief = { rollbackOnFailure: true, timeout: "4s" } as const;

/** Revision 1, deployed without its hooks. */
async function first(fixture: Fixture, behaviour: Parameters<typeof values>[0] = {}): Promise<void> {
  await fixture.other.releases.install("shop", stage.chart, { values: values(behaviour), noHooks: true });
}

/** The states of the revisions that an error names: "1 deployed". */
function told({ revisions = [] }: HelmError): string[] {
  return revisions.map(({ revision, status }: RevisionState) => `${revision} ${status}`);
}

/** The ConfigMap's text; undefined when it is not there. */
async function text(fixture: Fixture): Promise<string | undefined> {
  const path = `/api/v1/namespaces/${fixture.namespace}/configmaps/shop`;
  const config = (await (await fixture.cluster.request("GET", path)).json()) as { data?: { text: string } };
  return config.data?.text;
}

async function upgradeAgain(fixture: Fixture): Promise<void> {
  const options = { install: true, values: values({ text: "again" }), resetValues: true };
  expect((await fixture.other.releases.upgrade("shop", stage.chart, options)).status).toBe("deployed");
  expect((await fixture.records()).filter((line) => !/deployed|superseded|failed/.test(line))).toEqual([]);
  expect(await text(fixture)).toBe("again");
}

describe.concurrent("an upgrade with rollbackOnFailure", () => {
  test.concurrent("that fails is rolled back, and the error is that of the upgrade", async () => {
    await using fixture = await stage.fixture();
    await first(fixture, { text: "old" });
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, {
      values: values({ text: "new", post: failing }),
      rollbackOnFailure: true,
    });
    const error = await expectCode(upgrade, "ERR_HELM_HOOK_FAILED");
    expect(error.message).toMatch(/^post-upgrade hook Job\/shop-post failed: .*; the release was rolled back$/);
    expect(error.details.pods[0]?.containers[0]?.exitCode).toBe(3);
    expect(error.release).toMatchObject({ revision: 3, status: "deployed", description: "Rollback to 1" });
    expect(told(error)).toEqual(["1 superseded", "2 failed", "3 deployed"]);
    expect(await fixture.records()).toEqual(told(error));
    expect(await text(fixture)).toBe("old");
    await upgradeAgain(fixture);
  });

  test.concurrent("whose rollback fails too tells of both", async () => {
    await using fixture = await stage.fixture();
    await first(fixture, { text: "old", pre: failing });
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, {
      values: values({ text: "new", post: failing }),
      rollbackOnFailure: true,
    });
    const error = await expectCode(upgrade, "ERR_HELM_HOOK_FAILED");
    expect(error.message).toMatch(
      /^post-upgrade hook Job\/shop-post failed: .*; rolling back failed too: pre-rollback hook Job\/shop-pre failed: /,
    );
    expect(error.details.event).toBe("post-upgrade");
    expect(told(error)).toEqual(["1 deployed", "2 failed", "3 failed"]);
    expect(await fixture.records()).toEqual(told(error));
    expect(error.release?.description).toMatch(/^Rollback failed: /);
    await upgradeAgain(fixture);
  });

  test.concurrent("of a release that never worked says that there is nothing to go back to", async () => {
    await using fixture = await stage.fixture();
    const options = { values: values({ web: neverReady }), timeout: "1s" };
    await expectCode(fixture.other.releases.install("shop", stage.chart, options), "ERR_HELM_WAIT_TIMEOUT");
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { ...options, rollbackOnFailure: true });
    const error = await expectCode(upgrade, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toEndWith("; there is no successful revision to roll back to");
    expect(told(error)).toEqual(["1 failed", "2 failed"]);
    expect(await fixture.records()).toEqual(told(error));
    await upgradeAgain(fixture);
  });

  test.concurrent("that cannot look for what to go back to says so", async () => {
    await using fixture = await stage.fixture();
    await first(fixture);
    const message = "secrets is forbidden: it cannot be listed";
    const [lists, records] = [fixture.mine("GET", /\/secrets\?/), fixture.mine("PUT", /\.v2$/)];
    fixture.proxy.answer(
      (request) => lists(request) && fixture.requests().some(records),
      refusal(403, "Forbidden", message),
      1,
    );
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, {
      values: values({ web: neverReady }),
      ...brief,
    });
    const error = await expectCode(upgrade, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toMatch(/; looking for a revision to roll back to failed too: .*it cannot be listed$/);
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    await upgradeAgain(fixture);
  });

  const moments = [
    {
      when: "in the wait",
      old: {},
      new: { web: neverReady },
      options: { rollbackOnFailure: true },
      moment: isWaiting,
      records: ["1 deployed", "2 failed"],
      description: "Upgrade cancelled: ",
    },
    {
      when: "in a hook",
      old: {},
      new: { pre: endless },
      options: { rollbackOnFailure: true },
      moment: isHookRunning,
      records: ["1 deployed", "2 failed"],
      description: "Upgrade cancelled: ",
    },
    {
      when: "in a hook of the rollback that follows its failure",
      old: { pre: endless },
      new: { post: failing },
      options: { rollbackOnFailure: true },
      moment: isHookRunning,
      records: ["1 deployed", "2 failed", "3 failed"],
      description: "Rollback cancelled: ",
    },
  ];

  test.concurrent.each(moments)(
    "cancelled $when starts nothing more, and the error says how things stand",
    async (at) => {
      await using fixture = await stage.fixture();
      await first(fixture, { text: "old", ...at.old });
      const watcher = new Watcher();
      const { onEvent } = watcher;
      const behaviour = values({ text: "new", ...at.new });
      const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { values: behaviour, ...at.options, onEvent });
      await Promise.race([watcher.seen(at.moment).then(() => fixture.quiet()), upgrade]);
      const before = await text(fixture);
      const error = await cancel(fixture, upgrade, `upgrade with rollbackOnFailure ${at.when}`);
      expect(await fixture.records()).toEqual(at.records);
      expect(told(error)).toEqual(at.records);
      expect(error.release?.description).toStartWith(at.description);
      expect(error.details.hint).toBe("run the upgrade again, or call releases.rollback to return to revision 1");
      expect(await text(fixture)).toBe(before);
      await upgradeAgain(fixture);
    },
  );

  test.concurrent("cancelled between its failure and the rollback is not rolled back", async () => {
    await using fixture = await stage.fixture();
    await first(fixture, { text: "old" });
    const watcher = new Watcher();
    const { onEvent } = watcher;
    const behaviour = values({ text: "new", web: neverReady });
    const upgrade = fixture.helm.releases.upgrade("shop", stage.chart, { values: behaviour, ...brief, onEvent });
    await Promise.race([watcher.seen(isWaiting), upgrade]);
    // Helm records the failure before it rolls back.
    const held = fixture.proxy.holdAnswer(fixture.mine("PUT", /\.v2$/));
    await Promise.race([held.hit, upgrade]);
    expect(await fixture.records()).toContain("2 failed");
    const cancelled = cancel(fixture, upgrade, "upgrade with rollbackOnFailure after its failure");
    held.release();
    const error = await cancelled;
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    expect(told(error)).toEqual(["1 deployed", "2 failed"]);
    expect(await text(fixture)).toBe("new");
    await upgradeAgain(fixture);
  });
});

describe.concurrent("an install with rollbackOnFailure", () => {
  test.concurrent("that fails is uninstalled, and the error is that of the install", async () => {
    await using fixture = await stage.fixture();
    const install = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ web: neverReady }),
      ...brief,
    });
    const error = await expectCode(install, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toMatch(
      /^timed out after \d+s waiting for Deployment\/shop .*; the release was uninstalled$/,
    );
    expect(error.details.hint).toBe(
      "fix the cause, then call releases.install again; raise timeout if it only needs more time",
    );
    expect(error.release).toEqual({ name: "shop", namespace: fixture.namespace });
    expect(error.revisions).toBeUndefined();
    expect(await fixture.records()).toEqual([]);
    expect(await text(fixture)).toBeUndefined();
    await upgradeAgain(fixture);
  });

  test.concurrent("whose uninstall fails too tells of both", async () => {
    await using fixture = await stage.fixture();
    const install = fixture.helm.releases.install("shop", stage.chart, {
      values: values({ web: neverReady, isKept: true }), // does not go away
      ...brief,
    });
    const error = await expectCode(install, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toMatch(/^timed out after \d+s waiting for Deployment\/shop .*; uninstalling failed too: /);
    expect(error.message).toContain("ConfigMap/shop");
    expect(error.release?.revision).toBeUndefined(); // Helm forgets what it has asked to go away
    expect(await fixture.records()).toEqual([]);
    await fixture.letGo("shop");
    await upgradeAgain(fixture);
  });

  const moments = [
    {
      when: "in the wait",
      behaviour: { web: neverReady },
      options: { rollbackOnFailure: true },
      moment: isWaiting,
      description: "Install cancelled: ",
      isThere: true,
    },
    {
      when: "in a hook",
      behaviour: { pre: endless },
      options: { rollbackOnFailure: true },
      moment: isHookRunning,
      description: "Install cancelled: ",
      isThere: false,
    },
    {
      when: "in the uninstall that follows its failure",
      behaviour: { web: neverReady, isKept: true },
      options: brief,
      // the second wait
      moment: (event: HelmEvent) =>
        event.type === "resource" && event.kind === "ConfigMap" && event.action === "deleted",
      description: "Uninstall cancelled: ",
      isThere: true,
    },
  ];

  test.concurrent.each(moments)(
    "cancelled $when starts nothing more, and the error says how things stand",
    async (at) => {
      await using fixture = await stage.fixture();
      const watcher = new Watcher();
      const { onEvent } = watcher;
      const options = { values: values(at.behaviour), ...at.options, onEvent };
      const install = fixture.helm.releases.install("shop", stage.chart, options);
      await Promise.race([watcher.seen(at.moment).then(() => fixture.quiet()), install]);
      const error = await cancel(fixture, install, `install with rollbackOnFailure ${at.when}`);
      expect(await fixture.records()).toEqual(["1 failed"]);
      expect(told(error)).toEqual(["1 failed"]);
      expect(error.release?.description).toStartWith(at.description);
      expect((await text(fixture)) !== undefined).toBe(at.isThere);
      await fixture.letGo("shop");
      await upgradeAgain(fixture);
    },
  );
});
