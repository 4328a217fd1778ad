import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type ChartHandle, type Handle, handle } from "./handle.ts";
import { type Operation, run, runAs } from "./operation.ts";
import type { ChartInfo, ChartMetadata, LoadedChart } from "./wire.gen.ts";

/**
 * A chart that `charts.load` has read. Any call that takes a chart accepts it, and any number of calls
 * may use it at the same time. It does not change, even if its directory does.
 *
 * It uses memory until it is closed: by `close`, by `using`, when its client is closed, or when it is
 * garbage-collected.
 *
 * @example
 * ```ts
 * using chart = await helm.charts.load("./charts/shop");
 * const [small, large] = await Promise.all([
 *   helm.charts.template(chart, { values: { replicas: 1 } }),
 *   helm.charts.template(chart, { values: { replicas: 9 } }),
 * ]);
 * ```
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: isolatedDeclarations allows no computed name in a class
export class Chart implements Disposable, AsyncDisposable {
  /** The contents of Chart.yaml. */
  readonly metadata: ChartMetadata;
  /** The charts in charts/. `metadata.dependencies` are those that Chart.yaml asks for. */
  readonly dependencies: readonly ChartInfo[];
  /** The paths of its templates, without those of dependencies. */
  readonly templates: readonly string[];
  /**
   * The paths of its other files, as templates see them in .Files: including crds/ and the README, but not
   * Chart.yaml, Chart.lock, values.yaml, values.schema.json or the files of dependencies. `text` and `bytes`
   * can read all of them.
   */
  readonly files: readonly string[];
  /** The paths of the files in crds/, including those of dependencies. */
  readonly crds: readonly string[];
  /** The text of its README, or "". */
  readonly readme: string;
  /** The URL it was downloaded from, as in the result of `charts.pull`. */
  readonly url: string | undefined;
  /** The digest that its server uses for it: of the manifest in a registry, otherwise of the archive. */
  readonly digest: string | undefined;
  /** The digest of the downloaded archive. */
  readonly archiveDigest: string | undefined;
  readonly #handle: KeptChart;
  readonly #client: Client;
  readonly #json: { readonly values: string; readonly schema: string };
  #values: Record<string, unknown> | undefined;
  #schema: unknown;

  /** @internal */
  constructor(client: Client, loaded: LoadedChart) {
    this.metadata = loaded.metadata;
    this.dependencies = loaded.dependencies;
    this.templates = loaded.templates;
    this.files = loaded.files;
    this.crds = loaded.crds;
    this.readme = loaded.readme;
    this.url = loaded.url;
    this.digest = loaded.digest;
    this.archiveDigest = loaded.archiveDigest;
    this.#client = client;
    this.#json = { values: loaded.values, schema: loaded.schema };
    this.#handle = new KeptChart(client, loaded.handle, `${loaded.metadata.name} ${loaded.metadata.version}`);
    Object.defineProperty(this, handle, { value: this.#handle });
    weigh(this, loaded.size);
    unreferenced.register(this, this.#handle, this.#handle);
  }

  /** Its default values, parsed on first use. */
  get values(): Record<string, unknown> {
    this.#values ??= JSON.parse(this.#json.values) as Record<string, unknown>;
    return this.#values;
  }

  /**
   * Its values.schema.json, parsed on first use, or undefined. Throws a SyntaxError if the file is not JSON.
   */
  get schema(): unknown {
    if (this.#schema === undefined && this.#json.schema !== "") this.#schema = JSON.parse(this.#json.schema);
    return this.#schema;
  }

  /**
   * Reads one of the files it was loaded from, as text: any path in the chart, such as "values.yaml" or
   * "templates/web.yaml". Rejects with a ValidationError when there is none.
   */
  text(path: string, options?: CallOptions): Operation<string> {
    return runAs(this.#client, "client.readChart", { chart: this, file: path }, options, ({ text }) => text);
  }

  /** Reads one of the files as bytes: an image, or text in another encoding than UTF-8. */
  bytes(path: string, options?: CallOptions): Operation<Uint8Array<ArrayBuffer>> {
    const request = { chart: this, file: path, asBytes: true };
    return runAs(this.#client, "client.readChart", request, options, ({ bytes }) => bytes ?? new Uint8Array());
  }

  /**
   * Frees the chart. Calls that are using it finish first, and close waits for them. Later calls with it
   * reject with a ValidationError (INVALID_ARGUMENT).
   */
  close(): Promise<void> {
    unreferenced.unregister(this.#handle);
    weights.delete(this);
    return this.#handle.close();
  }

  /** close(), for `using`. */
  [Symbol.dispose](): void {
    void this.close();
  }

  /** close(), for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export interface Chart extends ChartHandle {}

/** What console.log shows: everything that needs no call. */
function shown(this: Chart, _depth: number, options: object, inspect: typeof Bun.inspect): string {
  const { metadata, dependencies, templates, files, crds, url, digest, archiveDigest } = this;
  const from = url === undefined ? {} : { url, digest, archiveDigest };
  return `Chart ${inspect({ metadata, dependencies, templates, files, crds, ...from }, options)}`;
}
Object.defineProperty(Chart.prototype, Bun.inspect.custom, { value: shown });

/** The chart that Go keeps. It is freed once it is closed and no call uses it. */
class KeptChart implements Handle {
  readonly id: number;
  readonly name: string;
  readonly #client: Client;
  readonly #era: number;
  #users = 0;
  #closed: PromiseWithResolvers<void> | undefined;

  constructor(client: Client, id: number, name: string) {
    this.#client = client;
    this.#era = client.transport.era;
    this.id = id;
    this.name = name;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined || this.#isGone;
  }

  /** Whether it went with the process that had it: its number means another chart by now, or none. */
  get #isGone(): boolean {
    return this.#era !== this.#client.transport.era;
  }

  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    if (this.#closed !== undefined && this.#users === 0) void this.#drop();
  }

  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = Promise.withResolvers<void>();
      if (this.#users === 0) void this.#drop();
    }
    return this.#closed.promise;
  }

  async #drop(): Promise<void> {
    try {
      if (!this.#isGone) await run(this.#client, "client.closeChart", { handle: this.id });
    } catch {} // the client is closed or its library gone, and so is what it kept
    this.#closed?.resolve();
  }
}

/**
 * Tells the garbage collector how large open charts are, or it would not collect thousands of unused ones. The
 * buffer is never touched, so the system gives it no memory.
 */
const weights = new WeakMap<Chart, ArrayBuffer>();

function weigh(chart: Chart, bytes: number): void {
  try {
    weights.set(chart, new ArrayBuffer(bytes));
  } catch {} // no address space is left
}

const unreferenced = new FinalizationRegistry<KeptChart>((forgotten) => void forgotten.close());
