import { Helm, HelmError, type HelmOptions, type VersionResult } from "bunhelm";
import type { Survey } from "#doctor";
import { version } from "../../package.json";
import { type Finding, failure } from "./finding.ts";

/** What checkEngine finds out for the checks that follow. */
export interface Engine {
  /** The client's options with which Go answers; undefined if it does not. */
  options: HelmOptions | undefined;
}

interface Road {
  readonly check: string;
  readonly name: string;
  readonly options: HelmOptions;
}

const inProcess: Road = { check: "engine.library", name: "In this process", options: {} };
const childProcess: Road = { check: "engine.process", name: "In a child process", options: { isolation: "process" } };

/** What is loaded, over which road, and whether it answers. */
export async function* checkEngine(survey: Survey, engine: Engine): AsyncGenerator<Finding> {
  const file = survey.engine;
  if (HelmError.is(file)) {
    yield failure("engine.file", file);
    return;
  }
  const { name = "BUNHELM_LIBRARY", version: found } = file.package ?? {};
  const message = `${found === undefined ? name : `${name} ${found}`}: ${file.path}, ${(file.size / 1e6).toFixed(1)} MB`;
  yield { check: "engine.file", ...fits(message, found), data: { ...file } };

  let versions: VersionResult | undefined;
  for (const road of [inProcess, childProcess]) {
    if (road === inProcess && survey.unloadable !== undefined) {
      const why = `Not in this process, since ${survey.unloadable}: calls go to a child process`;
      yield { check: road.check, status: "ok", message: why, data: { loads: false } };
      continue;
    }
    const start = performance.now();
    try {
      versions = await answer(road.options);
      const milliseconds = Math.round(performance.now() - start);
      engine.options ??= road.options;
      const message = `${road.name}: loads and answers in ${milliseconds} ms`;
      yield { check: road.check, status: "ok", message, data: { loads: true, milliseconds } };
    } catch (error) {
      const finding = failure(road.check, error);
      yield { ...finding, message: `${road.name}: ${HelmError.is(error) ? error.message : finding.message}` };
    }
  }
  if (versions === undefined) return;
  const { bunhelm, helm, kubernetes, go } = versions;
  const linked = `bunhelm ${bunhelm}, Helm ${helm}, Kubernetes client ${kubernetes}, Go ${go}`;
  yield { check: "engine.versions", ...fits(linked, bunhelm), data: { ...versions } };
}

async function answer(options: HelmOptions): Promise<VersionResult> {
  await using client = new Helm({ env: {}, ...options });
  return await client.version();
}

/** A file of another version may work for now; nobody has tried it. */
function fits(message: string, found: string | undefined): Pick<Finding, "status" | "message" | "advice"> {
  if (found === undefined || found === version) return { status: "ok", message };
  return {
    status: "problem",
    message: `${message}: this is bunhelm ${version}`,
    advice: `Install the platform package of version ${version}, or build again the file that BUNHELM_LIBRARY names.`,
  };
}
