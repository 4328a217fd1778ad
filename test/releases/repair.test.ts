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
