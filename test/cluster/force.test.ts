// forceConflicts and forceReplace against how a release was applied: what the user means, or no revision at all.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart, expectCode, type TempDir } from "../harness.ts";
import { configMap, Ground } from "./ground.ts";

setDefaultTimeout(60_000);

const shop = (): TempDir =>
  chart({ values: { k: "1" }, templates: { "a.yaml": configMap("a", { k: "{{ .Values.k }}" }) } });

/** Installs a release, changes one of its fields as somebody else, and gives the ground. */
async function applied(path: string, serverSide: boolean): Promise<Ground> {
  const ground = await Ground.make();
  await ground.helm.releases.install("shop", path, { serverSide });
  return ground;
}

async function method(ground: Ground): Promise<string | undefined> {
  return (await ground.helm.releases.getMetadata("shop")).applyMethod;
}

describe.concurrent("a release that was applied without server-side apply, as Helm 3 did", () => {
  test.concurrent("goes over to it by an upgrade with forceConflicts, and its dry run says so", async () => {
    using source = shop();
    await using ground = await applied(source.path, false);
    expect(await method(ground)).toBe("csa");
    const options = { values: { k: "2" }, forceConflicts: true } as const;
    await ground.applyAs("somebody", "configmaps/a", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a" },
      data: { k: "theirs" },
    });
    const dry = await ground.helm.releases.upgrade("shop", source.path, { ...options, dryRun: "server" });
    expect(dry.applyMethod).toBe("ssa");
    await ground.helm.releases.upgrade("shop", source.path, options);
    expect(await method(ground)).toBe("ssa");
    expect((await ground.get("configmaps/a")).data).toEqual({ k: "2" });
    expect(await ground.records()).toEqual(["1 superseded", "2 deployed"]);
  });

  test.concurrent("may be gone back to with forceConflicts", async () => {
    using source = shop();
    await using ground = await applied(source.path, false);
    await ground.helm.releases.upgrade("shop", source.path, { values: { k: "2" }, serverSide: true });
    const back = await ground.helm.releases.rollback("shop", { revision: 1, forceConflicts: true });
    expect(back).toMatchObject({ status: "deployed", applyMethod: "ssa" });
    expect((await ground.get("configmaps/a")).data).toEqual({ k: "1" });
    expect(await ground.records()).toEqual(["1 superseded", "2 superseded", "3 deployed"]);
  });
});

describe.concurrent("a release that was applied by server-side apply", () => {
  test.concurrent("is replaced by an upgrade and a rollback with forceReplace", async () => {
    using source = shop();
    await using ground = await applied(source.path, true);
    await ground.helm.releases.upgrade("shop", source.path, { values: { k: "2" }, forceReplace: true });
    expect(await method(ground)).toBe("csa");
    await ground.helm.releases.upgrade("shop", source.path, { values: { k: "3" }, serverSide: true });
    await ground.helm.releases.rollback("shop", { revision: 1, forceReplace: true });
    expect(await method(ground)).toBe("csa");
    expect((await ground.get("configmaps/a")).data).toEqual({ k: "1" });
    expect(await ground.records()).toEqual(["1 superseded", "2 superseded", "3 superseded", "4 deployed"]);
  });

  test.concurrent("may be installed by an upgrade with forceReplace", async () => {
    using source = shop();
    await using ground = await Ground.make();
    await ground.helm.releases.upgrade("shop", source.path, { install: true, forceReplace: true });
    expect(await method(ground)).toBe("csa");
  });
});

describe.concurrent("options that contradict each other", () => {
  test.concurrent("are refused before a revision is written", async () => {
    using source = shop();
    await using ground = await applied(source.path, true);
    const { releases } = ground.helm;
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
    expect(await ground.records()).toEqual(["1 deployed"]);
  });
});
