// Compiled, never run: what must and what must not compile. `bun run typecheck` is the test.
import {
  type CallOptions,
  Helm,
  HelmError,
  type HelmEvent,
  helm,
  type KubernetesObject,
  type Operation,
  type Release,
} from "../../src/index.ts";

import type { PollOptions, RequestOptions, TestClusterOptions } from "../../src/testing/index.ts";
import { pod } from "../../src/testing/index.ts";

declare const chart: string | URL | Blob | Uint8Array;
declare function expectType<T>(value: T): void;
declare function unreachable(value: never): never;

export async function clients(): Promise<void> {
  await using client = new Helm();
  new Helm({ kubeconfig: "./kubeconfig", env: Bun.env });
  new Helm({ kubeconfig: new URL("file:///kubeconfig"), env: {} });
  new Helm({ kubeconfig: ["./a", new URL("file:///b")], namespace: undefined });
  new Helm({ kubeconfig: new Blob(["..."]), driver: "memory", onLog: (line) => expectType<string>(line.message) });
  new Helm({ kubeconfig: { apiVersion: "v1", clusters: [] }, env: { HELM_NAMESPACE: "shop", HELM_DRIVER: undefined } });
  // @ts-expect-error: unknown options are refused
  new Helm({ kubeConfig: "./kubeconfig" });
  // @ts-expect-error: a driver by its name only
  new Helm({ driver: "etcd" });
  // @ts-expect-error: the groups of a client are not replaced
  client.releases = helm.releases;
  expectType<string>((await client.version()).helm);
}

export async function calls(): Promise<void> {
  expectType<Operation<Release>>(helm.releases.install("shop", chart));
  void helm.releases.install("shop", chart, { wait: false, timeout: "5m", values: [{ a: 1 }, { b: [] }] });
  void helm.releases.install(undefined, chart, { generateName: true });
  void helm.releases.install(undefined, chart, { nameTemplate: "shop-{{ randAlpha 4 }}" });
  // @ts-expect-error: no name and nothing to make one up from
  void helm.releases.install(undefined, chart);
  // @ts-expect-error: no name and nothing to make one up from
  void helm.releases.install(undefined, chart, { wait: true });
  // @ts-expect-error: no chart
  void helm.releases.install("shop");
  // @ts-expect-error: the CLI's --atomic is rollbackOnFailure now
  void helm.releases.install("shop", chart, { atomic: true });
  // @ts-expect-error: "auto" needs a former revision
  void helm.releases.install("shop", chart, { serverSide: "auto" });
  void helm.releases.upgrade("shop", chart, { serverSide: "auto", install: true });
  // @ts-expect-error: Helm's words only
  void helm.releases.upgrade("shop", chart, { wait: "sometimes" });
  // @ts-expect-error: values are objects; files are valueFiles
  void helm.releases.upgrade("shop", chart, { values: "values.yaml" });
  void helm.releases.uninstall("shop", { cascade: "foreground", dryRun: true });
  // @ts-expect-error: a dry run of uninstall has no kinds
  void helm.releases.uninstall("shop", { dryRun: "server" });
  void helm.charts.template(chart, { name: "shop", postRenderer: async (manifest) => manifest.trim() });
  // @ts-expect-error: a post-renderer returns text
  void helm.charts.template(chart, { postRenderer: (manifest) => manifest.length });
  const { objects } = await helm.charts.template(chart, { objects: true, dryRun: "server" });
  for (const object of objects) {
    expectType<KubernetesObject>(object);
    expectType<string>(object.kind);
    expectType<string | undefined>(object.metadata.labels?.app);
    expectType<number>(object.spec.replicas); // what a kind has beside these is anything
    // @ts-expect-error: names are text
    object.metadata.name.toFixed();
  }
  const { resources: looked } = await helm.releases.status("shop");
  expectType<string>(looked[0]?.name ?? "");
  const { resources: unasked } = await helm.releases.status("shop", { resources: false });
  // @ts-expect-error: absent with resources: false
  unasked.length;
  const { objects: none } = await helm.charts.template(chart);
  // @ts-expect-error: present only with objects: true
  none.length;
  // @ts-expect-error: not rendering is no way to render
  void helm.charts.template(chart, { dryRun: "none" });
  const { rollbackRevision } = await helm.releases.rollback("shop", { revision: 1, serverSide: "auto" });
  expectType<number | undefined>(rollbackRevision);
  // @ts-expect-error: the revision is an option
  void helm.releases.rollback("shop", 1);
  const { tests } = await helm.releases.test("shop", { filter: ["!name=slow"], logs: true });
  expectType<string | undefined>(tests[0]?.logs?.[0]?.log);
  // @ts-expect-error: Helm writes "Succeeded"
  expectType<boolean>(tests[0]?.run?.phase === "succeeded");
  const { resources = [] } = await helm.releases.status("shop");
  // @ts-expect-error: kstatus' word is "Current"
  expectType<boolean>(resources[0]?.status === "Ready");
  const keyring = new URL("file:///keys.gpg");
  const { path } = await helm.charts.package("./shop", { destination: new URL("file:///charts") });
  void helm.charts.verify(path, { keyring });
  const { bytes, provenance } = await helm.charts.package("./shop", { sign: true, key: "me", keyring: Bun.file("k") });
  void helm.charts.verify(bytes, { provenance, keyring: new Uint8Array() });
  void Bun.write("shop.tgz", bytes);
  expectType<string>((await helm.charts.pull("acme/shop", { untar: true })).path);
  expectType<string>((await helm.charts.pull("acme/shop", { destination: "." })).path);
  void helm.charts.template((await helm.charts.pull("acme/shop", { version: "^1" })).bytes);
  // @ts-expect-error: a file was written instead
  void helm.charts.template((await helm.charts.pull("acme/shop", { destination: "." })).bytes);
  // @ts-expect-error: nothing was written
  void helm.charts.verify((await helm.charts.package("./shop")).path);
  // @ts-expect-error: unknown options are refused
  void helm.charts.pull("acme/shop", { untra: true });
  const remote = new URL("oci://registry.example.com/charts/shop");
  void helm.registry.tags(remote, { caFile: new URL("file:///ca.pem") });
  void helm.charts.create("shop", { directory: new URL("file:///charts") });
  const { signal } = new AbortController();
  const common: CallOptions = { signal, onEvent: (event) => expectType<HelmEvent>(event) };
  void helm.releases.list({ ...common, max: 0 });
  // @ts-expect-error: the signal, not its controller
  void helm.releases.list({ signal: new AbortController() });
  const [first] = await helm.releases.list();
  // @ts-expect-error: the list may be empty
  first.name;
  // @ts-expect-error: list does not tell manifests
  first?.manifest;
  expectType<string | undefined>(first?.chart.version);
}

export async function operations(): Promise<void> {
  const operation = helm.releases.upgrade("shop", chart);
  expectType<number>(operation.id);
  operation.cancel();
  operation.cancel(new Error("why"));
  for await (const event of operation) {
    expectType<string>(event.at);
    switch (event.type) {
      case "resource":
        expectType<"created" | "configured" | "unchanged" | "deleted">(event.action);
        break;
      case "tried":
        expectType<number>(event.done + event.total);
        break;
      case "drift":
        expectType<number>(event.compared);
        break;
      case "dropped":
        expectType<number>(event.count);
        break;
      case "download":
        expectType<"server" | "cache">(event.from);
        break;
      case "phase":
      case "readiness":
      case "hook":
      case "hookLog":
      case "record":
      case "warning":
      case "log":
        break;
      default:
        unreachable(event);
    }
  }
  expectType<number>((await operation).revision);
  const then = operation.then((release) => release.notes);
  // @ts-expect-error: what then() gives is a plain promise
  then.cancel();
}

export function errors(error: unknown): void {
  if (HelmError.is(error, "ERR_HELM_APPLY_CONFLICT")) {
    expectType<"ERR_HELM_APPLY_CONFLICT">(error.code);
    for (const conflict of error.details.conflicts) expectType<string>(conflict.manager);
    // @ts-expect-error: the details of another code
    error.details.pods;
  } else if (HelmError.is(error, "ERR_HELM_TEST_FAILED")) {
    for (const { name, run } of error.details.tests) expectType<string | undefined>(run?.phase ?? name);
    expectType<boolean>(error.details.timedOut);
  } else if (HelmError.is(error, "ERR_HELM_RELEASE_NOT_FOUND")) {
    expectType<string | undefined>(error.details.hint);
  } else if (HelmError.is(error)) {
    expectType<string | undefined>(error.details.hint);
    expectType<string | undefined>(error.release?.status);
    // @ts-expect-error: codes are known
    if (error.code === "ERR_HELM_NO_SUCH_CODE") return;
  }
  // @ts-expect-error: codes are known
  HelmError.is(error, "ERR_HELM_NO_SUCH_CODE");
}

export function testing(): void {
  expectType<TestClusterOptions>({ tmp: undefined, audit: undefined, binary: undefined, unref: undefined });
  expectType<PollOptions>({ timeout: undefined });
  expectType<RequestOptions>({ headers: undefined, signal: undefined });
  pod.annotations({ readyAfter: undefined, logs: undefined });
}
