// CustomResourceDefinitions in crds/ that are not those of the cluster: Helm passes over them, bunhelm says so.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd } from "../../lab/objects.ts";
import type { HelmEvent } from "../../src/index.ts";

setDefaultTimeout(60_000);

function collect(): { said: string[]; onEvent: (event: HelmEvent) => void } {
  const said: string[] = [];
  return { said, onEvent: (event) => void (event.type === "warning" && said.push(event.message)) };
}

function withCrds(files: Record<string, string>): TempDir {
  return chart({ templates: { "a.yaml": configMap("a") }, files });
}

describe.concurrent("an upgrade of a chart with crds/", () => {
  test.concurrent("warns of each definition that has changed or is new, and of no other", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const [same, grown, fresh] = ["Same", "Grown", "Fresh"].map((kind) => crd(group, kind)) as [string, string, string];
    using before = withCrds({ "crds/all.yaml": `${same}---\n${grown}` });
    const changed = grown.replace("size: {type: integer}", "size: {type: integer}, colour: {type: string}");
    using after = withCrds({ "crds/all.yaml": `${same}---\n${changed}`, "crds/fresh.yaml": fresh });
    using less = withCrds({ "crds/all.yaml": grown.replace("size: {type: integer}", "") });
    const { releases } = fixture.helm;
    await releases.install("shop", before.path);
    const quiet = collect();
    await releases.upgrade("shop", before.path, { onEvent: quiet.onEvent });
    expect(quiet.said).toEqual([]);
    for (const dryRun of ["server", "none"] as const) {
      const { said, onEvent } = collect();
      await releases.upgrade("shop", after.path, { dryRun, onEvent });
      expect(said.toSorted()).toEqual([
        expect.stringMatching(
          new RegExp(`^CustomResourceDefinition freshs.${group} of shop/crds/fresh.yaml is not in the cluster`),
        ),
        expect.stringMatching(
          new RegExp(
            `^CustomResourceDefinition growns.${group} in the cluster differs from the one in shop/crds/all.yaml`,
          ),
        ),
      ]);
    }
    const fewer = collect();
    await releases.upgrade("shop", less.path, { onEvent: fewer.onEvent });
    expect(fewer.said).toEqual([expect.stringContaining(`growns.${group}`)]);
    const skipped = collect();
    await releases.upgrade("shop", after.path, { skipCrds: true, onEvent: skipped.onEvent });
    expect(skipped.said).toEqual([]);
  });

  test.concurrent("is no problem for a user who may not read definitions", async () => {
    await using fixture = await Fixture.make();
    using shop = withCrds({ "crds/w.yaml": crd(`${fixture.namespace}.example`, "Widget") });
    await fixture.helm.releases.install("shop", shop.path, { skipCrds: true });
    const rules = [{ apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["*"] }];
    const { releases } = fixture.client({ kubeconfig: await fixture.userWith("plain", rules) });
    const { said, onEvent } = collect();
    expect((await releases.upgrade("shop", shop.path, { onEvent })).status).toBe("deployed");
    expect(said).toEqual([]);
  });
});

test("an install without server-side apply warns of the definitions that it leaves alone", async () => {
  await using fixture = await Fixture.make();
  const group = `${fixture.namespace}.example`;
  using one = withCrds({ "crds/w.yaml": crd(group, "Widget") });
  using two = withCrds({ "crds/w.yaml": crd(group, "Widget").replace("type: integer", "type: string") });
  await fixture.helm.releases.install("one", one.path, { serverSide: false });
  await fixture.helm.releases.uninstall("one");
  const { said, onEvent } = collect();
  await fixture.helm.releases.install("two", two.path, { serverSide: false, onEvent });
  expect(said).toEqual([expect.stringContaining(`widgets.${group}`)]);
});
