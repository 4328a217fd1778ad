// No test sees the clusters, charts and logins of this machine: it must ask for one. bunfig.toml loads this before tests.
for (const name of Object.keys(process.env)) {
  if (name === "KUBECONFIG" || name.startsWith("HELM_")) delete process.env[name];
}

/** The road that clients take, unless a test says otherwise: `bun run test --road=process` is over a child process. */
export const road: { readonly isolation?: "process" } =
  process.env.BUNHELM_TEST_ROAD === "process" ? { isolation: "process" } : {};
