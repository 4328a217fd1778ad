// Answers whose bytes are within the limit and whose parts are not, and events of a watch without an end: they are
// refused before they are decoded, in a process of its own that says how much memory that took.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { type Act, FaultProxy } from "../../lab/fault-proxy.ts";
import { Fixture } from "../../lab/fixture.ts";
import { becomeReady, shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import { Watcher } from "../../lab/watcher.ts";
import { refused } from "../limits/endless.ts";

setDefaultTimeout(120_000);

let shop: TempDir;
let proxy: FaultProxy;

beforeAll(async () => {
  shop = shopChart();
  proxy = await FaultProxy.start(await cluster());
});
afterAll(async () => {
  shop[Symbol.dispose]();
  await proxy[Symbol.asyncDispose]();
});

const tooLarge = "ERR_HELM_TOO_LARGE";
const waits = { values: values({ pod: { readyAfter: 10, neverReady: true } }), timeout: "30s" };
const items = (kind: string): string => `{"kind":"${kind}","apiVersion":"v1","metadata":{},"items":[`;
/** 9 MB that would take 3.5 GB once decoded. */
const empty = (kind: string): string => `${items(kind)}${"{},".repeat(3e6)}{}]}`;

test.each<[what: string, path: RegExp, call: string, kind: string]>([
  ["releases", /\/secrets\?/, "helm.releases.list()", "SecretList"],
  ["releases as metadata", /\/secrets\?/, "helm.releases.list()", "PartialObjectMetadataList"],
  ["one release's records", /\/secrets\?/, 'helm.releases.history("shop")', "SecretList"],
])("a list of %s that has millions of empty objects is too large", async (_, path, call, kind) => {
  const namespace = await (await cluster()).namespace();
  const headers = { "content-type": "application/json" };
  await using _fault = await proxy.fault(
    { method: "GET", path, userAgent: namespace },
    { act: "answer", status: 200, headers, body: empty(kind) },
  );
  const { kubeconfig } = proxy;
  const { code, message, details, peak } = await refused(call, { kubeconfig, namespace, userAgent: namespace });
  expect({ code, message }).toMatchObject({ code: tooLarge });
  expect(message).toContain("the response has more than 8388608 values");
  expect(details).toMatchObject({ option: "limits.answer", hint: expect.stringContaining("limits.answer") as string });
  expect(peak).toBeLessThan(1000);
});

const limit = 8 << 20;
const floods: readonly (readonly [string, Act])[] = [
  ["without an end", { act: "flood", bytes: 600 << 20 }],
  ["of many parts", { act: "answer", status: 200, body: `{"type":"ADDED","object":${empty("List").slice(0, 4e6)}]}}` }],
];

test.each(floods)("an event %s ends the wait and is too large", async (_, act) => {
  const target = await cluster();
  const namespace = await target.namespace();
  await using fault = await proxy.fault({ method: "GET", path: /[?&]watch=true/, userAgent: namespace }, act);
  const { kubeconfig } = proxy;
  const { code, message, details, peak } = await refused(
    `helm.releases.install("shop", "${shop.path}", ${JSON.stringify(waits)})`,
    { kubeconfig, namespace, userAgent: namespace, limits: { answer: limit } },
  );
  expect({ code, message }).toMatchObject({ code: tooLarge });
  expect(details).toMatchObject({
    limit,
    option: "limits.answer",
    url: expect.stringContaining("watch=true") as string,
  });
  expect(peak).toBeLessThan(250); // without a limit 600 for the first and 350 for the second, in five seconds
  await using other = newHelm({ kubeconfig: target.kubeconfig, namespace });
  expect(await other.releases.history("shop")).toMatchObject([{ revision: 1, status: "failed" }]);
  await fault.release();
});

test("a watch of many events, together above the limit, is no such answer", async () => {
  await using fixture = await Fixture.withProxy();
  const { cluster: target, namespace } = fixture;
  const limit = 256 << 10;
  await using helm = newHelm({ kubeconfig: fixture.proxy.kubeconfig, namespace, limits: { answer: limit } });
  const never = { values: values({ pod: { neverReady: true } }) };
  const watcher = new Watcher();
  const install = helm.releases.install("shop", shop.path, { ...never, onEvent: watcher.onEvent });
  await watcher.seen(({ type }) => type === "readiness");
  const sent = (): number => {
    const watches = fixture.proxy.requests(({ path }) => /\/deployments\?.*watch=true/.test(path));
    return Math.max(...watches.map((watch) => watch.sent));
  };
  // Each change is an event with all of the Deployment in it.
  const large = Buffer.alloc(80 << 10, "a").toString();
  for (let change = 0; change < 10; change++) {
    const metadata = { annotations: { "bunhelm.test/large": `${change}${large}` } };
    const answer = await target.request(
      "PATCH",
      `/apis/apps/v1/namespaces/${namespace}/deployments/web`,
      { metadata },
      { headers: { "content-type": "application/merge-patch+json" } },
    );
    expect(answer.ok).toBe(true);
    await answer.body?.cancel();
  }
  await until(() => sent() > 3 * limit);
  await becomeReady(target, namespace);
  expect(await install).toMatchObject({ status: "deployed" });
});
