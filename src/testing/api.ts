import { TestClusterError } from "./errors.ts";

/** What all Kubernetes objects have in common. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** Further settings of a request to the API server. */
export interface RequestOptions {
  /** Headers to add. They replace the cluster's own of the same name. */
  headers?: Record<string, string> | undefined;
  /** Cancels the request, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

/** A minimal client of the API server for tests: paths in, JSON out. */
export class KubeApi {
  readonly #server: string;
  readonly #token: string;
  readonly #ca: string;
  readonly #resources = new Map<string, Promise<ResourceList>>();

  constructor(server: string, token: string, ca: string) {
    this.#server = server;
    this.#token = token;
    this.#ca = ca;
  }

  /** Sends a request and returns the response, whatever its status. */
  request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Response> {
    const init: BunFetchRequestInit = {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        "user-agent": "bunhelm-testing",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      tls: { ca: this.#ca },
    };
    if (body !== undefined) {
      init.body = typeof body === "string" ? body : JSON.stringify(body);
    }
    if (options.signal) {
      init.signal = options.signal;
    }
    return fetch(this.#server + path, init);
  }

  /** Sends a request and returns the JSON of the response. Throws if the status is an error. */
  async json<T>(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<T> {
    const response = await this.request(method, path, body, options);
    const text = await response.text();
    if (!response.ok) {
      throw new TestClusterError("api", `${method} ${path}: ${response.status} ${reason(text)}`, {
        status: response.status,
      });
    }
    return JSON.parse(text) as T;
  }

  /** The API path of an object, looked up by its kind. */
  async path(object: KubeObject, namespace: string): Promise<string> {
    const base = object.apiVersion.includes("/") ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
    let resource = await this.#find(base, object.kind);
    if (resource === undefined) {
      // The kind may have been defined since.
      this.#resources.delete(base);
      resource = await this.#find(base, object.kind);
    }
    if (resource === undefined) {
      throw new TestClusterError("api", `the cluster has no kind ${object.kind} in ${object.apiVersion}`, {
        status: 404,
      });
    }
    const scope = resource.namespaced ? `/namespaces/${object.metadata.namespace ?? namespace}` : "";
    return `${base}${scope}/${resource.name}/${object.metadata.name}`;
  }

  async #find(base: string, kind: string): Promise<ResourceList["resources"][number] | undefined> {
    let list = this.#resources.get(base);
    if (list === undefined) {
      list = this.json<ResourceList>("GET", base);
      this.#resources.set(base, list);
      list.catch(() => this.#resources.delete(base));
    }
    return (await list).resources.find((r) => r.kind === kind && !r.name.includes("/"));
  }
}

/** The message in the API server's response to a failed request. */
function reason(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text;
  }
}
