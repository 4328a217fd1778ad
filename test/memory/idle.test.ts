// What a process keeps of clusters that it does not use any more. In processes of their own, whose
// sockets are counted.
import { expect, test } from "bun:test";
import { cluster } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { withToken } from "../../lab/kubeconfig.ts";
import { runScript } from "../../lab/process.ts";
import { shopChart } from "../../lab/shop.ts";

const prelude = `
  import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
  import { chart } from "./lab/chart.ts";
  import { processOfGo } from "./lab/engine.ts";
  import { internal } from "./lab/internal.ts";
  import { newHelm } from "./lab/client.ts";
  import { until } from "./lab/wait.ts";
  const sockets = () => readdirSync(descriptors).filter((fd) => {
    try { return readlinkSync(descriptors + "/" + fd).startsWith("socket:") } catch { return false }
  }).length;
  const goroutines = async () => (await internal("internal.goroutines")).total;
  const say = (result) => console.log(JSON.stringify(result));
  say({}); // or the descriptor of standard output would come later
  await internal("internal.noop");
  const descriptors = "/proc/" + processOfGo() + "/fd";
`;

/** Runs a script after the prelude and gives what it has said last. */
async function said<T>(script: string): Promise<T> {
  const { stdout, stderr, exitCode } = await runScript(prelude + script);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  return JSON.parse(stdout.trim().split("\n").at(-1) as string);
}

test("a cluster that nobody uses goes with its connections, one in use stays, and the next call works", async () => {
  const shared = await cluster();
  const { kubeconfig } = shared;
  const namespace = await shared.namespace();
  using shop = shopChart();
  const result = await said(`
    const before = { sockets: sockets(), goroutines: await goroutines() };
    const options = ${JSON.stringify({ kubeconfig, namespace })};
    const idle = newHelm({ ...options, kubeAsUser: "me", kubeAsGroup: ["system:masters"] });
    const busy = newHelm(options);
    await idle.releases.list();
    const values = { pod: { "testcluster.bunhelm/never-ready": "true" } };
    const operation = busy.releases.install("shop", ${JSON.stringify(shop.path)}, { values });
    for await (const { type } of operation) if (type === "readiness") break;
    const two = sockets() - before.sockets;
    await internal("internal.idle");
    await until(() => sockets() - before.sockets === 1);
    const { clusters } = await internal("internal.counts");
    const names = (await idle.releases.list()).map(({ name, status }) => name + " " + status);
    operation.cancel();
    const end = await operation.catch(({ code }) => code);
    await Promise.all([idle.close(), busy.close()]);
    await until(async () => (await internal("internal.counts")).operations === 0);
    await internal("internal.idle");
    await until(() => sockets() === before.sockets);
    await until(async () => (await goroutines()) <= before.goroutines);
    say({ two, clusters, names, end, left: (await internal("internal.counts")).clusters });
    process.exit();`);
  expect(result).toEqual({
    two: 2,
    clusters: 1,
    names: ["shop pending-install"],
    end: "ERR_HELM_ABORTED",
    left: 0,
  });
}, 60_000);

test("500 tokens, one after the other in one kubeconfig, leave no more behind than 50", async () => {
  const shared = await cluster();
  const namespace = await shared.namespace();
  const subjects = [{ kind: "ServiceAccount", name: "default", namespace }];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" };
  const apiVersion = "rbac.authorization.k8s.io/v1";
  await shared.apply({ apiVersion, kind: "RoleBinding", metadata: { name: "own" }, subjects, roleRef }, namespace);
  const kubeconfigs: object[] = [];
  for (let i = 0; i < 500; i++) {
    // Each is valid for another number of seconds, so no two are alike.
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 3600 + i },
    };
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`;
    const { status } = (await (await shared.request("POST", path, body)).json()) as { status: { token: string } };
    kubeconfigs.push(withToken(shared, status.token));
  }
  using files = tempDir({ "all.json": JSON.stringify(kubeconfigs), kubeconfig: "" });
  const samples = await said<{ heap: number; clusters: number; sockets: number }[]>(`
    const kubeconfig = ${JSON.stringify(`${files.path}/kubeconfig`)};
    const all = JSON.parse(readFileSync(${JSON.stringify(`${files.path}/all.json`)}, "utf8"));
    const helm = newHelm({ kubeconfig, namespace: ${JSON.stringify(namespace)} });
    const map = chart({ templates: { "map.yaml": "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {a: '{{ now }}'}" } });
    const samples = [];
    for (const [i, one] of all.entries()) {
      writeFileSync(kubeconfig, JSON.stringify(one));
      if (i % 10 === 0) await helm.releases.upgrade("a", map.path, { install: true });
      else await helm.releases.list();
      if ((i + 1) % 50 !== 0) continue;
      const { heap, clusters } = await internal("internal.counts");
      samples.push({ heap, clusters, sockets: sockets() });
    }
    map[Symbol.dispose]();
    await helm.close();
    say(samples);
    process.exit();`);
  const [first, ...later] = samples as [(typeof samples)[0], ...typeof samples];
  console.log(
    samples.map(({ heap, clusters, sockets }) => `${(heap / 1e6).toFixed(0)} MB ${clusters} ${sockets}`).join(", "),
  );
  expect(first.clusters).toBe(16);
  for (const sample of later) {
    expect(sample.clusters).toBe(16);
    expect(sample.sockets).toBeLessThanOrEqual(first.sockets + 2);
    // A timer of Go's HTTP/2 holds what was a connection for 30 s more: 50 kB of the 3.5 MB of a cluster.
    expect(sample.heap - first.heap).toBeLessThan(60e6);
  }
}, 120_000);
