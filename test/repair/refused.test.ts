// A record that says what is not so: a verb that could not write the truth into it must not say that all is well.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import type { Fixture } from "../../lab/fixture.ts";
import type { Answer, Chosen } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import type { Helm, HelmEvent } from "../../src/index.ts";

setDefaultTimeout(120_000);

const check = `apiVersion: v1
kind: Pod
metadata: {name: check, annotations: {helm.sh/hook: test}}
spec: {restartPolicy: Never, containers: [{name: main, image: example.test/image:1}]}
`;
const stage = new Stage(() => shopChart({ "check.yaml": check }), { slots: 4 });

const refuse = (code: number, reason: string): Answer => refusal(code, reason, `the test refuses it: ${reason}`);

const refusals: readonly (readonly [string, Answer])[] = [
  ["a token that has expired", refuse(401, "Unauthorized")],
  ["a role that may not update", refuse(403, "Forbidden")],
  ["an API server that fails", refuse(500, "InternalError")],
];

/** A client behind the fixture's proxy that gives up repairing soon. */
function impatient(fixture: Fixture): Helm {
  const { proxy, namespace } = fixture;
  return newHelm({
    kubeconfig: proxy.kubeconfig,
    namespace,
    userAgent: `under-test/${namespace}`,
    repairTimeout: "1500ms",
  });
}

function updates(fixture: Fixture, revision?: number): Chosen {
  return fixture.mine("PUT", new RegExp(`/secrets/sh\\.helm\\.release\\.v1\\.shop\\.v${revision ?? "\\d"}`));
}

test.concurrent("of two records that need repair the newer is first, and the other waits for it", async () => {
  await using fixture = await stage.fixture();
  await using helm = impatient(fixture);
  await fixture.other.releases.install("shop", stage.chart);
  fixture.proxy.answer(updates(fixture), refuse(500, "InternalError"));
  const error = await expectCode(helm.releases.upgrade("shop", stage.chart), "ERR_HELM_RECORD_NOT_WRITTEN");
  expect(error.details).toMatchObject({ cluster: "deployed", record: "pending-upgrade", revision: 2 });
  const tries = fixture.proxy.requests(updates(fixture)).map(({ path }) => /shop\.v(\d)/.exec(path)?.[1]);
  expect(tries.join("")).toMatch(/^122+1*$/); // the upgrade itself begins with the older
});

describe.concurrent.each(refusals)("the record's writes are refused for good by %s", (_, answer) => {
  test.concurrent("an install says that the release is there and its record pending", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    fixture.proxy.answer(updates(fixture), answer);
    const error = await expectCode(helm.releases.install("shop", stage.chart), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "deployed", record: "pending-install", revision: 1 });
    expect(error.details.reason).toContain("the test refuses it");
    expect(error.details.hint).toContain("releases.rollback with revision: 1");
    expect(error.release).toMatchObject({ revision: 1, status: "pending-install" });
    expect(error.verb).toBe("releases.install");
    expect(await fixture.records()).toEqual(["1 pending-install"]);
    expect(await fixture.has("deployments/web")).toBe(true);
    await fixture.other.releases.rollback("shop", { revision: 1 });
    expect((await fixture.other.releases.status("shop")).status).toBe("deployed");
    await fixture.other.releases.upgrade("shop", stage.chart);
  });

  test.concurrent("so does an upgrade", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    fixture.proxy.answer(updates(fixture, 2), answer);
    const error = await expectCode(helm.releases.upgrade("shop", stage.chart), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "deployed", record: "pending-upgrade", revision: 2 });
    expect(error.details.hint).toContain("releases.rollback with revision: 2");
    expect(error.release).toMatchObject({ revision: 2, status: "pending-upgrade" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 pending-upgrade"]);
    await fixture.other.releases.rollback("shop", { revision: 2 });
    expect((await fixture.other.releases.status("shop")).status).toBe("deployed");
  });

  test.concurrent("so does an upgrade whose former revision still counts as deployed", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    fixture.proxy.answer(updates(fixture, 1), answer);
    const error = await expectCode(helm.releases.upgrade("shop", stage.chart), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "superseded", record: "deployed", revision: 1 });
    expect(await fixture.records()).toEqual(["1 deployed", "2 deployed"]);
  });

  test.concurrent("so does a rollback", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    await fixture.other.releases.upgrade("shop", stage.chart, { values: values({ text: "two" }) });
    fixture.proxy.answer(updates(fixture, 3), answer);
    const error = await expectCode(helm.releases.rollback("shop"), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "deployed", record: "pending-rollback", revision: 3 });
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 pending-rollback"]);
  });

  test.concurrent("an uninstall that keeps the history says that the record knows nothing of it", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    fixture.proxy.answer(updates(fixture), answer);
    const uninstall = helm.releases.uninstall("shop", { keepHistory: true });
    const error = await expectCode(uninstall, "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "uninstalled", record: "deployed", revision: 1 });
    expect(error.details.hint).toContain("uninstall again");
    expect(error.release).toMatchObject({ revision: 1, status: "deployed" });
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect(await fixture.has("deployments/web")).toBe(false);
    expect(await fixture.other.releases.uninstall("shop", { keepHistory: true })).toBeDefined();
    expect(await fixture.records()).toEqual(["1 uninstalled"]);
  });

  test.concurrent("an uninstall that cannot forget the release says that it is gone", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    fixture.proxy.answer(fixture.mine("DELETE", /\/secrets\/sh\.helm/), answer);
    const error = await expectCode(helm.releases.uninstall("shop"), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "uninstalled", record: "uninstalling", revision: 1 });
    expect(await fixture.has("deployments/web")).toBe(false);
    await fixture.other.releases.uninstall("shop");
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("a test that has passed says that nobody will know", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    await fixture.other.releases.install("shop", stage.chart);
    fixture.proxy.answer(updates(fixture), answer);
    const error = await expectCode(helm.releases.test("shop"), "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ cluster: "deployed", record: "deployed", revision: 1 });
    expect(error.message).toContain("could not be recorded in revision 1");
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent("what has failed anyway keeps its code and says so too", async () => {
    await using fixture = await stage.fixture();
    await using helm = impatient(fixture);
    fixture.proxy.answer(updates(fixture), answer);
    const install = helm.releases.install("shop", stage.chart, {
      values: values({ pod: { neverReady: true } }),
      timeout: "2s",
    });
    const error = await expectCode(install, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.details.unwritten).toMatchObject({ revision: 1, cluster: "failed", record: "pending-install" });
    expect(error.details.unwritten?.reason).toContain("the test refuses it");
    expect(error.message).toContain("recorded as pending-install");
    expect(error.release).toMatchObject({ revision: 1, status: "pending-install" });
    expect(await fixture.records()).toEqual(["1 pending-install"]);
  });
});

describe.concurrent("a record's write that is refused for a while is made up for", () => {
  const unavailable = refuse(503, "ServiceUnavailable");

  test.concurrent("and an install is deployed", async () => {
    await using fixture = await stage.fixture();
    fixture.proxy.answer(updates(fixture), unavailable, 3);
    expect(await fixture.helm.releases.install("shop", stage.chart)).toMatchObject({ status: "deployed" });
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent("and so is an upgrade, whichever record it was", async () => {
    await using fixture = await stage.fixture();
    await fixture.other.releases.install("shop", stage.chart);
    for (const [revision, refused] of [1, 3].entries()) {
      fixture.proxy.answer(updates(fixture, refused), unavailable, 3);
      const upgraded = await fixture.helm.releases.upgrade("shop", stage.chart, { values: { text: `${revision}` } });
      expect(upgraded).toMatchObject({ revision: revision + 2, status: "deployed" });
    }
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test.concurrent("and a rollback", async () => {
    await using fixture = await stage.fixture();
    await fixture.other.releases.install("shop", stage.chart);
    await fixture.other.releases.upgrade("shop", stage.chart, { values: values({ text: "two" }) });
    fixture.proxy.answer(updates(fixture, 3), unavailable, 3);
    expect(await fixture.helm.releases.rollback("shop")).toMatchObject({ revision: 3, status: "deployed" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });

  test.concurrent("and an uninstall, with its history and without", async () => {
    await using fixture = await stage.fixture();
    await fixture.other.releases.install("shop", stage.chart);
    for (const times of [1, 2, 3]) {
      fixture.proxy.answer(updates(fixture), unavailable, times);
      expect(await fixture.helm.releases.uninstall("shop", { keepHistory: true })).toBeDefined();
      expect((await fixture.records()).at(-1)).toBe(`${times} uninstalled`);
      await fixture.other.releases.upgrade("shop", stage.chart, { install: true });
    }
    fixture.proxy.answer(fixture.mine("DELETE", /\/secrets\/sh\.helm/), unavailable, 2);
    const events: HelmEvent[] = [];
    expect(await fixture.helm.releases.uninstall("shop", { onEvent: (event) => events.push(event) })).toBeDefined();
    expect(await fixture.records()).toEqual([]);
  });
});
