// Servers that send more than anyone should read, and what a process takes while it refuses them.
import { runScript } from "../../lab/process.ts";

const piece = new Uint8Array(256 << 10).fill(97);

/** A body without an end, after some beginning. */
export function endless(begin = "", more: Uint8Array = piece): ReadableStream<Uint8Array> {
  let begun = begin === "";
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(begun ? more : new TextEncoder().encode(begin));
      begun = true;
    },
  });
}

export interface Site extends AsyncDisposable {
  readonly host: string;
  readonly url: string;
  /** How often it was asked. */
  asked(): number;
}

/** A server on loopback that answers as told, and counts. */
export function server(answer: (path: string, request: Request) => Response | undefined): Site {
  let asked = 0;
  const listening = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    fetch(request) {
      asked++;
      return answer(new URL(request.url).pathname, request) ?? new Response("no such file", { status: 404 });
    },
  });
  const host = `127.0.0.1:${listening.port}`;
  return {
    host,
    url: `http://${host}`,
    asked: () => asked,
    [Symbol.asyncDispose]: () => listening.stop(true),
  };
}

export const sha256 = (data: string | Uint8Array): string =>
  `sha256:${new Bun.CryptoHasher("sha256").update(data).digest("hex")}`;

export const manifestType = "application/vnd.oci.image.manifest.v1+json";
const configType = "application/vnd.cncf.helm.config.v1+json";
const chartType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const provType = "application/vnd.cncf.helm.chart.provenance.v1.prov";

export interface Layer {
  mediaType: string;
  digest: string;
  size: number;
}
export interface Layers {
  config(size: number, digest?: string): Layer;
  chart(size: number, digest?: string): Layer;
  provenance(size: number, digest?: string): Layer;
}
export const layer: Layers = {
  config: (size, digest = sha256("config")) => ({ mediaType: configType, digest, size }),
  chart: (size, digest = sha256("chart")) => ({ mediaType: chartType, digest, size }),
  provenance: (size, digest = sha256("prov")) => ({ mediaType: provType, digest, size }),
};

/** What a registry says of a chart. */
export function manifest(config: Layer, ...layers: Layer[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers });
}

/** A manifest as an answer. */
export function manifestAnswer(body: string, request: Request): Response {
  const headers = {
    "content-type": manifestType,
    "docker-content-digest": sha256(body),
    "content-length": `${body.length}`,
  };
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

export interface Refused {
  code: string;
  message: string;
  details: Record<string, unknown>;
  /** MB that the process has taken at most for the call. */
  peak: number;
}

/** Runs a call of `helm` in a process of its own, which must be refused. */
export async function refused(call: string, options: object = {}): Promise<Refused> {
  const { stdout, stderr } = await runScript(
    `
    import { readFileSync } from "node:fs"; // for calls
    import { newHelm } from "./lab/client.ts";
    import { peakMemory, residentMemory } from "./lab/memory.ts";
    const helm = newHelm({ home: "memory", ...JSON.parse(process.env.OPTIONS) });
    await helm.charts.template(new Uint8Array()).catch(() => {});
    const before = residentMemory();
    const error = await (${call}).then((value) => ({ message: "resolved with " + Bun.inspect(value).slice(0, 500) }), (e) => e);
    const { code, message, details } = error;
    console.log(JSON.stringify({ code, message, details, peak: Math.round(peakMemory() - before) }));
    process.exit(0);`,
    { env: { OPTIONS: JSON.stringify(options) } },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Refused;
}
