// plan.apply() makes the call that was planned, unless the world has moved since.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, deployment } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

describe.concurrent("apply", () => {
  const setUp = async (fixture: Fixture): Promise<[before: string, after: string, Disposable]> => {
    const stack = new DisposableStack();
    const before = stack.use(chart({ templates: { "a.yaml": configMap("a", { text: "one" }) } }));
    const after = stack.use(chart({ templates: { "a.yaml": configMap("a", { text: "two" }) } }));
    await fixture.other.releases.install("shop", before.path);
    return [before.path, after.path, stack];
  };

  test.concurrent("makes the call that was planned, with its options", async () => {
    await using fixture = await Fixture.make();
    const [, after, stack] = await setUp(fixture);
    using _ = stack;
    const plan = await fixture.helm.releases.plan("shop", after, {
      description: "planned",
      signal: AbortSignal.timeout(60_000),
    });
    const phases: string[] = [];
    const release = await plan.apply({ onEvent: ({ type }) => phases.push(type) });
    expect(release).toMatchObject({ revision: 2, status: "deployed", description: "planned" });
    expect(phases).toContain("resource");
    await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED"); // it was applied
  });

  test.concurrent.each<
    [string, (fixture: Fixture, before: string, after: string) => Promise<unknown>, string, string[]]
  >([
    ["another revision was made", ({ other }, before) => other.releases.upgrade("shop", before), "revision 2", []],
    [
      "an object was changed",
      (fixture) => fixture.merge("configmaps/a", { data: { text: "x" } }),
      "ConfigMap/a changed",
      ["a"],
    ],
    [
      "an object was deleted",
      (fixture) => fixture.cluster.request("DELETE", fixture.path("configmaps/a")),
      "ConfigMap/a changed",
      ["a"],
    ],
    [
      "the chart was changed",
      (_, __, after) => Bun.write(`${after}/templates/a.yaml`, configMap("a", { text: "three" })),
      "the chart renders something else",
      [],
    ],
    ["the release was uninstalled", ({ other }) => other.releases.uninstall("shop", { keepHistory: true }), "", []],
  ])("changes nothing if %s meanwhile", async (_, move, says, objects) => {
    await using fixture = await Fixture.make();
    const [before, after, stack] = await setUp(fixture);
    using __ = stack;
    const plan = await fixture.helm.releases.plan("shop", after, { install: true });
    await move(fixture, before, after);
    const { message, details } = await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(message).toStartWith("the plan is outdated: ");
    expect(message).toContain(says);
    expect((details as { objects: { name: string }[] }).objects.map(({ name }) => name)).toEqual(objects);
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("of an install changes nothing either: no namespace, no definition, no record", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    using shop = chart({ templates: { "a.yaml": configMap("a") }, files: { "crds/g.yaml": crd(group, "Gadget") } });
    const plan = await fixture.helm.releases.plan("shop", shop.path, { install: true });
    await Bun.write(`${shop.path}/crds/g.yaml`, crd(group, "Gadget").replace("type: integer", "type: number"));
    await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("and skipIfUnchanged prune no revision where they write none", async () => {
    await using fixture = await Fixture.make();
    const [before, after, stack] = await setUp(fixture);
    using _ = stack;
    await fixture.other.releases.upgrade("shop", before);
    const options = { historyMax: 2 };
    const plan = await fixture.helm.releases.plan("shop", after, options);
    await fixture.merge("configmaps/a", { data: { more: "x" } });
    await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(await fixture.helm.releases.upgrade("shop", before, { ...options, skipIfUnchanged: true })).toMatchObject({
      unchanged: true,
    });
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
    await fixture.helm.releases.upgrade("shop", after, options);
    expect(await fixture.records()).toEqual(["2 superseded", "3 deployed"]);
  });

  test.concurrent("of an upgrade that fails and is rolled back works", async () => {
    await using fixture = await Fixture.make();
    using before = chart({ templates: { "web.yaml": deployment("web") } });
    using after = chart({ templates: { "web.yaml": deployment("web", { neverReady: true }) } });
    const { releases } = fixture.helm;
    await releases.install("shop", before.path);
    const plan = await releases.plan("shop", after.path, { rollbackOnFailure: true, timeout: "2s" });
    await expectCode(plan.apply(), "ERR_HELM_WAIT_TIMEOUT");
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });
});
