// Servers that both sides ask: a repository of Helm's packed test charts, and a hub.
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../project/command.ts";
import { root } from "../project/project.ts";

export interface Account {
  readonly username: string;
  readonly password: string;
}

export class ChartServer {
  readonly #directory: string;
  readonly #server: Bun.Server<undefined>;

  private constructor(directory: string, account: Account | undefined) {
    this.#directory = directory;
    const wanted = account && `Basic ${btoa(`${account.username}:${account.password}`)}`;
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (request) => {
        if (wanted !== undefined && request.headers.get("authorization") !== wanted)
          return new Response("who are you?", { status: 401 });
        const file = Bun.file(join(directory, new URL(request.url).pathname));
        return (await file.exists()) ? new Response(file) : new Response("no such file", { status: 404 });
      },
    });
  }

  /** Serves the archives of a folder, and an index of them. */
  static async start(folder: string, account?: Account): Promise<ChartServer> {
    const directory = await mkdtemp(join(tmpdir(), "bunhelm-charts-"));
    for (const name of await readdir(folder))
      if (name.includes(".tgz")) await cp(join(folder, name), join(directory, name));
    await capture([join(root, ".build/helm"), "repo", "index", directory]);
    return new ChartServer(directory, account);
  }

  get url(): string {
    return this.#server.url.href.replace(/\/$/, "");
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
    await rm(this.#directory, { recursive: true, force: true });
  }
}

const hubCharts = [
  {
    id: "acme/nginx",
    artifactHub: { packageUrl: "https://hub.example.com/packages/helm/acme/nginx" },
    attributes: {
      name: "nginx",
      description: "A web server",
      repo: { name: "acme", url: "https://charts.example.com" },
    },
    relationships: { latestChartVersion: { data: { version: "1.2.0", app_version: "1.27" } } },
  },
  // As Monocular, which was before Artifact Hub, knows one.
  {
    id: "old/maria",
    attributes: { repo: {} },
    relationships: { latestChartVersion: { data: { version: "0.1.0" } } },
  },
];

/** Artifact Hub, as small as it can be. */
export class Hub implements AsyncDisposable {
  readonly #server: Bun.Server<undefined> = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== "/api/chartsvc/v1/charts/search") return new Response("no such page", { status: 404 });
      const wanted = searchParams.get("q") ?? "";
      return Response.json({ data: hubCharts.filter((chart) => JSON.stringify(chart).includes(wanted)) });
    },
  });

  get url(): string {
    return this.#server.url.href.replace(/\/$/, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}
