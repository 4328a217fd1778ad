// A hub, which both sides ask.

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
