// What stands in the way of a rollback, and what does not.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, optionsChart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  shop = optionsChart();
});
afterAll(() => shop[Symbol.dispose]());

/** A fixture with a release of as many revisions as there are texts. */
async function revisions(...texts: string[]): Promise<Fixture> {
  const fixture = await Fixture.make();
  for (const text of texts) await fixture.helm.releases.upgrade("shop", shop.path, { install: true, values: { text } });
  return fixture;
}

describe.concurrent("a rollback is told that", () => {
  test.concurrent("there is no such release", async () => {
    await using fixture = await Fixture.make();
    const error = await expectCode(fixture.helm.releases.rollback("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
    expect(error).toMatchObject({ name: "RollbackError", release: { name: "shop", namespace: fixture.namespace } });
  });

  test.concurrent("there is no such revision, and which there are", async () => {
    await using fixture = await revisions("one", "two");
    for (const dryRun of ["none", "client"] as const) {
      const error = await expectCode(
        fixture.helm.releases.rollback("shop", { revision: 9, dryRun }),
        "ERR_HELM_REVISION_NOT_FOUND",
      );
      expect(error).toMatchObject({ name: "RollbackError", details: { revision: 9, revisions: [1, 2] } });
    }
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
  });

  test.concurrent("there is no earlier revision", async () => {
    await using fixture = await revisions("one");
    const error = await expectCode(fixture.helm.releases.rollback("shop"), "ERR_HELM_REVISION_NOT_FOUND");
    expect(error.message).toBe('release "shop" has no revision before 1 to roll back to');
    expect(error.details.revisions).toEqual([1]);
    expect(error.details.hint).toBe("releases.uninstall removes the release");
    expect(error.report()).not.toMatch(/because|revision: 0|revision 0/);
  });

  test.concurrent("a kind of the newest revision is no longer served, and it leaves no record", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    using plain = chart({ templates: { "a.yaml": configMap("a") } });
    using custom = chart({
      templates: { "w.yaml": `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\n` },
      files: { "crds/widget.yaml": crd(group, "Widget") },
    });
    const { releases } = fixture.helm;
    await releases.install("shop", plain.path);
    await fixture.cluster.apply(Bun.YAML.parse(crd(group, "Widget")) as never);
    await releases.upgrade("shop", custom.path);
    const definition = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`;
    await fixture.cluster.request("DELETE", definition);
    await until(async () => (await fixture.cluster.request("GET", `/apis/${group}/v1`)).status === 404);
    // Somebody who has not asked before: what was known of the kind would do to find its object gone.
    const rules = [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
    const stranger = fixture.client({ kubeconfig: await fixture.userWith("stranger", rules) });
    const error = await expectCode(stranger.releases.rollback("shop"), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toContain("Widget");
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
  });
});

describe.concurrent("a release is rolled back although it", () => {
  const marked = async (status: string): Promise<Fixture> => {
    const fixture = await revisions("one", "two");
    await fixture.rewrite("shop", 2, ({ info }) => (info.status = status));
    return fixture;
  };

  test.concurrent("is pending: that is how it is freed", async () => {
    await using fixture = await marked("pending-upgrade");
    await expectCode(fixture.helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(await fixture.helm.releases.rollback("shop")).toMatchObject({ revision: 3, status: "deployed" });
    expect(await fixture.helm.releases.upgrade("shop", shop.path)).toMatchObject({ revision: 4, status: "deployed" });
  });

  test.concurrent("has failed", async () => {
    await using fixture = await marked("failed");
    expect(await fixture.helm.releases.rollback("shop")).toMatchObject({ revision: 3, rollbackRevision: 1 });
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 deployed"]);
  });

  test.concurrent("is uninstalled with kept history, as with the helm command", async () => {
    for (const by of ["bunhelm", "command"] as const) {
      await using fixture = await revisions("one", "two");
      await fixture.helm.releases.uninstall("shop", { keepHistory: true });
      if (by === "bunhelm") await fixture.helm.releases.rollback("shop");
      else expect((await fixture.helmCommand("rollback", "shop")).exitCode).toBe(0);
      expect(await fixture.records()).toEqual(["1 superseded", "2 uninstalled", "3 deployed"]);
      expect((await fixture.get("configmaps/a")).data?.text).toBe("one");
    }
  });
});
