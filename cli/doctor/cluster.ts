import { stat } from "node:fs/promises";
import { Helm, type HelmOptions } from "bunhelm";
import type { ClientRight, ClientServer, ClientTarget, Inspection } from "#doctor";
import { type Finding, failure, listed } from "./finding.ts";
import { supported } from "./skew.ts";

/** Which cluster is used, whether it answers, and what the user may do there. */
export async function* checkCluster(inspection: Inspection, options: HelmOptions): AsyncGenerator<Finding> {
  let target: ClientTarget;
  try {
    target = await inspection.target();
  } catch (error) {
    yield failure("cluster.kubeconfig", error);
    return;
  }
  if (target.none) {
    yield {
      check: "cluster.kubeconfig",
      status: "warning",
      message: "No cluster is configured, so only charts, repositories and registries can be used",
      advice: "Set KUBECONFIG, pass --kubeconfig, or create ~/.kube/config.",
    };
    return;
  }
  yield { check: "cluster.kubeconfig", status: "ok", message: told(target), data: { ...target } };
  yield* readableByOthers(target);
  if ((yield* checkServer(inspection, options, target)) === undefined) return;
  yield* checkRecords(inspection, options, target);
}

function told({ kubeconfigs, context, cluster, user, server, proxy, namespace }: ClientTarget): string {
  const where = kubeconfigs.length > 0 ? ` of ${listed(kubeconfigs)}` : "";
  const named = context ? `Context "${context}"${where}: ` : "No context: ";
  const who = [cluster && `cluster "${cluster}" at `, server, proxy && ` through ${proxy}`, user && `, user "${user}"`];
  return `${named}${who.filter(Boolean).join("")}, namespace "${namespace}"`;
}

/** As the helm command warns. */
async function* readableByOthers({ kubeconfigs }: ClientTarget): AsyncGenerator<Finding> {
  if (process.platform === "win32") return;
  for (const file of kubeconfigs) {
    const mode = (await stat(file).catch(() => undefined))?.mode ?? 0;
    if ((mode & 0o044) === 0) continue;
    const who = mode & 0o004 ? "Everybody on this host" : "The file's group";
    yield {
      check: "cluster.kubeconfig-mode",
      status: "warning",
      message: `${who} can read ${file}, and the credentials in it`,
      advice: `Run \`chmod go-r ${file}\`.`,
      data: { file, mode: (mode & 0o777).toString(8) },
    };
  }
}

async function* checkServer(
  inspection: Inspection,
  options: HelmOptions,
  { namespace = "default" }: ClientTarget,
): AsyncGenerator<Finding, ClientServer | undefined> {
  const start = performance.now();
  let server: ClientServer;
  try {
    server = await inspection.server();
  } catch (error) {
    yield failure("cluster.server", error);
    return undefined;
  }
  const milliseconds = Math.round(performance.now() - start);
  const message = `Kubernetes ${server.version} answers in ${milliseconds} ms`;
  yield { check: "cluster.server", status: "ok", message, data: { version: server.version, milliseconds } };
  yield await checkVersion(server.version, options);
  if (server.namespaceExists === false)
    yield {
      check: "cluster.namespace",
      status: "warning",
      message: `Namespace "${namespace}" does not exist`,
      advice: "Create it, or install with the option createNamespace.",
      data: { namespace, exists: false },
    };
  return server;
}

async function checkVersion(version: string, options: HelmOptions): Promise<Finding> {
  await using client = new Helm(options);
  const { helm, kubernetes } = await client.version();
  const { oldest, newest, fits } = supported(kubernetes, version);
  const range = `Helm ${helm} supports Kubernetes ${oldest} to ${newest}`;
  const data = { oldest, newest };
  if (fits === "yes") return { check: "cluster.version", status: "ok", message: range, data };
  const advice =
    fits === "older"
      ? "Upgrade the cluster; until then, expect that an API may be missing."
      : "Use a bunhelm with a newer Helm; this one may not know what the cluster expects.";
  const message = `Kubernetes ${version} is ${fits} than what is supported: ${range}`;
  return { check: "cluster.version", status: "warning", message, advice, data };
}

/** Release records are in the cluster, or where the driver keeps them. */
async function* checkRecords(
  inspection: Inspection,
  options: HelmOptions,
  { namespace = "default" }: ClientTarget,
): AsyncGenerator<Finding> {
  const { driver } = await inspection.settings();
  if (driver !== "secret" && driver !== "configmap") yield await checkDriver(driver, options);
  let rights: readonly ClientRight[];
  try {
    rights = await inspection.rights();
  } catch (error) {
    const { message, ...finding } = failure("cluster.rights", error, "warning");
    yield { ...finding, message: `It is not known what you may do in namespace "${namespace}": ${message}` };
    return;
  }
  const records = rights.filter((right) => right.records);
  const others = rights.filter((right) => !right.records);
  if (records.length > 0) {
    const what = ` in namespace "${namespace}", where Helm keeps release records`;
    yield judged("cluster.rights", records, what, "problem", namespace);
  }
  yield judged("cluster.evidence", others, ", which explain a failed wait", "warning", namespace);
}

/** What is refused decides. */
function judged(
  check: string,
  rights: readonly ClientRight[],
  what: string,
  refusal: "warning" | "problem",
  namespace: string,
): Finding {
  const refused = rights.filter(({ allowed }) => !allowed);
  const data = { namespace, rights };
  if (refused.length === 0) return { check, status: "ok", message: `You may ${words(rights)}${what}`, data };
  const [first] = refused;
  return {
    check,
    status: refusal,
    message: `You may not ${words(refused)}${what}${first?.reason ? ` (${first.reason})` : ""}`,
    advice: `Have a Role in namespace "${namespace}" that allows you to ${words(refused)}.`,
    data,
  };
}

/** "get and list secrets, list pods". */
function words(rights: readonly ClientRight[]): string {
  const groups = Map.groupBy(rights, ({ resource }) => resource);
  return listed([...groups].map(([resource, all]) => `${listed(all.map(({ verb }) => verb))} ${resource}`));
}

/** Records that are not in the cluster: whether they can be read. */
async function checkDriver(driver: string, options: HelmOptions): Promise<Finding> {
  await using client = new Helm(options);
  try {
    await client.releases.list({ max: 1 });
  } catch (error) {
    return failure("cluster.records", error);
  }
  const message =
    driver === "memory"
      ? "Release records are kept in memory, and are gone when the client is closed"
      : `Release records can be read: they are kept by the driver "${driver}"`;
  return { check: "cluster.records", status: driver === "memory" ? "warning" : "ok", message, data: { driver } };
}
