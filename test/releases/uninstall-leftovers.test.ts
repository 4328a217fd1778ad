// What a revision was to drop, and did not come to, goes with the release: nothing else would know of it.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { Fixture } from "../../lab/fixture.ts";
import { deployment } from "../../lab/objects.ts";
import { refusal } from "../../lab/refusal.ts";
import { endless } from "../../lab/shop.ts";
import { isHookRunning, Watcher } from "../../lab/watcher.ts";
import type { HelmEvent, Releases, ResourceEvent } from "../../src/index.ts";
import { pod } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

let shop: TempDir;
beforeAll(() => {
  const job = `{{ with .Values.hook }}
apiVersion: batch/v1
kind: Job
metadata: {name: before, annotations: {helm.sh/hook: "pre-upgrade,pre-rollback", helm.sh/hook-delete-policy: "before-hook-creation,hook-failed"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {{ toJson . }}}
    spec: {restartPolicy: Never, containers: [{name: main, image: example.test/image:1}]}
{{ end }}`;
  shop = chart({
    values: { parts: ["always"], kept: [] },
    templates: {
      "parts.yaml": `{{ range .Values.parts }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ . }}}
{{ end }}{{ range .Values.kept }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ . }}, annotations: {helm.sh/resource-policy: keep}}
{{ end }}`,
      "hook.yaml": job,
      "web.yaml": `{{ if .Values.broken }}${deployment("web", { neverReady: true })}{{ end }}`,
    },
  });
});
afterAll(() => shop[Symbol.dispose]());

const hook = pod.annotations(endless);

/** Cancels an operation while its hook runs: before it has come to the objects. */
async function cancelInHook(
  start: (onEvent: (event: HelmEvent) => void) => Promise<unknown> & { cancel(): void },
): Promise<void> {
  const watcher = new Watcher();
  const operation = start(watcher.onEvent);
  await Promise.race([watcher.seen(isHookRunning), operation]);
  operation.cancel();
  await expectCode(operation, "ERR_HELM_ABORTED");
}

/** An upgrade that drops an object is cancelled before it has come to that. */
async function leaveExtra(releases: Releases): Promise<void> {
  await releases.install("shop", shop.path, { values: { parts: ["always", "extra"] } });
  await cancelInHook((onEvent) =>
    releases.upgrade("shop", shop.path, { resetValues: true, values: { hook }, onEvent }),
  );
}

/** What was said of leftovers. */
function said(events: readonly HelmEvent[]): string[] {
  return events.flatMap((event) => (event.type === "log" && event.message.includes("revision") ? [event.message] : []));
}

function deleted(events: readonly HelmEvent[]): string[] {
  return events
    .filter(
      (event): event is HelmEvent & ResourceEvent & { type: "resource" } =>
        event.type === "resource" && event.action === "deleted",
    )
    .map(({ kind, name }) => `${kind}/${name}`)
    .sort();
}

describe.concurrent("an uninstall", () => {
  test.concurrent("after a cancelled upgrade deletes what that was to drop, but what is to be kept", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { values: { parts: ["always", "extra"], kept: ["precious"] } });
    await cancelInHook((onEvent) =>
      releases.upgrade("shop", shop.path, { resetValues: true, values: { hook }, onEvent }),
    );
    expect(await fixture.records()).toEqual(["1 deployed", "2 failed"]);
    const events: HelmEvent[] = [];
    await releases.uninstall("shop", { noHooks: true, onEvent: (event) => events.push(event) });
    expect(await fixture.names("configmaps")).toEqual(["precious"]);
    expect(deleted(events)).toEqual(["ConfigMap/always", "ConfigMap/extra"]);
    expect(said(events)).toEqual(['ConfigMap "extra" is left over from revision 1, and will be deleted too']);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("after a cancelled rollback deletes what that was to drop", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { values: { hook } });
    await releases.upgrade("shop", shop.path, { noHooks: true, values: { parts: ["always", "extra"] } });
    await cancelInHook((onEvent) => releases.rollback("shop", { onEvent }));
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed", "3 failed"]);
    await releases.uninstall("shop", { noHooks: true });
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("deletes what a failed upgrade has made and the one after it did not know of", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path);
    const broken = { parts: ["always", "made"], broken: true };
    await expectCode(releases.upgrade("shop", shop.path, { values: broken, timeout: "1s" }), "ERR_HELM_WAIT_TIMEOUT");
    await releases.upgrade("shop", shop.path, { resetValues: true });
    expect(await fixture.names("configmaps")).toEqual(["always", "made"]);
    expect(await fixture.names("deployments")).toEqual(["web"]);
    await releases.uninstall("shop");
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await fixture.names("deployments")).toEqual([]);
  });

  test.concurrent("leaves alone what has another owner by now, or was marked to be kept by hand", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { values: { parts: ["always", "taken", "marked"] } });
    await cancelInHook((onEvent) =>
      releases.upgrade("shop", shop.path, { resetValues: true, values: { hook }, onEvent }),
    );
    await fixture.merge("configmaps/taken", { metadata: { annotations: { "meta.helm.sh/release-name": "other" } } });
    await fixture.merge("configmaps/marked", { metadata: { annotations: { "helm.sh/resource-policy": "keep" } } });
    const events: HelmEvent[] = [];
    await releases.uninstall("shop", { noHooks: true, onEvent: (event) => events.push(event) });
    expect(await fixture.names("configmaps")).toEqual(["marked", "taken"]);
    expect(said(events)).toEqual([
      `ConfigMap "taken" of revision 1 is skipped: it belongs to release "other" in namespace "${fixture.namespace}"`,
    ]);
  });

  test.concurrent("in a dry run says what it would delete", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await leaveExtra(releases);
    const events: HelmEvent[] = [];
    await releases.uninstall("shop", { dryRun: true, onEvent: (event) => events.push(event) });
    expect(said(events)).toEqual(['ConfigMap "extra" is left over from revision 1, and would be deleted too']);
    expect(await fixture.names("configmaps")).toEqual(["always", "extra"]);
  });

  test.concurrent("with kept history leaves the records as they were written", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    await leaveExtra(releases);
    const { manifest } = await releases.get("shop");
    await releases.uninstall("shop", { noHooks: true, keepHistory: true });
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await releases.get("shop")).toMatchObject({ revision: 2, status: "uninstalled", manifest });
  });

  test.concurrent("reads nothing more where no revision has failed", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    for (const parts of [["always", "extra"], ["always"]])
      await releases.upgrade("shop", shop.path, { install: true, values: { parts } });
    const before = (await fixture.audit()).length;
    await releases.uninstall("shop");
    const asked = (await fixture.audit()).slice(before).map(({ requestURI }) => requestURI);
    expect(asked.filter((uri) => uri.includes("/configmaps/extra"))).toEqual([]);
    expect(asked.some((uri) => uri.includes("/configmaps/always"))).toBe(true);
  });

  describe.each([403, 500])("that may not look at what is left (%d)", (status) => {
    const answer = { act: "answer", ...refusal(status, undefined, "not now") } as const;

    test.concurrent("is UNINSTALL_INCOMPLETE and keeps the record, and a later one deletes it", async () => {
      await using fixture = await Fixture.make();
      await using proxy = await FaultProxy.start(fixture.cluster);
      const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
      await leaveExtra(releases);
      await proxy.fault({ method: "GET", path: /\/configmaps\/extra/ }, answer);
      const error = await expectCode(releases.uninstall("shop", { noHooks: true }), "ERR_HELM_UNINSTALL_INCOMPLETE");
      const { namespace } = fixture;
      expect(error.details.remaining).toEqual([{ apiVersion: "v1", kind: "ConfigMap", name: "extra", namespace }]);
      expect(error.message).toMatch(
        /^1 object could not be read \(ConfigMap extra: .*not now\), so the release's record is kept$/,
      );
      expect(error.details.hint).toContain(status === 403 ? "a user who may get all of these" : "uninstall again;");
      expect(error.retryable).toBe(status !== 403);
      expect(await fixture.names("configmaps")).toEqual(["extra"]);
      expect((await fixture.records()).at(-1)).toBe("2 failed");
      await proxy.heal();
      await releases.uninstall("shop", { noHooks: true });
      expect(await fixture.names("configmaps")).toEqual([]);
      expect(await fixture.records()).toEqual([]);
    });

    test.concurrent("goes on with missingKinds: skip only where it will never be allowed to", async () => {
      await using fixture = await Fixture.make();
      await using proxy = await FaultProxy.start(fixture.cluster);
      const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
      await leaveExtra(releases);
      await proxy.fault({ method: "GET", path: /\/configmaps\/extra/ }, answer);
      const uninstalled = releases.uninstall("shop", { noHooks: true, missingKinds: "skip" });
      const { namespace } = fixture;
      if (status === 500) await expectCode(uninstalled, "ERR_HELM_UNINSTALL_INCOMPLETE");
      else
        expect((await uninstalled).left).toEqual([{ apiVersion: "v1", kind: "ConfigMap", name: "extra", namespace }]);
      expect(await fixture.names("configmaps")).toEqual(["extra"]);
      expect(await fixture.records()).toEqual(status === 500 ? ["1 deployed", "2 failed"] : []);
    });

    test.concurrent("says so in a dry run", async () => {
      await using fixture = await Fixture.make();
      await using proxy = await FaultProxy.start(fixture.cluster);
      const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
      await leaveExtra(releases);
      await proxy.fault({ method: "GET", path: /\/configmaps\/extra/ }, answer);
      const { info } = await releases.uninstall("shop", { dryRun: true });
      expect(info).toContain('ConfigMap "extra" of revision 1 may still exist: it could not be read');
    });
  });

  test.concurrent("that may look again in the end, and finds nothing left, is done", async () => {
    await using fixture = await Fixture.make();
    await using proxy = await FaultProxy.start(fixture.cluster);
    const { releases } = fixture.client({ kubeconfig: proxy.kubeconfig });
    await leaveExtra(releases);
    await fixture.cluster.request("DELETE", fixture.path("configmaps/extra"));
    await proxy.fault({ method: "GET", path: /\/configmaps\/extra/, times: 1 }, { act: "answer", status: 403 });
    await releases.uninstall("shop", { noHooks: true });
    expect(await fixture.records()).toEqual([]);
  });
});
