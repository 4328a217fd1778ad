// A failure in a real cluster tells why, whoever prints it.
import { afterAll, expect, test } from "bun:test";
import { cluster, clusterHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { HelmError } from "../../src/index.ts";

const shop = shopChart();
afterAll(() => shop[Symbol.dispose]());

test("a wait in vain reports pods, events and logs, as text and as JSON", async () => {
  const namespace = await (await cluster()).namespace();
  await using helm = await clusterHelm({ namespace });
  const broken = values({ pod: { crashLoop: true, exitAfter: 10, logs: ["cannot find the database"] } });
  const install = helm.releases.install("shop", shop.path, { values: broken, timeout: "15s" });
  const error = await expectCode(install, "ERR_HELM_WAIT_TIMEOUT");
  const json = JSON.parse(JSON.stringify(error));
  expect(json.message).toBe(error.message);
  for (const text of [error.report(), Bun.inspect(error), JSON.stringify(error)]) {
    expect(text).toContain("CrashLoopBackOff");
    expect(text).toContain("cannot find the database");
    expect(text).toContain("shop");
    expect(text).not.toContain("[Array");
  }
  expect(error.report()).toContain("recorded: revision 1 is failed");
  expect(error.report()).toMatch(/applied: .*created Deployment\//);
  expect(error.retryable).toBe(false);
}, 120_000);

test("what may work later says so", async () => {
  await using helm = await clusterHelm({ kubeApiserver: "https://127.0.0.1:1" });
  const error: unknown = await helm.releases.list().catch((reason: unknown) => reason);
  expect(HelmError.is(error, "ERR_HELM_CLUSTER_UNREACHABLE") && error.retryable).toBe(true);
});
