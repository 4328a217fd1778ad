import { helmError, messageOf } from "./error.ts";
import type { ClientOptions, HelmEvent } from "./wire.gen.ts";

/** The options of a client. They are read when the client is created; files are read at each call. */
export interface HelmOptions extends ClientOptions {
  /**
   * The environment in which HELM_*, KUBECONFIG, HOME, XDG_* and proxy variables are looked up, and in which
   * plugins run (credential, getter and post-renderer plugins). With `{}`, only the client's options count.
   *
   * @default Bun.env
   */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Where Go runs. With `"process"` it runs in a child process, which the clients of this JavaScript context with the
   * same `memoryLimit` share: a chart that takes all memory then ends that process and not yours. It starts with the
   * first call, and ends with your process. If it ends before, its calls reject with ERR_HELM_PROCESS_ENDED, and the
   * next call starts another.
   *
   * @default in this process
   */
  isolation?: "process" | undefined;
  /**
   * The most memory that the child process may use, in bytes or as text such as "1GiB" or "512MiB"; needs
   * `isolation`. Beyond it Go ends the process.
   *
   * @default no limit
   */
  memoryLimit?: number | string | undefined;
  /**
   * Called with each log line that does not belong to an operation; the others are events. If a record cannot be
   * repaired after its call has settled, a line says so here. Without `onLog`, the process emits that as a warning.
   */
  onLog?: ((event: LogLine) => void) | undefined;
}

/** A line of Helm's log. */
export type LogLine = Extract<HelmEvent, { type: "log" }>;

/** The options and the environment of a client, read. */
export interface Settings {
  readonly onLog: ((event: LogLine) => void) | undefined;
  /** Where the library is. It is loaded once per process, so the `env` option does not apply. */
  readonly library: Readonly<Record<"file" | "cacheHome" | "extractTo", string | undefined>>;
  /** The child process that Go runs in, if it does not run in this one. */
  readonly process: { readonly memoryLimit: number | undefined } | undefined;
  /** What each call sends to Go, except for the client's number and a kubeconfig that must be read. */
  readonly client: object;
  /** Reads a kubeconfig that is a Blob, possibly a file, for a call. */
  readonly readKubeconfig: (() => Promise<object>) | undefined;
}

/** Reads options and environment; nothing else in the library reads the environment. */
export function readOptions(options: HelmOptions): Settings {
  const { env = Bun.env, onLog, kubeconfig, isolation, memoryLimit, ...rest } = copyOf("options", options);
  if (onLog !== undefined && typeof onLog !== "function") throw invalid("onLog", "onLog is not a function");
  const known = variables(copyOf("env", env));
  const searchPath = known.PATH === undefined ? variables(Bun.env).PATH : undefined;
  const client = { ...rest, env: known, ...(searchPath !== undefined && { searchPath }) };
  const { BUNHELM_LIBRARY: file, BUN_TMPDIR: extractTo } = Bun.env;
  const cacheHome = cachesOf(Bun.env);
  const process = readIsolation(isolation, memoryLimit);
  const settings = { onLog, process, library: { file, cacheHome, extractTo } };
  if (kubeconfig instanceof Blob) return { ...settings, client, readKubeconfig: () => readBlob(kubeconfig) };
  const isBytes = kubeconfig instanceof Uint8Array || kubeconfig instanceof ArrayBuffer;
  const described = isBytes ? contents(new TextDecoder().decode(kubeconfig)) : kubeconfig;
  return { ...settings, client: { ...client, kubeconfig: described }, readKubeconfig: undefined };
}

/** Windows tells variables apart by their letters alone, and Go by upper and lower case: PATH may be called Path there. */
function variables(env: Record<string, string | undefined>): Record<string, string | undefined> {
  if (process.platform !== "win32") return env;
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]));
}

/** Where the user's caches are; undefined: where Linux has them. */
function cachesOf({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: typeof Bun.env): string | undefined {
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  if (process.platform === "win32") return LOCALAPPDATA;
  return process.platform === "darwin" && HOME ? `${HOME}/Library/Caches` : undefined;
}

/** A copy of what the caller gave, which may be anything, or a proxy that throws. */
function copyOf<T extends object>(option: string, given: T): T {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid(option, `${option} of a client must be an object`);
  try {
    return { ...given };
  } catch (cause) {
    throw invalid(option, `${option} of a client cannot be read: ${messageOf(cause)}`, cause);
  }
}

function invalid(option: string, message: string, cause?: unknown): Error {
  return helmError({ code: "ERR_HELM_INVALID_ARGUMENT", message, details: { option } }, { cause });
}

const units: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

/** Below this the engine cannot work: it takes most of it for itself. */
const leastMemory = 64 * 2 ** 20;

function readIsolation(isolation: unknown, limit: unknown): Settings["process"] {
  if (isolation !== undefined && isolation !== "process")
    throw invalid("isolation", `isolation must be "process", not ${JSON.stringify(isolation)}`);
  if (limit === undefined) return isolation && { memoryLimit: undefined };
  if (isolation === undefined) throw invalid("memoryLimit", 'memoryLimit needs isolation: "process"');
  const [, digits, unit = ""] = typeof limit === "string" ? (/^(\d+)(KiB|MiB|GiB|TiB)$/.exec(limit) ?? []) : [];
  const bytes = typeof limit === "number" ? limit : Number(digits) * (units[unit] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes))
    throw invalid("memoryLimit", 'memoryLimit must be a number of bytes, or text such as "1GiB" or "512MiB"');
  if (bytes < leastMemory) throw invalid("memoryLimit", "memoryLimit must be at least 64MiB");
  return { memoryLimit: bytes };
}

async function readBlob(blob: Blob): Promise<object> {
  try {
    return contents(await blob.text());
  } catch (cause) {
    throw helmError(
      { code: "ERR_HELM_KUBECONFIG_INVALID", message: `the kubeconfig cannot be read: ${messageOf(cause)}` },
      { cause },
    );
  }
}

// Marks contents, as opposed to a path. Pairs with wire.Kubeconfig.
function contents(text: string): object {
  return { $text: text };
}
