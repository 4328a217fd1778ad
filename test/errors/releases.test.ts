// How a call fails because of the state in which a release is.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import { bunExe } from "../../lab/process.ts";
import { ApiProxy } from "../../lab/proxy.ts";
import { refusal } from "../../lab/refusal.ts";
import { root } from "../../project/project.ts";
import { InstallError, ReleaseError, UninstallError, UpgradeError } from "../../src/index.ts";

setDefaultTimeout(60_000);

function shopChart(): TempDir {
  return chart({ values: { text: "one" }, templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }) } });
}

describe.concurrent("a release that is not there", () => {
  test.concurrent("is RELEASE_NOT_FOUND for upgrade, uninstall and status, by name and namespace", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    const { releases } = fixture.helm;
    const cases = [
      ["upgrade", () => releases.upgrade("shop", shop.path), UpgradeError],
      ["uninstall", () => releases.uninstall("shop"), UninstallError],
      ["status", () => releases.status("shop"), ReleaseError],
      ["status", () => releases.status("shop", { revision: 3 }), ReleaseError],
    ] as const;
    for (const [verb, call, type] of cases) {
      const error = await expectCode(call(), "ERR_HELM_RELEASE_NOT_FOUND");
      expect(error).toBeInstanceOf(type);
      expect(error.verb).toBe(`releases.${verb}`);
      expect(error.message).toContain('"shop"');
      expect(error.message).toContain(fixture.namespace);
      expect(error.release).toMatchObject({ name: "shop", namespace: fixture.namespace });
      expect(error.release?.revision).toBeUndefined();
    }
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("is REVISION_NOT_FOUND when others of its revisions are there", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await fixture.helm.releases.install("shop", shop.path);
    const error = await expectCode(
      fixture.helm.releases.status("shop", { revision: 7 }),
      "ERR_HELM_REVISION_NOT_FOUND",
    );
    expect(error).toBeInstanceOf(ReleaseError);
    expect(error.details.revision).toBe(7);
  });
});

describe.concurrent("a release that is there already", () => {
  test.concurrent("is RELEASE_EXISTS for an install, whether deployed, failed or kept as history", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    const error = await expectCode(releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(error).toBeInstanceOf(InstallError);
    expect(error).toMatchObject({ verb: "releases.install", details: { revision: 1, status: "deployed" } });
    expect(error.details.hint).toContain("upgrade");
    expect(error.message).toContain("deployed");
    expect(error.chart).toEqual({ name: "shop", version: "1.0.0" });
    await fixture.rewrite("shop", 1, (release) => (release.info.status = "failed"));
    const failed = await expectCode(releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(failed.details.status).toBe("failed");
    await releases.uninstall("shop", { keepHistory: true });
    const kept = await expectCode(releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(kept.details.status).toBe("uninstalled");
  });
});

describe.concurrent("a release of which nothing can be read", () => {
  test.concurrent("is not installed over: that it cannot be read does not make its name free", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await ApiProxy.start(fixture.cluster);
    using shop = shopChart();
    await fixture.helm.releases.install("shop", shop.path);
    for (let i = 0; i < 2; i++) await fixture.helm.releases.upgrade("shop", shop.path, { historyMax: 1 });
    expect(await fixture.records()).toEqual(["2 superseded", "3 deployed"]); // revision 1 is free
    proxy.answer(
      ({ method, path }) => method === "GET" && path.includes("/secrets?"),
      refusal(500, "InternalError", "planted"),
    );
    const behind = fixture.client({ kubeconfig: proxy.kubeconfig });
    const values = { text: "two" };
    const error = await expectCode(behind.releases.install("shop", shop.path, { values }), "ERR_HELM_API_SERVER");
    expect(error.message).toContain("planted");
    expect(await fixture.records()).toEqual(["2 superseded", "3 deployed"]);
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "one" });
  });
});

describe.concurrent("a release that another operation holds", () => {
  test.concurrent.each(["pending-upgrade", "pending-install", "pending-rollback"])(
    "is RELEASE_PENDING with its revision and age while it is %s",
    async (status) => {
      await using fixture = await Fixture.make();
      using shop = shopChart();
      const { releases } = fixture.helm;
      await releases.install("shop", shop.path);
      await releases.upgrade("shop", shop.path);
      const since = new Date(Date.now() - 3_600_000);
      await fixture.rewrite("shop", 2, ({ info }) =>
        Object.assign(info, { status, last_deployed: since.toISOString() }),
      );
      const error = await expectCode(releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
      expect(error).toBeInstanceOf(UpgradeError);
      expect(error.details).toMatchObject({ revision: 2, status });
      expect(new Date(error.details.since ?? 0)).toEqual(since);
      expect(error.details.ageMs).toBeGreaterThanOrEqual(3_600_000);
      expect(error.details.ageMs).toBeLessThan(3_700_000);
      expect(error.details.hint).toContain("releases.rollback or releases.uninstall");
      expect(error.message).toContain(status);
      const installing = releases.upgrade("shop", shop.path, { install: true });
      await expectCode(installing, "ERR_HELM_RELEASE_PENDING");
      expect(await fixture.records()).toEqual(["1 superseded", `2 ${status}`]);
    },
  );

  test.concurrent("is RELEASE_PENDING for an install too", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.rewrite("shop", 1, ({ info }) => (info.status = "pending-install"));
    const error = await expectCode(fixture.helm.releases.install("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details).toMatchObject({ revision: 1, status: "pending-install" });
  });

  test.concurrent("is RELEASE_PENDING while it is uninstalling: that blocks just so", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await fixture.helm.releases.install("shop", shop.path);
    await fixture.rewrite("shop", 1, ({ info }) => {
      Object.assign(info, { status: "uninstalling", deleted: new Date().toISOString() });
    });
    const error = await expectCode(fixture.helm.releases.upgrade("shop", shop.path), "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ revision: 1, status: "uninstalling" });
    expect(error.details.ageMs).toBeLessThan(60_000);
  });

  test.concurrent("is held by a process that was killed in mid-install, and is freed by an uninstall", async () => {
    await using fixture = await Fixture.make();
    using slow = chart({ templates: { "web.yaml": deployment("web", { neverReady: true }) } });
    await using child = Bun.spawn(
      [
        bunExe,
        "-e",
        `import { newHelm } from "./lab/client.ts";
         const helm = newHelm({ kubeconfig: process.argv[1], namespace: process.argv[2] });
         for await (const event of helm.releases.install("shop", process.argv[3]))
           if (event.type === "phase" && event.phase === "wait") console.log("waiting");`,
        (await cluster()).kubeconfig,
        fixture.namespace,
        slow.path,
      ],
      { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
    );
    for await (const _ of child.stdout) break;
    child.kill("SIGKILL");
    await child.exited;
    expect(await fixture.records()).toEqual(["1 pending-install"]);
    const error = await expectCode(fixture.helm.releases.upgrade("shop", slow.path), "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ revision: 1, status: "pending-install" });
    await fixture.helm.releases.uninstall("shop");
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("deployments")).toEqual([]);
  });

  test.concurrent("is held by whoever was first of two that install it at once", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    const results = await Promise.allSettled([1, 2, 3].map(() => fixture.helm.releases.install("shop", shop.path)));
    const failed = results
      .filter(({ status }) => status === "rejected")
      .map((result) => (result as PromiseRejectedResult).reason.code);
    expect(results).toHaveLength(3);
    expect(failed).toHaveLength(2);
    for (const code of failed) expect(["ERR_HELM_RELEASE_PENDING", "ERR_HELM_RELEASE_EXISTS"]).toContain(code);
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });
});

describe.concurrent("a release that does not fit into its record", () => {
  test.concurrent("is RELEASE_TOO_LARGE with its size and the limit, and nothing is created", async () => {
    await using fixture = await Fixture.make();
    const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString("base64");
    const files = Object.fromEntries(
      Array.from({ length: 24 }, (_, i) => [
        `files/${i}.txt`,
        Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString("base64"),
      ]),
    );
    using large = chart({ templates: { "a.yaml": configMap("a") }, files: { ...files, "files/more.txt": noise } });
    const error = await expectCode(fixture.helm.releases.install("shop", large.path), "ERR_HELM_RELEASE_TOO_LARGE");
    expect(error).toBeInstanceOf(InstallError);
    expect(error.details.limit).toBe(1_048_576);
    expect(error.details.size).toBeGreaterThan(1_048_576);
    expect(error.details.hint).toContain(".helmignore");
    expect(error.phase).toBe("store");
    expect(error.manifest).toContain('"name":"a"');
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("leaves the former revision in place when it is an upgrade", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `files/${i}.txt`,
        Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString("base64"),
      ]),
    );
    using large = chart({ templates: { "a.yaml": configMap("a", { text: "two" }) }, files });
    await fixture.helm.releases.install("shop", shop.path);
    const error = await expectCode(fixture.helm.releases.upgrade("shop", large.path), "ERR_HELM_RELEASE_TOO_LARGE");
    expect(error).toBeInstanceOf(UpgradeError);
    expect(error.details.size).toBeGreaterThan(error.details.limit);
    expect(await fixture.records()).toEqual(["1 deployed"]);
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "one" });
  });
});
