// Objects as a server may show them that is odd, or a controller of somebody else's kinds: no wait dies of one.
import { expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { trialChart, values } from "../../reliability/chart.ts";
import { HelmError } from "../../src/index.ts";

setDefaultTimeout(120_000);

/** What an object has instead of what it should have. */
const parts: Record<string, object> = {
  "no status": { status: null },
  "a status that is a list": { status: [null] },
  "a status that is a number": { status: 5 },
  "conditions that are a text": { status: { conditions: "Complete" } },
  "a condition that is null": { status: { conditions: [null] } },
  "a condition of numbers": { status: { conditions: [{ type: 1, status: 2, reason: 3 }] } },
  "counts that are texts": { status: { replicas: "1", readyReplicas: {}, observedGeneration: "x", succeeded: [] } },
  "a spec that is a number": { spec: 5 },
  "a spec that is null": { spec: null },
  "replicas that are a text": { spec: { replicas: "many", completions: "all", selector: 3, template: [] } },
  "containers that are null": { spec: { containers: [null] }, status: { containerStatuses: [null, 1], phase: 7 } },
};

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "no error",
    (error: unknown) => (HelmError.is(error) ? error.code : String(error)),
  );

test.concurrent.each(Object.entries(parts))(
  "a wait for objects with %s ends as any that is in vain",
  async (_, part) => {
    const target = await cluster();
    const namespace = await target.namespace();
    using chart = trialChart();
    await using proxy = await FaultProxy.start(target);
    const labels = { "app.kubernetes.io/managed-by": "Helm" };
    const annotations = { "meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": namespace };
    const shown = (apiVersion: string, kind: string, name: string): object => ({
      apiVersion,
      kind,
      metadata: { name, namespace, uid: "1", resourceVersion: "5", generation: 1, labels, annotations },
      ...part,
    });
    const kinds: [string, object][] = [
      ["deployments", shown("apps/v1", "Deployment", "shop")],
      ["services", shown("v1", "Service", "shop")],
      ["jobs", shown("batch/v1", "Job", "shop-post")],
      ["pods", shown("v1", "Pod", "shop-test")],
    ];
    for (const [plural, object] of kinds) {
      const path = new RegExp(`/${plural}\\?`);
      const { apiVersion, kind } = object as { apiVersion: string; kind: string };
      const list = { apiVersion, kind: `${kind}List`, metadata: { resourceVersion: "5" }, items: [object] };
      const change = JSON.stringify({ type: "MODIFIED", object });
      await proxy.fault(
        { method: "GET", path: new RegExp(`/${plural}\\?.*watch=true`), userAgent: "odd" },
        { act: "answer", status: 200, body: `${change}\n${change}\n` },
      );
      await proxy.fault({ method: "GET", path, userAgent: "odd" }, { act: "answer", status: 200, body: list });
      const named = new RegExp(`/${plural}/[^/?]+$`);
      await proxy.fault(
        { method: "GET", path: named, userAgent: "odd" },
        { act: "instead", status: 200, body: object },
      );
    }
    await using helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: "odd" });
    const ends: string[] = [];
    for (const wait of ["watcher", "legacy"] as const) {
      for (const noHooks of [true, false]) {
        const operation = helm.releases.upgrade("shop", chart.path, {
          install: true,
          values: values({ text: `${wait} ${noHooks}` }),
          waitForJobs: true,
          timeout: "2s",
          wait,
          noHooks,
        });
        ends.push(await codeOf(operation));
      }
    }
    ends.push(await codeOf(helm.releases.uninstall("shop", { timeout: "2s" })));
    expect(ends).toEqual(ends.map(() => "ERR_HELM_WAIT_TIMEOUT"));
  },
);
