// bun examples/ci.ts NAME CHART [VALUES.yaml ...]: deploys from a CI job, with a line of text for each step.
//
// Exit status: 0 when everything is ready, 1 when not, 2 for wrong arguments.
import { HelmError, type HelmEvent, helm } from "bunhelm";

const [name, chart, ...valueFiles] = process.argv.slice(2);
if (name === undefined || chart === undefined) {
  console.error("usage: bun examples/ci.ts NAME CHART [VALUES.yaml ...]");
  process.exit(2);
}

// A cancelled job gets SIGTERM or SIGINT, and is killed a little later. Cancelling leaves no pending release.
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stop.abort(new Error(`the job got ${signal}`)));
}
const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(15 * 60_000)]);

const attempts = 3;
for (let attempt = 1; ; attempt++) {
  try {
    const release = await helm.releases.upgrade(name, chart, {
      install: true,
      rollbackOnFailure: true,
      valueFiles,
      timeout: "5m",
      signal,
      onEvent: print,
    });
    console.log(`${release.name} revision ${release.revision} is ${release.status}`);
    break;
  } catch (error) {
    if (!HelmError.is(error)) throw error;
    console.error(error.report());
    if (!error.retryable || attempt === attempts || signal.aborted) {
      process.exitCode = 1;
      break;
    }
    console.log(`attempt ${attempt} of ${attempts} failed, the next one starts in 10 s`);
    await Bun.sleep(10_000);
  }
}

function print(event: HelmEvent): void {
  const time = event.at.slice(11, 19);
  if (event.type === "phase") console.log(time, "phase", event.phase);
  if (event.type === "resource") console.log(time, event.action, `${event.kind}/${event.name}`);
  if (event.type === "readiness") console.log(time, event.status, `${event.kind}/${event.name}`, event.message ?? "");
  if (event.type === "hookLog") console.log(time, `${event.hook.kind}/${event.hook.name} |`, event.line);
  if (event.type === "record") console.log(time, "recorded", `revision ${event.revision} ${event.status}`);
  if (event.type === "warning") console.log(time, "warning", event.message);
}
