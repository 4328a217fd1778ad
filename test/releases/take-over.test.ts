// A release that an interrupted operation has left pending or uninstalling is freed: releases.unlock, and takeOver.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, deployment } from "../../lab/objects.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(120_000);

const parts = { templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }) }, values: { text: "one" } };

/** Makes a record say that an operation works on the release, which was heard of so many seconds ago. */
async function leave(fixture: Fixture, revision: number, status: string, seconds: number): Promise<void> {
  const at = new Date(Date.now() - seconds * 1000);
  await fixture.rewrite("shop", revision, ({ info }) => {
    info.status = status;
    info.last_deployed = at.toISOString();
    if (status === "uninstalling") info.deleted = at.toISOString();
  });
  const stamp = String(Math.floor(at.getTime() / 1000));
  await fixture.merge(`secrets/sh.helm.release.v1.shop.v${revision}`, {
    metadata: { labels: { createdAt: stamp, modifiedAt: stamp } },
  });
}

describe.concurrent("takeOver", () => {
  test.concurrent.each(["pending-upgrade", "pending-rollback", "uninstalling"])(
    "lets an upgrade go on with a release that is %s",
    async (status) => {
      await using fixture = await Fixture.make();
      using shop = chart(parts);
      const { releases } = fixture.helm;
      await releases.install("shop", shop.path);
      await releases.upgrade("shop", shop.path, { values: { text: "two" } });
      await leave(fixture, 2, status, 3600);
      const upgrade = { values: { text: "three" } };
      await expectCode(releases.upgrade("shop", shop.path, upgrade), "ERR_HELM_RELEASE_PENDING");
      const release = await releases.upgrade("shop", shop.path, { ...upgrade, takeOver: "10m" });
      expect(release).toMatchObject({ revision: 3, status: "deployed" });
      const [, second] = await releases.history("shop");
      expect(second).toMatchObject({
        description: expect.stringContaining(
          `Interrupted: it was ${status}, and nothing was heard of its operation since `,
        ) as never,
      });
      expect((await fixture.get("configmaps/a")).data).toEqual({ text: "three" });
    },
  );

  test.concurrent.each(["upgrade", "install"] as const)(
    "lets an %s go on with a first install that was killed, and deletes nothing",
    async (verb) => {
      await using fixture = await Fixture.make();
      using shop = chart(parts);
      const { releases } = fixture.helm;
      await releases.install("shop", shop.path);
      const { uid } = (await fixture.get("configmaps/a")).metadata as unknown as { uid: string };
      await leave(fixture, 1, "pending-install", 3600);
      const release = await releases[verb]("shop", shop.path, { takeOver: "10m", values: { text: "two" } });
      expect(release).toMatchObject({ revision: 2, status: "deployed" });
      expect(await fixture.get("configmaps/a")).toMatchObject({ metadata: { uid }, data: { text: "two" } });
    },
  );

  test.concurrent("does nothing to an operation that was heard of lately, nor to a release that waits for none", async () => {
    await using fixture = await Fixture.make();
    using shop = chart(parts);
    const { releases } = fixture.helm;
    expect(await releases.upgrade("shop", shop.path, { install: true, takeOver: "1s" })).toMatchObject({ revision: 1 });
    await leave(fixture, 1, "pending-upgrade", 300);
    const error = await expectCode(
      releases.upgrade("shop", shop.path, { takeOver: "10m" }),
      "ERR_HELM_RELEASE_PENDING",
    );
    expect(error.details).toMatchObject({
      hint: expect.stringMatching(/was heard of 5m\d+s ago, and takeOver is 10m0s/) as never,
    });
    expect(await fixture.records()).toEqual(["1 pending-upgrade"]);
  });

  /** Revision 1 is deployed; 2 has failed and 3 was killed, both of which have made something. */
  async function failedTwice(): Promise<{ fixture: Fixture; last: TempDir } & AsyncDisposable> {
    await using stack = new AsyncDisposableStack();
    const fixture = stack.use(await Fixture.make());
    const { releases } = fixture.helm;
    const of = (...names: string[]): TempDir => {
      const files = names.map((name) => {
        const annotations = name === "kept" ? { "helm.sh/resource-policy": "keep" } : {};
        return [`${name}.yaml`, configMap(name, {}, annotations)];
      });
      return stack.use(chart({ templates: Object.fromEntries(files) }));
    };
    const own = (name: string, owner: string): Promise<void> =>
      fixture.applyAs("somebody", `configmaps/${name}`, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          name,
          labels: { "app.kubernetes.io/managed-by": "Helm" },
          annotations: { "meta.helm.sh/release-name": owner, "meta.helm.sh/release-namespace": fixture.namespace },
        },
      });
    await releases.install("shop", of("first").path);
    await own("older", "shop");
    await Bun.sleep(1100); // the API server counts seconds
    await releases.upgrade("shop", of("stray").path);
    await releases.upgrade("shop", of("stray", "foreign", "kept", "older").path);
    await own("foreign", "other");
    const statuses = ["deployed", "failed", "pending-upgrade"];
    for (const [i, status] of statuses.entries())
      await fixture.rewrite("shop", i + 1, ({ info }) => void (info.status = status));
    await Bun.sleep(2100);
    const last = of("last");
    const kept = stack.move();
    return { fixture, last, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }

  const told = (all: readonly { action: string; name: string }[] = []): string[] =>
    all.map(({ action, name }) => `${action} ${name}`);

  test.concurrent("deletes what only interrupted and failed revisions have made, as a plan says", async () => {
    await using it = await failedTwice();
    const { fixture, last } = it;
    const { releases } = fixture.helm;
    const plan = await releases.plan("shop", last.path, { takeOver: "1s" });
    expect(told(plan.objects)).toEqual(["create last", "delete stray"]);
    const { applied, left } = await plan.apply();
    expect(told(applied)).toEqual(["created last", "deleted stray"]);
    expect(left).toBeUndefined();
    expect(await fixture.names("configmaps")).toEqual(["foreign", "kept", "last", "older"]);
    expect(await fixture.records()).toEqual(["1 superseded", "2 failed", "3 failed", "4 deployed"]);
  });

  test.concurrent("deletes no definition, and nothing that the chart has in crds/", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    const definitions = `${crd(group, "Widget")}---\n${configMap("beside")}`;
    using before = chart({ templates: { "a.yaml": configMap("a") } });
    using failed = chart({
      templates: { "a.yaml": configMap("a"), "w.yaml": definitions, "g.yaml": crd(group, "Gadget") },
    });
    using after = chart({ templates: { "a.yaml": configMap("a") }, files: { "crds/w.yaml": definitions } });
    const { releases } = fixture.helm;
    await releases.install("shop", before.path);
    await releases.upgrade("shop", failed.path);
    await fixture.rewrite("shop", 1, ({ info }) => void (info.status = "deployed"));
    await fixture.rewrite("shop", 2, ({ info }) => void (info.status = "failed"));
    const { applied, left } = await releases.upgrade("shop", after.path, { takeOver: "1s" });
    expect(told(applied)).toEqual(["unchanged a"]);
    expect(left).toMatchObject([{ kind: "CustomResourceDefinition", name: `gadgets.${group}` }]);
    expect(await fixture.has("configmaps/beside")).toBe(true);
  });

  test.concurrent("frees nothing for a plan that is outdated", async () => {
    await using fixture = await Fixture.make();
    using shop = chart(parts);
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await leave(fixture, 1, "pending-upgrade", 3600);
    const plan = await releases.plan("shop", shop.path, { values: { text: "two" }, takeOver: "10m" });
    await fixture.merge("configmaps/a", { data: { text: "somebody's" } });
    await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(await fixture.records()).toEqual(["1 pending-upgrade"]);
  });

  test.concurrent("deletes nothing that has changed since the plan", async () => {
    await using it = await failedTwice();
    const { fixture, last } = it;
    const plan = await fixture.helm.releases.plan("shop", last.path, { takeOver: "1s" });
    await fixture.merge("configmaps/stray", { data: { precious: "yes" } });
    const error = await expectCode(plan.apply(), "ERR_HELM_PLAN_OUTDATED");
    expect(error.message).toContain("ConfigMap/stray");
    expect(await fixture.has("configmaps/stray")).toBe(true);
  });

  test.concurrent("leaves what this user may not delete, and says so", async () => {
    await using it = await failedTwice();
    const { fixture, last } = it;
    const rules = [
      { apiGroups: [""], resources: ["secrets"], verbs: ["*"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch", "create", "patch"] },
    ];
    const { releases } = fixture.client({ kubeconfig: await fixture.userWith("plain", rules) });
    const options = { takeOver: "1s" } as const;
    const plan = await releases.plan("shop", last.path, options);
    expect(plan.isAccepted).toBe(true);
    expect(told(plan.objects)).toEqual(["create last", "keep stray"]);
    expect(await releases.upgrade("shop", last.path, options)).toMatchObject({
      status: "deployed",
      left: [{ kind: "ConfigMap", name: "stray" }],
    });
  });

  test.concurrent("is foreseen by a plan", async () => {
    await using fixture = await Fixture.make();
    using shop = chart(parts);
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    await leave(fixture, 1, "pending-upgrade", 3600);
    const options = { values: { text: "two" } };
    expect((await releases.plan("shop", shop.path, options)).isAccepted).toBe(false);
    const plan = await releases.plan("shop", shop.path, { ...options, takeOver: "10m" });
    expect(plan.isAccepted).toBe(true);
    expect(await fixture.records()).toEqual(["1 pending-upgrade"]);
    expect(await plan.apply()).toMatchObject({ revision: 2, status: "deployed" });
  });
});

describe.concurrent("unlock", () => {
  test.concurrent("records as failed what nothing was heard of, and changes nothing else", async () => {
    await using fixture = await Fixture.make();
    using shop = chart(parts);
    await fixture.other.releases.install("shop", shop.path);
    await leave(fixture, 1, "pending-upgrade", 900);
    const { releases } = fixture.helm;
    await expectCode(releases.unlock("shop", { olderThan: "1h" }), "ERR_HELM_RELEASE_PENDING");
    expect(await releases.unlock("shop", { description: "the runner was shot" })).toMatchObject({
      unlocked: true,
      before: "pending-upgrade",
      release: { revision: 1, status: "failed", description: "the runner was shot" },
    });
    expect(await fixture.records()).toEqual(["1 failed"]);
    expect(await fixture.writes()).toEqual([expect.stringContaining("update ") as never]);
    expect(await releases.unlock("shop")).toMatchObject({ unlocked: false, release: { status: "failed" } });
    await expectCode(releases.unlock("none"), "ERR_HELM_RELEASE_NOT_FOUND");
  });

  test.concurrent("is refused while an operation of this process works, even by force", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "web.yaml": deployment("web", { neverReady: true }) } });
    const { releases } = fixture.helm;
    const installing = releases.install("shop", shop.path);
    for await (const { type } of installing) if (type === "readiness") break;
    const error = await expectCode(releases.unlock("shop", { force: true }), "ERR_HELM_RELEASE_PENDING");
    expect(error.details).toMatchObject({ holder: { verb: "releases.install", operation: installing.id } });
    installing.cancel();
    await installing.catch(() => {});
  });

  test.concurrent("by force stops an operation of another process, which lives and then rejects", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 4000 }) } });
    await using child = waiting(fixture, shop.path);
    await until(async () => (await fixture.records())[0] === "1 pending-install");
    expect(await fixture.helm.releases.unlock("shop", { force: true })).toMatchObject({ unlocked: true });
    expect(await child.stdout.text()).toMatch(/^ERR_HELM_RELEASE_/);
    expect(await fixture.records()).toEqual(["1 failed"]);
  });
});

/** A process of its own that installs, and says how that ends. */
function waiting(fixture: Fixture, path: string): Bun.Subprocess<"ignore", "pipe", "inherit"> {
  const script = `
    import { newHelm } from "./lab/client.ts";
    const helm = newHelm(JSON.parse(process.argv[1]));
    console.log(await helm.releases.install("shop", process.argv[2], { timeout: "2m" }).then(({ status }) => status, ({ code }) => code));`;
  const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
  return Bun.spawn([bunExe, "-e", script, JSON.stringify(options), path], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("an operation that is unlocked by force does not record over that, though it has been heard of", async () => {
  await using fixture = await Fixture.make();
  using shop = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 42_000 }) } });
  await using child = waiting(fixture, shop.path);
  await until(async () => (await fixture.records())[0] === "1 pending-install");
  await fixture.helm.releases.unlock("shop", { force: true });
  expect(await child.stdout.text()).toMatch(/^ERR_HELM_RELEASE_/); // after its first sign of life
  expect(await fixture.records()).toEqual(["1 failed"]);
});

test("an operation that takes long is heard of, and nobody takes it over", async () => {
  await using fixture = await Fixture.make();
  using shop = chart({ templates: { "web.yaml": deployment("web", { readyAfter: 42_000 }) } });
  await using child = waiting(fixture, shop.path);
  const record = "secrets/sh.helm.release.v1.shop.v1";
  await until(async () => (await fixture.records())[0] === "1 pending-install");
  const stamp = async (): Promise<string | undefined> => (await fixture.get(record)).metadata.labels?.modifiedAt;
  const before = await stamp();
  await until(async () => (await stamp()) !== before, 60_000);
  await expectCode(
    fixture.helm.releases.upgrade("shop", shop.path, { takeOver: "20s" }), // it has run for longer
    "ERR_HELM_RELEASE_PENDING",
  );
  expect(await child.stdout.text()).toBe("deployed\n");
  expect(await fixture.records()).toEqual(["1 deployed"]);
});
