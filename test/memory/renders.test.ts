import { expect, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { runScript } from "../../lab/process.ts";

// In a process of its own: what other tests leave behind is not what is measured.
test("memory stays flat over 5,000 renders and 500 status calls", async () => {
  const shared = await cluster();
  const namespace = await shared.namespace();
  using shop = chart({
    templates: { "map.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: b}" },
  });
  await using helm = newHelm({ kubeconfig: shared.kubeconfig, namespace });
  await helm.releases.install("shop", shop.path, { wait: false });
  const { stdout, stderr, exitCode } = await runScript(`
    import { newHelm } from "./lab/client.ts";
    import { residentMemory } from "./lab/memory.ts";
    const { kubeconfig, namespace, path } = ${JSON.stringify({ kubeconfig: shared.kubeconfig, namespace, path: shop.path })};
    const helm = newHelm({ kubeconfig, namespace });
    const resident = () => {
      Bun.gc(true);
      return residentMemory();
    };
    const part = async () => {
      for (let i = 0; i < 100; i++) await helm.charts.template(path);
      for (let i = 0; i < 10; i++) await helm.releases.status("shop");
    };
    for (let i = 0; i < 3; i++) await part(); // what is there once from then on
    // The lowest of a fifth: the collectors of both run-times come and go.
    const fifths = [];
    for (let fifth = 0; fifth < 5; fifth++) {
      let lowest = Infinity;
      for (let i = 0; i < 10; i++) {
        await part();
        lowest = Math.min(lowest, resident());
      }
      fifths.push(Math.round(lowest));
    }
    console.log(JSON.stringify(fifths));
    await helm.close();`);
  expect(stderr).toBe("");
  const fifths = JSON.parse(stdout) as number[];
  const [first, ...later] = fifths as [number, ...number[]];
  expect(Math.max(...later), `MB by fifths: ${fifths}`).toBeLessThanOrEqual(first * 1.1);
  expect(exitCode).toBe(0);
}, 120_000);
