// Somebody who may write and not watch: each kind's watch is refused, and Helm hears of it more than once.
import { expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { refusal } from "../../lab/refusal.ts";
import { trialChart, values } from "../../reliability/chart.ts";

setDefaultTimeout(120_000);

test("a wait whose watches are all refused ends at once as forbidden, and leaves no goroutine", async () => {
  const target = await cluster();
  using chart = trialChart();
  await using proxy = await FaultProxy.start(target);
  const options = { values: values({ web: { neverReady: true } }), timeout: "5m", noHooks: true };
  for (let round = 0; round < 8; round++) {
    const namespace = await target.namespace();
    await using helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: namespace });
    await proxy.fault(
      { method: "GET", path: /[?&]watch=true/, userAgent: namespace },
      { act: "answer", ...refusal(403, "Forbidden", 'User "somebody" cannot watch') },
    );
    const operation = helm.releases.install("shop", chart.path, options);
    const error = await expectCode(operation, "ERR_HELM_FORBIDDEN");
    expect(error.message).toContain('User "somebody" cannot watch');
    expect(error).toMatchObject({ phase: "wait", release: { status: "failed" }, details: { status: 403 } });
    await goneFromGo(operation);
  }
});
