// A namespace with clients of it, the helm command beside them, and what small charts are made of.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Helm, HelmOptions } from "../../src/index.ts";
import { type AuditEntry, type PodBehaviour, pod, type TestCluster } from "../../src/testing/index.ts";
import { chart, cluster, newHelm, root, type TempDir, tempDir } from "../harness.ts";
import { packed, unpacked } from "../records.ts";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** An object as the API server stores it, as far as tests look into it. */
export interface Live {
  metadata: {
    name: string;
    resourceVersion: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: { manager: string; operation: string }[];
  };
  data?: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: it is any object
  [field: string]: any;
}

const groups: Record<string, string> = {
  configmaps: "api/v1",
  secrets: "api/v1",
  services: "api/v1",
  pods: "api/v1",
  events: "api/v1",
  persistentvolumeclaims: "api/v1",
  serviceaccounts: "api/v1",
  deployments: "apis/apps/v1",
  replicasets: "apis/apps/v1",
  jobs: "apis/batch/v1",
  roles: "apis/rbac.authorization.k8s.io/v1",
  rolebindings: "apis/rbac.authorization.k8s.io/v1",
};

/** A namespace of its own on the shared cluster, and a client whose requests can be told apart. */
export class Ground implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly namespace: string;
  /** An administrator's client. */
  readonly helm: Helm;
  readonly #clients: Helm[] = [];
  #home: TempDir | undefined;

  private constructor(target: TestCluster, namespace: string, options: HelmOptions) {
    this.cluster = target;
    this.namespace = namespace;
    this.helm = this.client(options);
  }

  /** prefix: what the namespace's name begins with, before nine characters more. */
  static async make(options: HelmOptions = {}, prefix?: string): Promise<Ground> {
    const target = await cluster();
    return new Ground(target, await target.namespace(prefix), options);
  }

  /** Another client of this namespace; it is closed at the end. */
  client(options: HelmOptions = {}): Helm {
    const defaults = { kubeconfig: this.cluster.kubeconfig, namespace: this.namespace, userAgent: this.userAgent };
    const client = newHelm({ ...defaults, ...options });
    this.#clients.push(client);
    return client;
  }

  /** What tells the requests of these clients from others'. */
  get userAgent(): string {
    return `ground/${this.namespace}`;
  }

  /** The requests of these clients that have reached the API server. */
  sent(): Promise<AuditEntry[]> {
    return this.cluster.audit({ userAgent: this.userAgent });
  }

  /** What these clients have written, but for what the API server was asked to try only. */
  async writes(): Promise<string[]> {
    return (await this.sent())
      .filter(({ verb, requestURI }) => !/^(get|list|watch)$/.test(verb) && !/dryRun=/.test(requestURI))
      .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  }

  /** The path of objects in this namespace: "configmaps/shop". */
  path(resource: string, namespace: string = this.namespace): string {
    const [plural = ""] = resource.split(/[/?]/);
    return `/${groups[plural]}/namespaces/${namespace}/${resource}`;
  }

  /** An object, which must be there. */
  get<T = Live>(resource: string): Promise<T> {
    return this.cluster.get<T>(this.path(resource));
  }

  async has(resource: string): Promise<boolean> {
    return (await this.cluster.request("GET", this.path(resource))).ok;
  }

  /** The names of the objects of a kind but for those that Kubernetes makes itself. */
  async names(plural: string, selector = ""): Promise<string[]> {
    const query = selector === "" ? "" : `?labelSelector=${encodeURIComponent(selector)}`;
    const { items } = await this.cluster.get<{ items: Live[] }>(this.path(plural + query));
    return items.map(({ metadata }) => metadata.name).filter((name) => name !== "kube-root-ca.crt");
  }

  /** Changes an object as somebody else, by server-side apply. */
  async applyAs(manager: string, resource: string, object: object): Promise<void> {
    const answer = await this.cluster.request(
      "PATCH",
      `${this.path(resource)}?fieldManager=${manager}&force=true`,
      object,
      {
        headers: { "content-type": "application/apply-patch+yaml" },
      },
    );
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Merges into an object. */
  async merge(resource: string, patch: object): Promise<void> {
    const answer = await this.cluster.request("PATCH", this.path(resource), patch, {
      headers: { "content-type": "application/merge-patch+json" },
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** The states of the release records, oldest first: "1 deployed". */
  async records(plural = "secrets"): Promise<string[]> {
    const { items } = await this.cluster.get<{ items: Live[] }>(this.path(`${plural}?labelSelector=owner%3Dhelm`));
    return items
      .map(({ metadata: { labels = {} } }) => labels)
      .sort((a, b) => Number(a.version) - Number(b.version))
      .map(({ version, status }) => `${version} ${status}`);
  }

  /** Rewrites the record of a revision as if something else had happened. */
  async rewrite(name: string, revision: number, change: (release: Live) => void): Promise<void> {
    const path = `secrets/sh.helm.release.v1.${name}.v${revision}`;
    const secret = await this.get(path);
    const release = unpacked(Buffer.from(secret.data?.release ?? "", "base64").toString()) as Live;
    change(release);
    await this.merge(path, {
      metadata: { labels: { status: release.info.status } },
      data: { release: Buffer.from(packed(release)).toString("base64") },
    });
  }

  /** Runs the helm command of the same version against this namespace. */
  helmCommand(...args: string[]): Promise<CommandResult> {
    return this.helmCommandWith({}, ...args);
  }

  /** Runs the helm command with more variables. */
  helmCommandWith(env: Record<string, string>, ...args: string[]): Promise<CommandResult> {
    this.#home ??= tempDir();
    return helmCommand(args, {
      ...env,
      KUBECONFIG: this.cluster.kubeconfig,
      HELM_NAMESPACE: this.namespace,
      HOME: this.#home.path,
    });
  }

  /** A kubeconfig for a user who may do in this namespace what the rules say. */
  async userWith(name: string, rules: object[]): Promise<string> {
    const user = `${name}-${this.namespace}`;
    const metadata = { name };
    const rbac = "rbac.authorization.k8s.io";
    await this.cluster.apply({ apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules }, this.namespace);
    const roleRef = { apiGroup: rbac, kind: "Role", name };
    const subjects = [{ apiGroup: rbac, kind: "User", name: user }];
    await this.cluster.apply(
      { apiVersion: `${rbac}/v1`, kind: "RoleBinding", metadata, roleRef, subjects },
      this.namespace,
    );
    return this.cluster.user({ name: user });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    this.#home?.[Symbol.dispose]();
  }
}

/** A kubeconfig, as contents, of somebody who has this token. */
export function withToken({ server, description }: TestCluster, token: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server, "certificate-authority": description.caFile } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
}

/** Runs the helm command, which sees nothing of this machine. */
export async function helmCommand(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  const command = join(root, ".build/helm");
  if (!existsSync(command)) throw new Error(`${command} is missing: bun run setup builds it`);
  using home = tempDir();
  await using child = Bun.spawn([command, ...args], {
    cwd: home.path,
    env: { HOME: home.path, PATH: "/usr/bin:/bin", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { stdout, stderr, exitCode: await child.exited };
}

/** A ConfigMap; its values may be templates. */
export function configMap(name: string, data: Record<string, string> = { text: "none" }, annotations = {}): string {
  const metadata = { name, annotations };
  return `${JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data })}\n`.replaceAll('\\"', '"');
}

const container = "{name: main, image: 'example.test/image:1'}";

/** A Deployment of one pod. */
export function deployment(name: string, behaviour: PodBehaviour = { readyAfter: 10 }): string {
  const labels = `{app: ${name}}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}, annotations: ${JSON.stringify(pod.annotations(behaviour))}}
    spec: {terminationGracePeriodSeconds: 0, containers: [${container}]}
`;
}

/** A Job of one try; with an event, a hook. */
export function job(name: string, behaviour: PodBehaviour, hook: Record<string, string> = {}): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: ${JSON.stringify(hook)}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: ${JSON.stringify(pod.annotations(behaviour))}}
    spec: {restartPolicy: Never, containers: [${container}]}
`;
}

interface TestPodOptions {
  weight?: number;
  policy?: string;
  /** @default the release's */
  namespace?: string;
  /** Names of init containers. @default none */
  init?: string[];
  /** Names of containers. @default ["main"] */
  containers?: string[];
}

/** A test of a release: a Pod, as charts have them. */
export function testPod(name: string, behaviour: PodBehaviour = {}, options: TestPodOptions = {}): string {
  const { namespace, init = [], containers = ["main"], ...more } = options;
  const named = (name: string): object => ({ name, image: "example.test/image:1" });
  const annotations = { ...hook("test", more), ...pod.annotations(behaviour) };
  const metadata = { name, ...(namespace && { namespace }), annotations };
  const spec = { restartPolicy: "Never", initContainers: init.map(named), containers: containers.map(named) };
  return `${JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec })}\n`;
}

/** Annotations of a hook. */
export function hook(
  events: string,
  more: { weight?: number; policy?: string; logs?: string } = {},
): Record<string, string> {
  return {
    "helm.sh/hook": events,
    ...(more.weight !== undefined && { "helm.sh/hook-weight": String(more.weight) }),
    ...(more.policy && { "helm.sh/hook-delete-policy": more.policy }),
    ...(more.logs && { "helm.sh/hook-output-log-policy": more.logs }),
  };
}

/** The definition of a namespaced kind that no other test uses. */
export function crd(group: string, kind: string): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${kind}, listKind: ${kind}List, plural: ${plural}, singular: ${kind.toLowerCase()}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`;
}

/** A chart that shows by its objects which values, notes and subcharts went into it. */
export function optionsChart(): TempDir {
  return chart({
    values: { text: "one", extra: false },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Values.text }}", all: "{{ .Values | toJson | b64enc }}" }),
      "extra.yaml": `{{ if .Values.extra }}${configMap("extra")}{{ end }}`,
      "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
      "NOTES.txt": "Hello {{ .Release.Name }}.",
    },
    files: {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 2.0.0\n",
      "charts/sub/templates/NOTES.txt": "Hello from sub.",
    },
  });
}

/** Packs a chart into an archive below a directory, as `helm package` does, and gives its path. */
export async function pack(source: TempDir, into: TempDir): Promise<string> {
  const { stdout, stderr, exitCode } = await helmCommand(["package", source.path, "--destination", into.path]);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim().replace(/^.*: /, "");
}

/** A kubeconfig with these contexts, all of one cluster. */
export function kubeconfig(contexts: string[], current: string, server = "https://127.0.0.1:1"): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: "c", user: "u" } })),
    "current-context": current,
  };
}
