// A Worker with operations under way, which is then terminated.
import { newHelm } from "../lab/client.ts";
import { pod } from "../src/testing/index.ts";
import type { World } from "./world.ts";

declare const self: Worker;

self.onmessage = ({ data: { world, number } }: MessageEvent<{ world: World; number: number }>): void => {
  const { kubeconfig, namespace, chart } = world;
  const driver = (["secret", "configmap", "memory"] as const)[number % 3];
  const helm = newHelm({ kubeconfig, namespace, ...(driver && { driver }) });
  const never = { pod: pod.annotations({ neverReady: true }) };
  const rendering = Promise.withResolvers<void>();
  const postRenderer = (): Promise<string> => {
    rendering.resolve();
    return new Promise(() => {});
  };
  const operations = [
    helm.releases.upgrade(`worker-${number % 20}`, chart, { install: true, values: never, timeout: "30s" }),
    helm.charts.template(chart, { postRenderer }),
    helm.releases.list(),
  ];
  for (const operation of operations) operation.catch(() => {}); // the Worker is terminated meanwhile
  void rendering.promise.then(() => postMessage(operations.length));
};
