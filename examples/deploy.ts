// bun examples/deploy.ts NAME CHART [VALUES.yaml ...]: installs or upgrades a release, and waits.
//
// The cluster is that of your kubeconfig, as with the helm command. ^C stops the deployment and
// leaves its record in order. Exit status: 0 when all is ready, 1 when not, 130 after ^C.
import { constants } from "node:os";
import { HelmError, helm } from "bunhelm";
import { watch } from "bunhelm/terminal";

const [name, chart, ...valueFiles] = process.argv.slice(2);
if (name === undefined || chart === undefined) {
  console.error("usage: bun examples/deploy.ts NAME CHART [VALUES.yaml ...]");
  process.exit(2);
}

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    interrupt.abort(new Error(`interrupted by ${signal}`));
  });
}

const deployment = helm.releases.upgrade(name, chart, {
  install: true,
  createNamespace: true,
  rollbackOnFailure: true,
  valueFiles,
  timeout: "5m", // of each wait
  signal: AbortSignal.any([interrupt.signal, AbortSignal.timeout(15 * 60_000)]), // of all of it
});
try {
  const { notes } = await watch(deployment, {
    title: "deploy",
    format: process.env.GITHUB_ACTIONS ? "github" : "auto",
    summary: (release) => `${release.name} revision ${release.revision} is ${release.status}`,
  });
  if (notes) console.log(notes.trim());
} catch (error) {
  if (!HelmError.is(error)) throw error; // its report was printed
  process.exitCode ??= 1;
}
