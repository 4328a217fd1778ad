// An uninstall that cannot delete everything keeps the release's record, so that it can be repeated.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { UninstallError } from "../../src/index.ts";

setDefaultTimeout(60_000);

function threeMaps(): TempDir {
  return chart({ templates: Object.fromEntries(["a", "b", "c"].map((name) => [`${name}.yaml`, configMap(name)])) });
}

describe.concurrent("an uninstall", () => {
  test.concurrent.each([
    [503, "ServiceUnavailable"],
    [500, "InternalError"],
    [403, "Forbidden"],
  ])(
    "of which one look at an owner fails with %d is UNINSTALL_INCOMPLETE, and a second one succeeds",
    async (status, reason) => {
      await using fixture = await Fixture.make();
      await using proxy = await ApiProxy.start(fixture.cluster);
      using shop = threeMaps();
      await fixture.helm.releases.install("shop", shop.path);
      proxy.answer(
        ({ method, path }) => method === "GET" && path.endsWith("/configmaps/b"),
        refusal(status, reason, `planted ${reason}`),
      );
      const behind = fixture.client({ kubeconfig: proxy.kubeconfig });
      const error = await expectCode(
        behind.releases.uninstall("shop", { timeout: "5s" }),
        "ERR_HELM_UNINSTALL_INCOMPLETE",
      );
      expect(error).toBeInstanceOf(UninstallError);
      expect(error.verb).toBe("releases.uninstall");
      expect(error.details.remaining).toMatchObject([{ kind: "ConfigMap", name: "b", namespace: fixture.namespace }]);
      expect(error.details.hint).toContain("again");
      expect(error.message).toContain(`planted ${reason}`);
      expect(error.release).toMatchObject({ name: "shop", revision: 1, status: "failed" });
      expect(await fixture.names("configmaps")).toEqual(["b"]);
      expect(await fixture.records()).toEqual(["1 failed"]);
      const { release } = await fixture.helm.releases.uninstall("shop");
      expect(release).toMatchObject({ status: "uninstalled" });
      expect(await fixture.names("configmaps")).toEqual([]);
      expect(await fixture.records()).toEqual([]);
    },
  );

  test.concurrent("of which one look fails once purges nothing that is still there, without waiting too", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await ApiProxy.start(fixture.cluster);
    using shop = threeMaps();
    await fixture.helm.releases.install("shop", shop.path);
    proxy.answer(
      ({ method, path }) => method === "GET" && path.endsWith("/configmaps/b"),
      refusal(500, "InternalError"),
      1,
    );
    const behind = fixture.client({ kubeconfig: proxy.kubeconfig });
    const outcome = await behind.releases.uninstall("shop", { wait: false }).then(
      () => "resolved",
      (error) => error.code,
    );
    const left = await fixture.names("configmaps");
    // Either it was deleted after all, or the record still knows it.
    if (left.length === 0) expect([outcome, await fixture.records()]).toEqual(["resolved", []]);
    else expect([outcome, await fixture.records()]).toEqual(["ERR_HELM_UNINSTALL_INCOMPLETE", ["1 failed"]]);
  });

  test.concurrent("whose user may not delete one kind keeps the record and says which", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: {
        "a.yaml": configMap("a"),
        "b.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {ports: [{port: 1}]}",
      },
    });
    await fixture.helm.releases.install("shop", shop.path);
    const rules = [
      { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] },
      { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch"] },
    ];
    const limited = fixture.client({ kubeconfig: await fixture.userWith("no-delete", rules) });
    const error = await expectCode(limited.releases.uninstall("shop"), "ERR_HELM_FORBIDDEN");
    expect(error).toBeInstanceOf(UninstallError);
    expect(error).toMatchObject({ phase: "delete", resource: { name: "b" } });
    expect(await fixture.has("services/b")).toBe(true);
    expect(await fixture.records()).toEqual(["1 failed"]);
    await fixture.helm.releases.uninstall("shop");
    expect(await fixture.has("services/b")).toBe(false);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("does not touch what another release has adopted, nor does it fail over it", async () => {
    await using fixture = await Fixture.make();
    using shop = threeMaps();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.merge("configmaps/b", { metadata: { annotations: { "meta.helm.sh/release-name": "other" } } });
    await fixture.helm.releases.uninstall("shop");
    expect(await fixture.names("configmaps")).toEqual(["b"]);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("keeps what its resource policy says, and tells so", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "a.yaml": configMap("a"), "b.yaml": configMap("b", {}, { "helm.sh/resource-policy": "keep" }) },
    });
    await fixture.helm.releases.install("shop", shop.path);
    const { info } = await fixture.helm.releases.uninstall("shop");
    expect(info).toContain("[ConfigMap] b");
    expect(await fixture.names("configmaps")).toEqual(["b"]);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("takes what is gone already for deleted", async () => {
    await using fixture = await Fixture.make();
    using shop = threeMaps();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.cluster.request("DELETE", fixture.path("configmaps/b"));
    await fixture.helm.releases.uninstall("shop");
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await fixture.records()).toEqual([]);
  });
});
