import { helmError, messageOf } from "./error.ts";
import type { ClientOptions, HelmEvent } from "./wire.gen.ts";

/** The options of a client. They are read when the client is made, but for files: those at each call. */
export interface HelmOptions extends ClientOptions {
  /**
   * Where HELM_*, KUBECONFIG, HOME, XDG_* and proxy variables are looked up, and the environment of
   * plugins: those that give credentials, fetch charts, or change manifests. `{}` leaves the client with nothing but its options.
   *
   * @default Bun.env
   */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Called with each line of the log that belongs to no operation; the others are events. A line that says that a
   * record could not be repaired comes here if its call has already settled; without `onLog`, the process emits it
   * as a warning.
   */
  onLog?: ((event: LogLine) => void) | undefined;
}

/** A line of Helm's log. */
export type LogLine = Extract<HelmEvent, { type: "log" }>;

/** What a client is made of. */
export interface Settings {
  readonly onLog: ((event: LogLine) => void) | undefined;
  /** Where the library is. One is loaded per process, so the `env` option has no say in it. */
  readonly library: Readonly<Record<"file" | "cacheHome" | "extractTo", string | undefined>>;
  /** What Go gets with each call, but for the client's number and a kubeconfig that must be read. */
  readonly client: object;
  /** Reads a kubeconfig that is a Blob, which may be a file, for a call. */
  readonly readKubeconfig: (() => Promise<object>) | undefined;
}

/** Reads options and environment; nothing else in the library reads the environment. */
export function readOptions(options: HelmOptions): Settings {
  const { env = Bun.env, onLog, kubeconfig, ...rest } = options;
  const client = { ...rest, env: { ...env } };
  const { BUNHELM_LIBRARY: file, XDG_CACHE_HOME: cacheHome, BUN_TMPDIR: extractTo } = Bun.env;
  const settings = { onLog, library: { file, cacheHome, extractTo } };
  if (kubeconfig instanceof Blob) return { ...settings, client, readKubeconfig: () => readBlob(kubeconfig) };
  const isBytes = kubeconfig instanceof Uint8Array || kubeconfig instanceof ArrayBuffer;
  const described = isBytes ? contents(new TextDecoder().decode(kubeconfig)) : kubeconfig;
  return { ...settings, client: { ...client, kubeconfig: described }, readKubeconfig: undefined };
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

// Tells contents from a path; wire.Kubeconfig reads it.
function contents(text: string): object {
  return { $text: text };
}
