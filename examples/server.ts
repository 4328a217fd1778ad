// bun examples/server.ts: deploys over HTTP.
//
//   PUT /releases/NAME      {"values": {...}}   installs or upgrades, and answers when everything is ready
//   GET /releases/NAME                          the status of the release and of its objects
//   DELETE /releases/NAME                       uninstalls
import { Helm, HelmError, type HelmErrorCode } from "bunhelm";

const chartPath = process.env.CHART ?? `${import.meta.dir}/web`;
const helm = new Helm();
const chart = await helm.charts.load(chartPath); // read once; loads the library too, before the first request
const shutdown = new AbortController();

const statuses: Partial<Record<HelmErrorCode, number>> = {
  ERR_HELM_VALUES_INVALID: 422,
  ERR_HELM_INVALID_ARGUMENT: 422,
  ERR_HELM_RELEASE_NOT_FOUND: 404,
  ERR_HELM_RELEASE_PENDING: 409,
  ERR_HELM_FORBIDDEN: 403,
  ERR_HELM_OVERLOADED: 503,
  ERR_HELM_CLUSTER_UNREACHABLE: 503,
  ERR_HELM_ABORTED: 499,
};

const server = Bun.serve({
  port: Number(process.env.PORT ?? 0),
  idleTimeout: 0, // a deployment is silent while it waits
  routes: {
    "/releases/:name": {
      async PUT(request) {
        const { values = {} } = (await request.json()) as { values?: Record<string, unknown> };
        const { revision, status } = await helm.releases.upgrade(request.params.name, chart, {
          install: true,
          rollbackOnFailure: true,
          values,
          // Whoever leaves cancels; so does the end of this process.
          signal: AbortSignal.any([request.signal, shutdown.signal, AbortSignal.timeout(10 * 60_000)]),
        });
        return Response.json({ revision, status });
      },
      async GET(request) {
        const { revision, status, resources } = await helm.releases.status(request.params.name);
        return Response.json({ revision, status, resources });
      },
      async DELETE(request) {
        await helm.releases.uninstall(request.params.name, { ignoreNotFound: true, signal: shutdown.signal });
        return new Response(null, { status: 204 });
      },
    },
  },
  error(error) {
    if (!HelmError.is(error)) throw error;
    const { code, message, details, retryable } = error;
    return Response.json({ code, message, hint: details.hint, retryable }, { status: statuses[code] ?? 500 });
  },
});
console.log(server.url.href);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    shutdown.abort(new Error("the server is shutting down"));
    await server.stop(); // lets the answers out
    await helm.close(); // waits until all records are in order
    process.exit(0);
  });
}
