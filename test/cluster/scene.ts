// A namespace with its clients, and the chart that the tests of this folder install.
import { afterAll, beforeAll, expect } from "bun:test";
import { AbortedError, type Helm, type HelmError, type HelmEvent } from "../../src/index.ts";
import { type AuditEntry, type PodBehaviour, pod, type TestCluster } from "../../src/testing/index.ts";
import { chart, cluster, expectCode, newHelm, type TempDir } from "../harness.ts";
import {
  allArrived,
  eventually,
  goneFromGo,
  isRepair,
  isShared,
  type Running,
  Starvation,
  wasOnItsWay,
} from "../operations.ts";
import { ApiProxy, type Chosen, type ProxiedRequest } from "../proxy.ts";

export { eventually, goneFromGo, isRepair, type Running, writesRecord } from "../operations.ts";

/** Lets only so many tests of a file run at once. */
export class Places {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<Disposable> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return {
      [Symbol.dispose]: () => {
        const next = this.#waiting.shift();
        if (next === undefined) this.#free++;
        else next();
      },
    };
  }
}

/** What the values of the chart say. */
export interface ShopValues {
  /** How the pod of the Deployment behaves. @default ready at once */
  pod?: PodBehaviour | undefined;
  /** A Job before install and upgrade. @default none */
  hook?: PodBehaviour | undefined;
  /** A Job before the uninstall. @default none */
  farewell?: PodBehaviour;
  /** The ConfigMap's text. */
  text?: string;
  /** Keeps the ConfigMap from going away. */
  isKept?: boolean;
}

/** Values for the chart of {@link shopChart}. */
export function values({
  pod: behaviour = { readyAfter: 10 },
  hook,
  farewell,
  ...rest
}: ShopValues = {}): Record<string, unknown> {
  return {
    ...rest,
    pod: pod.annotations(behaviour),
    ...(hook && { hook: pod.annotations(hook) }),
    ...(farewell && { farewell: pod.annotations(farewell) }),
  };
}

function hookJob(name: string, value: string, events: string): string {
  return `{{ with .Values.${value} }}
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {helm.sh/hook: "${events}"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {{ toJson . }}}
    spec: {restartPolicy: Never, containers: [{name: main, image: example.test/image:1}]}
{{ end }}`;
}

/** A chart with a ConfigMap, a Service, a Deployment and hooks, all as its values say. */
export function shopChart(templates: Record<string, string> = {}): TempDir {
  const labels = "{app: web}";
  return chart({
    values: values(),
    templates: {
      "config.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: config{{ if .Values.isKept }}, finalizers: [bunhelm.test/kept]{{ end }}}
data: {text: {{ .Values.text | default "none" | quote }}}
`,
      "service.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: ${labels}, ports: [{port: 80}]}
`,
      "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}, annotations: {{ toJson .Values.pod }}}
    spec: {containers: [{name: web, image: "example.test/image:1"}]}
`,
      "hook.yaml": hookJob("before", "hook", "pre-install,pre-upgrade"),
      "farewell.yaml": hookJob("farewell", "farewell", "pre-delete"),
      ...templates,
    },
  });
}

/** Lets the Deployment of the chart become ready whose pod is never ready, as its values say. */
export async function becomeReady(target: TestCluster, namespace: string): Promise<void> {
  const never = Object.keys(pod.annotations({ neverReady: true }));
  const annotations = Object.fromEntries(never.map((name) => [name, null]));
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
  const answer = await target.request(
    "PATCH",
    path,
    { spec: { template: { metadata: { annotations } } } },
    { headers: { "content-type": "application/merge-patch+json" } },
  );
  if (!answer.ok) throw new Error(await answer.text());
}

/** A namespace, a proxy before the API server, and clients whose requests can be told apart. */
export class Scene implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  readonly proxy: ApiProxy;
  /** The client under test; its requests go through the proxy. */
  readonly helm: Helm;
  /** Another client, past the proxy. */
  readonly other: Helm;
  readonly #after: AsyncDisposableStack;

  private constructor(target: TestCluster, namespace: string, proxy: ApiProxy, after: AsyncDisposableStack) {
    this.cluster = target;
    this.namespace = namespace;
    this.proxy = proxy;
    this.helm = newHelm({ kubeconfig: proxy.kubeconfig, namespace, userAgent: `under-test/${namespace}` });
    this.other = newHelm({ kubeconfig: target.kubeconfig, namespace, userAgent: `other/${namespace}` });
    this.#after = after;
  }

  /**
   * proxy: one that others use too. @default one of its own
   * place: what it runs in; it is left at the end. @default none
   */
  static async make(proxy?: ApiProxy, place?: Disposable): Promise<Scene> {
    await using after = new AsyncDisposableStack();
    after.use(place);
    const target = await cluster();
    const namespace = await target.namespace();
    const before = proxy ?? after.use(await ApiProxy.start(target));
    return new Scene(target, namespace, before, after.move());
  }

  /** Whether a request comes from the client under test. */
  readonly isMine: Chosen = ({ userAgent }) => userAgent.includes(`under-test/${this.namespace}`);

  /** Requests of the client under test of this method whose path matches. */
  mine(method: string, path: RegExp): Chosen {
    return (request) => this.isMine(request) && request.method === method && path.test(request.path);
  }

  /** The requests of the client under test that have reached the proxy. */
  requests(): ProxiedRequest[] {
    return this.proxy.requests(this.isMine);
  }

  /** The requests of the client under test that have reached the API server. */
  audit(since?: Date): Promise<AuditEntry[]> {
    return this.cluster.audit({ userAgent: `under-test/${this.namespace}`, ...(since && { since }) });
  }

  /** Waits until the client under test has nothing to send any more: it waits itself. */
  async quiet(): Promise<void> {
    await eventually(() => {
      const requests = this.requests();
      const last = requests.at(-1);
      const isOpen = requests.some(
        ({ path, isForwarded, isDone }) => isForwarded && !isDone && !/watch=true|follow=true/.test(path),
      );
      return !isOpen && last !== undefined && performance.now() - last.at > 100;
    });
  }

  /** Waits until all pods run, ready or not: nothing changes any more by itself. */
  async podsRun(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    await this.cluster.waitFor<{ items: { status: { phase: string } }[] }>(
      path,
      ({ items }) => items.length > 0 && items.every(({ status }) => status.phase === "Running"),
    );
  }

  /**
   * Waits until all Jobs have ended. The Job controller may forget a Job whose namesake was deleted
   * right after it was made.
   */
  async jobsEnd(): Promise<void> {
    const path = `/apis/batch/v1/namespaces/${this.namespace}/jobs`;
    await this.cluster.waitFor<{ items: { status?: { completionTime?: string } }[] }>(path, ({ items }) =>
      items.every(({ status }) => status?.completionTime !== undefined),
    );
  }

  /** The states of the release's records, oldest first. */
  async records(): Promise<string[]> {
    const path = `/api/v1/namespaces/${this.namespace}/secrets?labelSelector=owner%3Dhelm`;
    const { items } = await this.cluster.get<{ items: { metadata: { labels: Record<string, string> } }[] }>(path);
    const labels = items.map(({ metadata }) => metadata.labels);
    return labels
      .sort((a, b) => Number(a.version) - Number(b.version))
      .map(({ version, status }) => `${version} ${status}`);
  }

  /** Whether an object is there, given by the end of its path. */
  async has(path: string): Promise<boolean> {
    const group = path.startsWith("deployments/") ? "apis/apps/v1" : "api/v1";
    return (await this.cluster.request("GET", `/${group}/namespaces/${this.namespace}/${path}`)).ok;
  }

  /** Lets the ConfigMap go that its values have kept. */
  async letGo(name = "config"): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/configmaps/${name}`;
    await this.cluster.request("PATCH", path, JSON.stringify({ metadata: { finalizers: null } }), {
      headers: { "content-type": "application/merge-patch+json" },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = this.#after;
    await Promise.all([this.helm.close(), this.other.close()]);
  }
}

/**
 * What the tests of a file share: a chart, a proxy before the API server, and so many places to run in.
 * To be made where the file begins; it ends with the file.
 */
export class Stage {
  readonly #places: Places;
  #chart: TempDir | undefined;
  #proxy: ApiProxy | undefined;

  /** places: how many tests may run at once. @default any number */
  constructor(makeChart: () => TempDir, { places = Number.POSITIVE_INFINITY }: { places?: number } = {}) {
    this.#places = new Places(places);
    beforeAll(async () => {
      this.#chart = makeChart();
      this.#proxy = await ApiProxy.start(await cluster());
    });
    afterAll(async () => {
      await this.#proxy?.[Symbol.asyncDispose]();
      this.#chart?.[Symbol.dispose]();
    });
  }

  /** The path of the chart. */
  get chart(): string {
    return (this.#chart as TempDir).path;
  }

  /** The proxy that all scenes of the file use. */
  get proxy(): ApiProxy {
    return this.#proxy as ApiProxy;
  }

  /** A place to run in, once there is one. */
  place(): Promise<Disposable> {
    return this.#places.take();
  }

  /** A scene, once there is a place for it. */
  async scene(): Promise<Scene> {
    return Scene.make(this.proxy, await this.place());
  }
}

/** Collects the events of an operation and lets a test wait for one. */
export class Watcher {
  readonly events: HelmEvent[] = [];
  readonly onEvent = (event: HelmEvent): void => {
    this.events.push(event);
    for (const look of this.#looks) look();
  };
  readonly #looks = new Set<() => void>();

  /** The first event that fits, once it has come. */
  seen(fits: (event: HelmEvent) => boolean): Promise<HelmEvent> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.find(fits);
        if (found === undefined) return;
        this.#looks.delete(look);
        resolve(found);
      };
      this.#looks.add(look);
      look();
    });
  }
}

/** A hook that runs until somebody ends it. */
export const endless: PodBehaviour = { logs: ["running"], exitAfter: "10m" };

/** The hook that is {@link endless} runs. */
export function isHookRunning(event: HelmEvent): boolean {
  return event.type === "hookLog" && event.line === "running";
}

/** The operation begins to wait. */
export function isWaiting(event: HelmEvent): boolean {
  return event.type === "phase" && event.phase === "wait";
}

/** Cancels an operation, which must reject within a second (or limit) with the reason as cause. */
export async function cancelPromptly(
  operation: Running,
  name: string,
  limit = 1000,
): Promise<HelmError<"ERR_HELM_ABORTED">> {
  const reason = new Error(`no longer wanted: ${name}`);
  const starvation = new Starvation();
  const start = performance.now();
  operation.cancel(reason);
  const error = await expectCode(operation, "ERR_HELM_ABORTED");
  const took = performance.now() - start - starvation.end();
  if (took > 100) console.warn(`${name}: the cancel took ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(limit);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error.name).toBe("AbortError");
  expect(error.cause).toBe(reason);
  return error;
}

/**
 * Cancels an operation and holds it to all that a cancel promises: it rejects at once, nothing but
 * the repair of its own record is sent afterwards, and nothing of it goes on.
 */
export async function cancel(scene: Scene, operation: Running, name: string): Promise<HelmError<"ERR_HELM_ABORTED">> {
  const sent = scene.requests().length;
  const since = new Date();
  const cancelled = cancelPromptly(operation, name);
  const arriving = allArrived().then(() => scene.requests().length);
  const error = await cancelled;
  const settled = scene.requests().length;
  await goneFromGo(operation);
  const arrived = await arriving;
  const later = scene.requests().slice(sent);
  const known = lines(later.filter((request, index) => wasOnItsWay(request, sent + index < arrived)));
  const isWrong = (line: string): boolean => !isRepair(line) && !isShared(line) && !known.includes(line);
  expect(lines(later).filter(isWrong)).toEqual([]);
  const after = lines(scene.requests().slice(settled));
  expect(after.filter((line) => !isShared(line) && !known.includes(line))).toEqual([]);
  const methods: Record<string, string> = { create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE" };
  const audited = await scene.audit(since);
  expect(audited.map(({ verb, requestURI }) => `${methods[verb] ?? "GET"} ${requestURI}`).filter(isWrong)).toEqual([]);
  return error;
}

function lines(requests: readonly ProxiedRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}
