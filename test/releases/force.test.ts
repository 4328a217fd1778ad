// forceConflicts and forceReplace against how a release was applied: what the user means, or no revision at all.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

const shop = (): TempDir =>
  chart({ values: { k: "1" }, templates: { "a.yaml": configMap("a", { k: "{{ .Values.k }}" }) } });

/** Installs a release, changes one of its fields as somebody else, and gives the fixture. */
async function applied(path: string, serverSide: boolean): Promise<Fixture> {
  const fixture = await Fixture.make();
  await fixture.helm.releases.install("shop", path, { serverSide });
  return fixture;
}

async function method(fixture: Fixture): Promise<string | undefined> {
  return (await fixture.helm.releases.getMetadata("shop")).applyMethod;
}

describe.concurrent("a release that was applied without server-side apply, as Helm 3 did", () => {
  test.concurrent("goes over to it by an upgrade with forceConflicts, and its dry run says so", async () => {
    using source = shop();
    await using fixture = await applied(source.path, false);
    expect(await method(fixture)).toBe("csa");
    const options = { values: { k: "2" }, forceConflicts: true } as const;
    await fixture.applyAs("somebody", "configmaps/a", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a" },
      data: { k: "theirs" },
    });
    const dry = await fixture.helm.releases.upgrade("shop", source.path, { ...options, dryRun: "server" });
    expect(dry.applyMethod).toBe("ssa");
    await fixture.helm.releases.upgrade("shop", source.path, options);
    expect(await method(fixture)).toBe("ssa");
    expect((await fixture.get("configmaps/a")).data).toEqual({ k: "2" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
  });

  test.concurrent("may be gone back to with forceConflicts", async () => {
    using source = shop();
    await using fixture = await applied(source.path, false);
    await fixture.helm.releases.upgrade("shop", source.path, { values: { k: "2" }, serverSide: true });
    const back = await fixture.helm.releases.rollback("shop", { revision: 1, forceConflicts: true });
    expect(back).toMatchObject({ status: "deployed", applyMethod: "ssa" });
    expect((await fixture.get("configmaps/a")).data).toEqual({ k: "1" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });
});

describe.concurrent("a release that was applied by server-side apply", () => {
  test.concurrent("is replaced by an upgrade and a rollback with forceReplace", async () => {
    using source = shop();
    await using fixture = await applied(source.path, true);
    await fixture.helm.releases.upgrade("shop", source.path, { values: { k: "2" }, forceReplace: true });
    expect(await method(fixture)).toBe("csa");
    await fixture.helm.releases.upgrade("shop", source.path, { values: { k: "3" }, serverSide: true });
    await fixture.helm.releases.rollback("shop", { revision: 1, forceReplace: true });
    expect(await method(fixture)).toBe("csa");
    expect((await fixture.get("configmaps/a")).data).toEqual({ k: "1" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 superseded", "4 deployed"]);
  });

  test.concurrent("may be installed by an upgrade with forceReplace", async () => {
    using source = shop();
    await using fixture = await Fixture.make();
    await fixture.helm.releases.upgrade("shop", source.path, { install: true, forceReplace: true });
    expect(await method(fixture)).toBe("csa");
  });
});

describe.concurrent("options that contradict each other", () => {
  test.concurrent("are refused before a revision is written", async () => {
    using source = shop();
    await using fixture = await applied(source.path, true);
    const { releases } = fixture.helm;
    const conflicts = { serverSide: false, forceConflicts: true } as const;
    const replace = { serverSide: true, forceReplace: true } as const;
    for (const [option, options] of [
      ["forceConflicts", conflicts],
      ["forceReplace", replace],
    ] as const) {
      for (const call of [
        () => releases.install("other", source.path, options),
        () => releases.upgrade("shop", source.path, options),
        () => releases.upgrade("other", source.path, { ...options, install: true }),
        () => releases.rollback("shop", { revision: 1, ...options }),
      ]) {
        const error = await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT");
        expect(error.details.option).toBe(option);
      }
    }
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });
});
