// Before a chart's objects are sent, the API server is asked how it checks their kinds. That it does not answer
// is no fault of the chart.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { type Act, FaultProxy } from "../../lab/fault-proxy.ts";
import { configMap } from "../../lab/objects.ts";
import { refusal } from "../../lab/refusal.ts";

setDefaultTimeout(60_000);

const faults: [string, Act, "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_API_SERVER"][] = [
  ["breaks every connection", { act: "reset", connection: true }, "ERR_HELM_CLUSTER_UNREACHABLE"],
  ["does not answer", { act: "hold" }, "ERR_HELM_CLUSTER_UNREACHABLE"],
  ["knows nobody", { act: "answer", ...refusal(401, "Unauthorized") }, "ERR_HELM_UNAUTHORIZED"],
  ["fails", { act: "answer", ...refusal(500, "InternalError") }, "ERR_HELM_API_SERVER"],
];

test.concurrent.each(faults)("an API server that %s when asked for schemas", async (_, act, code) => {
  const target = await cluster();
  using shop = chart({ templates: { "a.yaml": configMap("a") } });
  await using proxy = await FaultProxy.start(target); // a cluster of which nothing is known
  const namespace = await target.namespace();
  await using helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace });
  await using fault = await proxy.fault({ path: /^\/openapi\/v[23]/ }, act);
  const error = await expectCode(helm.releases.install("shop", shop.path, { timeout: "5s" }), code);
  expect(error.phase).toBe("build");
  await fault.release();
  await helm.releases.install("shop", shop.path);
});
