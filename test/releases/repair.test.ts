// releases.repair puts back what has drifted, and writes no revision; releases.watchDrift tells of drift when it happens.
// Which changes are drift, and that each is put back, is in drift.test.ts.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import type { DriftReport } from "../../src/index.ts";

setDefaultTimeout(60_000);

describe("repair", () => {
  test("keeps what an autoscaler has set, and leaves objects of others", async () => {
    await using fixture = await Fixture.make();
    const web = deployment("web").replace("spec:\n", "spec:\n  replicas: 2\n  minReadySeconds: 1\n");
    using shop = chart({ templates: { "web.yaml": web, "map.yaml": configMap("map") } });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { wait: false });
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
    const spec = { scaleTargetRef, minReplicas: 1, maxReplicas: 9 };
    const scaler = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: { name: "web" }, spec };
    await fixture.cluster.apply(scaler, fixture.namespace);
    await fixture.merge("deployments/web", { spec: { replicas: 5, minReadySeconds: 9 } });
    await fixture.merge("configmaps/map", { metadata: { annotations: { "meta.helm.sh/release-name": "other" } } });
    const result = await releases.repair("shop", { wait: "hookOnly" });
    expect(result).toMatchObject({ repaired: [{ name: "web" }], left: [{ name: "map" }] });
    expect((await fixture.get("deployments/web")).spec).toMatchObject({ replicas: 5, minReadySeconds: 1 });
  });

  test("lets the certificate of a webhook be, time after time", async () => {
    await using fixture = await Fixture.make();
    const name = `hook-${fixture.namespace}`;
    const webhook = (policy: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${name}}
webhooks:
  - name: a.example.test
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: ${policy}
    namespaceSelector: {matchLabels: {never: matches}}
    clientConfig: {url: 'https://127.0.0.1:1', caBundle: Cg==}
    rules: [{apiGroups: [nothing.test], apiVersions: [v1], operations: [CREATE], resources: [things]}]
`;
    using shop = chart({ templates: { "w.yaml": webhook("Ignore") } });
    const { releases } = fixture.helm;
    await releases.install("shop", shop.path, { wait: "hookOnly" });
    const path = `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${name}`;
    type Hook = { failurePolicy: string; clientConfig: { caBundle: string } };
    for (let time = 0; time < 2; time++) {
      const { webhooks } = await fixture.cluster.get<{ webhooks: Hook[] }>(path);
      for (const one of webhooks) one.failurePolicy = "Fail";
      for (const one of webhooks) one.clientConfig.caBundle = btoa("theirs");
      const headers = { "content-type": "application/merge-patch+json" };
      await fixture.cluster.request("PATCH", `${path}?fieldManager=injector`, { webhooks }, { headers });
      const { objects } = await releases.drift("shop");
      expect(objects.map(({ fields }) => fields.map((field) => field.path.split(".").at(-1)))).toEqual([
        ["failurePolicy"],
      ]);
      await releases.repair("shop", { wait: "hookOnly" });
      const [hook] = (await fixture.cluster.get<{ webhooks: Hook[] }>(path)).webhooks;
      expect(hook).toMatchObject({ failurePolicy: "Ignore", clientConfig: { caBundle: btoa("theirs") } });
    }
    await releases.uninstall("shop");
  });

  test("does nothing where nothing has drifted, and is refused while a release is pending", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "map.yaml": configMap("map") } });
    await fixture.other.releases.install("shop", shop.path);
    const { releases } = fixture.helm;
    expect(await releases.repair("shop")).toEqual({ revision: 1, repaired: [], left: [] });
    expect(await fixture.writes()).toEqual([]);
    await fixture.rewrite("shop", 1, ({ info }) => {
      info.status = "pending-upgrade";
    });
    await expectCode(releases.repair("shop"), "ERR_HELM_RELEASE_PENDING");
  });
});

describe("watchDrift", () => {
  test("yields the state, then each drift and its end, and a new revision", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      values: { text: "one" },
      templates: { "map.yaml": configMap("map", { a: "{{ .Values.text }}" }) },
    });
    await fixture.other.releases.install("shop", shop.path);
    const seen: DriftReport[] = [];
    const watching = (async () => {
      for await (const report of fixture.helm.releases.watchDrift("shop")) {
        seen.push(report);
        if (report.revision === 2) break;
      }
    })();
    await until(() => seen.length === 1);
    await fixture.merge("configmaps/map", { data: { a: "x" } });
    await until(() => seen.length === 2);
    await fixture.merge("configmaps/map", { data: { a: "one" } });
    await until(() => seen.length === 3);
    await fixture.cluster.request("DELETE", fixture.path("configmaps/map"));
    await until(() => seen.length === 4);
    await fixture.other.releases.upgrade("shop", shop.path, { values: { text: "two" } });
    await watching;
    expect(seen.slice(0, 4).map(({ objects }) => objects.map(({ status }) => status))).toEqual([
      [],
      ["changed"],
      [],
      ["missing"],
    ]);
    expect(seen.at(-1)).toMatchObject({ revision: 2, objects: [] });
    expect(await fixture.writes()).toEqual([]);
  });

  test("tells of a Secret that has drifted once, and shows it only if that is wanted", async () => {
    await using fixture = await Fixture.make();
    const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {password: hunter2hunter2}\n";
    using shop = chart({ templates: { "login.yaml": secret, "map.yaml": configMap("map") } });
    await fixture.other.releases.install("shop", shop.path);
    await fixture.merge("secrets/login", { data: { password: btoa("correct-horse") } });
    const seen: string[] = [];
    const stop = new AbortController();
    const watching = (async () => {
      for await (const report of fixture.helm.releases.watchDrift("shop", { signal: stop.signal }))
        seen.push(JSON.stringify(report));
    })();
    await until(() => seen.length === 1);
    expect(seen[0]).not.toContain(btoa("correct-horse"));
    await fixture.merge("configmaps/map", { data: { more: "x" } }); // which is no drift
    await Bun.sleep(2000);
    expect(seen).toHaveLength(1);
    stop.abort();
    await expectCode(watching, "ERR_HELM_ABORTED");
    for await (const { objects } of fixture.helm.releases.watchDrift("shop", { showSecrets: true })) {
      expect(objects[0]?.fields[0]).toMatchObject({ live: btoa("correct-horse"), deployed: btoa("hunter2hunter2") });
      break;
    }
  });

  test("throws what drift rejects with, and ends with its signal", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    const first = async (options = {}): Promise<unknown> => {
      for await (const report of releases.watchDrift("shop", options)) return report;
      return undefined;
    };
    await expectCode(first(), "ERR_HELM_RELEASE_NOT_FOUND");
    await expectCode(first({ signal: AbortSignal.abort() }), "ERR_HELM_ABORTED");
  });
});
