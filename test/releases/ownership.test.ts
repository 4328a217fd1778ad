// Objects that are there already and not the release's: all of them, each with whose it is.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

describe.concurrent("objects that are not the release's are all told, with whose they are", () => {
  const role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: one}\nrules: []\n";
  const names = ["a", "b", "c", "d"].map((name) => [`${name}.yaml`, configMap(name)]);

  test.concurrent("by an install and in its dry run, read from the objects", async () => {
    await using fixture = await Fixture.make();
    const { releases, charts } = fixture.helm;
    using own = chart({ templates: { "a.yaml": configMap("a"), "role.yaml": role } });
    await releases.install("first", own.path);
    const foreign = { apiVersion: "v1", kind: "ConfigMap", data: {} };
    await fixture.cluster.apply({ ...foreign, metadata: { name: "b" } }, fixture.namespace);
    const labels = { "app.kubernetes.io/managed-by": "argocd" };
    await fixture.cluster.apply({ ...foreign, metadata: { name: "c", labels } }, fixture.namespace);
    using shop = chart({ templates: { ...Object.fromEntries(names), "role.yaml": role } });
    const inNamespace = { namespace: fixture.namespace };
    const owner = { ownerName: "first", ownerNamespace: fixture.namespace, managedBy: "Helm" };
    const belongs = `belongs to release "first" in namespace "${fixture.namespace}"`;
    for (const call of [
      () => releases.install("second", shop.path),
      () => releases.install("second", shop.path, { dryRun: "server" }),
      () => releases.upgrade("second", shop.path, { install: true }),
      () => charts.template(shop.path, { name: "second", dryRun: "server" }),
    ]) {
      const error = await expectCode(call() as Promise<unknown>, "ERR_HELM_OWNERSHIP_CONFLICT");
      expect(error.details.conflicts.toSorted((x, y) => (x.kind + x.name < y.kind + y.name ? -1 : 1))).toEqual([
        { apiVersion: "v1", kind: "ConfigMap", name: "a", ...inNamespace, ...owner, message: belongs },
        { apiVersion: "v1", kind: "ConfigMap", name: "b", ...inNamespace, message: "belongs to no release" },
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          name: "c",
          ...inNamespace,
          managedBy: "argocd",
          message: 'is managed by "argocd"',
        },
        {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          name: "one",
          ...inNamespace,
          ...owner,
          message: belongs,
        },
      ]);
      expect(error.message).toBe(
        `some of the release's objects already exist and belong to something else: ConfigMap "a" ${belongs}, ConfigMap "b" belongs to no release, ConfigMap "c" is managed by "argocd", and 1 more`,
      );
      expect(error.resource).toMatchObject({ apiVersion: "v1", kind: "ConfigMap", name: "a" });
      expect(error.details.hint).toBe("takeOwnership: true adopts the existing objects; otherwise choose other names");
    }
    expect((await releases.list()).map(({ name }) => name)).toEqual(["first"]);
  });

  test.concurrent("by an upgrade, but for those that the revision before has", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    using one = chart({ templates: { "a.yaml": configMap("a") } });
    using two = chart({ templates: { "b.yaml": configMap("b"), "c.yaml": configMap("c") } });
    using all = chart({ templates: Object.fromEntries(names) });
    await releases.install("first", one.path);
    await releases.install("other", two.path);
    await fixture.merge("configmaps/a", { metadata: { annotations: { "meta.helm.sh/release-name": "somebody" } } });
    const error = await expectCode(releases.upgrade("first", all.path), "ERR_HELM_OWNERSHIP_CONFLICT");
    expect(error.details.conflicts.map(({ name, ownerName }) => `${name} ${ownerName}`).toSorted()).toEqual([
      "b other",
      "c other",
    ]);
    expect(await fixture.records()).toEqual(["1 deployed", "1 deployed"]);
  });

  test.concurrent("with how many could not be looked at", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await FaultProxy.start(fixture.cluster);
    using own = chart({ templates: { "a.yaml": configMap("a"), "b.yaml": configMap("b") } });
    await fixture.helm.releases.install("first", own.path);
    using shop = chart({ templates: Object.fromEntries(names) });
    await proxy.fault({ method: "GET", path: /\/configmaps\/[cd]/ }, { act: "answer", status: 403 });
    const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
    const error = await expectCode(releases.install("second", shop.path), "ERR_HELM_OWNERSHIP_CONFLICT");
    expect(error.details.conflicts.map(({ name }) => name).toSorted()).toEqual(["a", "b"]);
    expect(error.details.unchecked).toBe(2);
    expect(error.message).toEndWith("; 2 more objects could not be checked");
  });
});
