import type { HelmOptions } from "bunhelm";
import { inspect, survey } from "#doctor";
import { checkCluster } from "./cluster.ts";
import { checkEngine, type Engine } from "./engine.ts";
import { checkExecutable } from "./executable.ts";
import type { Section } from "./finding.ts";
import { checkHome } from "./home.ts";
import { checkRuntime } from "./runtime.ts";

/** An API server that does not answer is not waited for longer than this, for each request. */
const patience: HelmOptions = { requestTimeout: "10s" };

/** The sections in order. What needs the engine is left out where there is none. */
export async function* diagnose(cluster: HelmOptions): AsyncGenerator<Section> {
  const found = await survey();
  const engine: Engine = { options: undefined };
  yield { title: "Bun", findings: checkRuntime() };
  yield { title: "Engine", findings: checkEngine(found, engine) };
  yield { title: "Compiled executables", findings: checkExecutable(found) };
  if (engine.options === undefined) return;
  const options: HelmOptions = { ...patience, ...cluster, ...engine.options };
  const inspection = inspect(options);
  yield { title: "Cluster", findings: checkCluster(inspection, options) };
  yield { title: "Helm's files", findings: checkHome(inspection, options) };
}
