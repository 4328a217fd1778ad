// A registry behind a certificate.
import { join } from "node:path";

/** A registry of the test cluster behind a certificate. */
export class TlsRegistry implements AsyncDisposable {
  readonly #server: Bun.Server<undefined>;

  /** directory: the cluster's, which has the certificate. more: what it wants of a client. */
  constructor(directory: string, registry: string, more: Bun.TLSOptions = {}) {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      tls: { cert: Bun.file(join(directory, "serving.crt")), key: Bun.file(join(directory, "serving.key")), ...more },
      async fetch(request) {
        const { host, pathname, search } = new URL(request.url);
        const { method, headers } = request;
        const body = method === "GET" || method === "HEAD" ? undefined : await request.bytes();
        const answer = await fetch(`http://${registry}${pathname}${search}`, { method, headers, body });
        const location = answer.headers.get("location")?.replace(/^http:\/\/[^/]*/, `https://${host}`);
        if (location !== undefined) answer.headers.set("location", location);
        return answer;
      },
    });
  }

  get host(): string {
    return this.#server.url.host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}
