// Operations of one client run side by side and know nothing of each other.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { cluster, clusterHelm, newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { ApiProxy, type ProxiedRequest } from "../../lab/proxy.ts";
import { until } from "../../lab/wait.ts";
import type { HelmErrorCode, HelmEvent, InstallOptions } from "../../src/index.ts";
import { type KubeObject, pod, type TestCluster } from "../../src/testing/index.ts";

setDefaultTimeout(90_000);

/** A chart whose pod is ready after two seconds. Its name, objects and values say whose it is. */
function markedChart(
  marker: string,
  { templates, ...more }: ChartFiles = {},
  readiness = { readyAfter: "2s" },
): TempDir {
  const labels = `{app: web-${marker}}`;
  return chart({
    name: `chart-${marker}`,
    templates: {
      "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web-${marker}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}, annotations: ${JSON.stringify(pod.annotations(readiness))}}
    spec: {containers: [{name: main, image: "example.test/{{ .Values.text }}:1"}]}
`,
      "NOTES.txt": "Notes of {{ .Values.text }}",
      ...templates,
    },
    ...more,
  });
}

/** One of the installs: in a namespace of its own, with a mark on all that is its own. */
interface Run {
  readonly marker: string;
  readonly namespace: string;
  readonly chart: TempDir;
  readonly options: InstallOptions;
  readonly events: HelmEvent[];
  readonly expected: Way | undefined;
}

/** One way to fail. */
interface Way {
  readonly code: HelmErrorCode;
  readonly files?: (marker: string) => ChartFiles;
  readonly readiness?: Record<string, string | number | boolean>;
  readonly options?: (marker: string) => InstallOptions;
  readonly prepare?: (target: TestCluster, namespace: string, marker: string) => Promise<unknown>;
  /** What the error tells of this very install. */
  readonly tells: (marker: string) => string;
}

function configMap(name: string): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
}

function template(object: KubeObject): ChartFiles {
  return { templates: { "object.yaml": JSON.stringify(object) } };
}

const ways: Record<string, Way> = {
  "a value against the schema": {
    code: "ERR_HELM_VALUES_INVALID",
    files: (marker) => ({
      files: { "values.schema.json": JSON.stringify({ properties: { [`count${marker}`]: { type: "integer" } } }) },
    }),
    options: (marker) => ({ values: { [`count${marker}`]: "many" } }),
    tells: (marker) => `/count${marker}`,
  },
  "an unknown template function": {
    code: "ERR_HELM_TEMPLATE_FAILED",
    files: (marker) => ({ templates: { "broken.yaml": `a: {{ shout${marker} }}` } }),
    tells: (marker) => `shout${marker}`,
  },
  "a template that gives up": {
    code: "ERR_HELM_TEMPLATE_FAILED",
    files: (marker) => ({ templates: { "broken.yaml": `{{ fail "gave up ${marker}" }}` } }),
    tells: (marker) => `gave up ${marker}`,
  },
  "a hook that fails": {
    code: "ERR_HELM_HOOK_FAILED",
    files: (marker) =>
      template({
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: `hook-${marker}`, annotations: { "helm.sh/hook": "pre-install" } },
        spec: {
          backoffLimit: 0,
          template: {
            metadata: { annotations: pod.annotations({ exitCode: 3, logs: [`wrong ${marker}`] }) },
            spec: { restartPolicy: "Never", containers: [{ name: "main", image: "example.test/image:1" }] },
          },
        },
      }),
    tells: (marker) => `wrong ${marker}`,
  },
  "an object of somebody else": {
    code: "ERR_HELM_OWNERSHIP_CONFLICT",
    files: (marker) => template(configMap(`taken-${marker}`)),
    prepare: (target, namespace, marker) => target.apply(configMap(`taken-${marker}`), namespace),
    tells: (marker) => `taken-${marker}`,
  },
  "an invalid object": {
    code: "ERR_HELM_MANIFEST_INVALID",
    files: (marker) =>
      template({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `odd-${marker}` },
        spec: { ports: [{ port: -1 }] },
      }),
    tells: (marker) => `odd-${marker}`,
  },
  "an unknown kind": {
    code: "ERR_HELM_MANIFEST_INVALID",
    files: (marker) => template({ apiVersion: "v1", kind: `Kind${marker}`, metadata: { name: "any" } }),
    tells: (marker) => `Kind${marker}`,
  },
  "a quota": {
    code: "ERR_HELM_MANIFEST_INVALID",
    files: (marker) =>
      template({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `extra-${marker}` },
        spec: { ports: [{ port: 80 }] },
      }),
    prepare: async (target, namespace, marker) => {
      const name = `quota-${marker}`;
      const hard = { services: "0" };
      await target.apply({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name }, spec: { hard } }, namespace);
      const path = `/api/v1/namespaces/${namespace}/resourcequotas/${name}`;
      await target.waitFor<{ status?: { hard?: object } }>(path, ({ status }) => status?.hard !== undefined);
    },
    tells: (marker) => `quota-${marker}`,
  },
  "a crash loop": {
    code: "ERR_HELM_WAIT_TIMEOUT",
    readiness: { crashLoop: true },
    options: () => ({ timeout: "20s" }),
    tells: () => "CrashLoopBackOff",
  },
  "a missing image": {
    code: "ERR_HELM_WAIT_TIMEOUT",
    readiness: { imagePullError: true },
    options: () => ({ timeout: "20s" }),
    tells: () => "ImagePullBackOff",
  },
  "a post-renderer that throws": {
    code: "ERR_HELM_POST_RENDERER_FAILED",
    options: (marker) => ({
      postRenderer: (manifest) => {
        if (!manifest.includes(marker)) throw new Error("got the manifest of another");
        throw new Error(`thrown by ${marker}`);
      },
    }),
    tells: (marker) => `thrown by ${marker}`,
  },
  "a name that is taken": {
    code: "ERR_HELM_RELEASE_EXISTS",
    prepare: async (_, namespace, marker) => {
      await using helm = await clusterHelm({ namespace });
      using first = chart({ name: `first-${marker}` });
      await helm.releases.install(`release-${marker}`, first.path);
    },
    tells: (marker) => `release-${marker}`,
  },
};

async function prepare(way?: Way): Promise<Run> {
  const target = await cluster();
  const namespace = await target.namespace();
  const marker = namespace.slice(-8);
  await way?.prepare?.(target, namespace, marker);
  const { values, ...options } = way?.options?.(marker) ?? {};
  return {
    marker,
    namespace,
    chart: markedChart(marker, way?.files?.(marker), way?.readiness as never),
    options: { namespace, values: { text: `text-${marker}`, ...(values as object) }, ...options },
    events: [],
    expected: way,
  };
}

/** All that an error says, as text. */
function everything(error: Error): string {
  const { message, cause } = error;
  return JSON.stringify([message, error, Bun.inspect(error), cause instanceof Error ? everything(cause) : cause]);
}

describe("many installs of one client", () => {
  test("started together are under way together: none waits for another", async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, () => prepare()));
    await using proxy = await ApiProxy.start(await cluster());
    await using helm = newHelm({ kubeconfig: proxy.kubeconfig });
    const isApply = ({ method, path }: ProxiedRequest): boolean =>
      method === "PATCH" && /\/deployments\/web-/.test(path);
    using held = proxy.hold(isApply);
    const installs = runs.map(({ marker, chart: { path }, options }) =>
      helm.releases.install(`release-${marker}`, path, options),
    );
    const ended = Promise.all(installs);
    await Promise.race([until(() => proxy.requests(isApply).length === runs.length, 60_000), ended]);
    expect(proxy.requests(isApply).map(({ isForwarded }) => isForwarded)).toEqual(runs.map(() => false));
    held.release();
    expect((await ended).map(({ status }) => status)).toEqual(runs.map(() => "deployed"));
    for (const run of runs) run.chart[Symbol.dispose]();
  });

  test("half of which fail, each in its own way, tell nothing of each other", async () => {
    const failing = Object.values(ways);
    const runs = await Promise.all([...failing, ...failing.map(() => undefined)].map(prepare));
    await using helm = await clusterHelm();
    const ends = runs.map(async ({ marker, chart: { path }, options, events, expected }) => {
      const operation = helm.releases.install(`release-${marker}`, path, {
        ...options,
        onEvent: (event) => events.push(event),
      });
      if (expected === undefined) return JSON.stringify(await operation);
      return everything(await expectCode(operation, expected.code));
    });
    const outcomes = await Promise.allSettled(ends);
    const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("\n"));
    for (const [i, { marker, namespace, events, expected }] of runs.entries()) {
      const said = (outcomes[i] as PromiseFulfilledResult<string>).value;
      expect(said).toContain(expected?.tells(marker) ?? `Notes of text-${marker}`);
      const heard = said + JSON.stringify(events);
      const others = runs.filter((run) => run.marker !== marker).map((run) => run.marker);
      expect(others.filter((other) => heard.includes(other))).toEqual([]);
      if (expected !== undefined) continue;
      expect(events.at(-1)).toMatchObject({ type: "record", status: "deployed", namespace });
      expect(events.filter(({ type }) => type === "resource")).toMatchObject([{ namespace, name: `web-${marker}` }]);
    }
    for (const run of runs) run.chart[Symbol.dispose]();
  });
});
