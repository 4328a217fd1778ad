// A process that calls one verb, to be killed: bun victim.ts '{...}'.
import { type CallOptions, Helm, type HelmOptions } from "../../src/index.ts";
import type { Verb } from "../verbs.ts";

/** What the process is told. */
export interface Orders {
  readonly verb: Verb;
  readonly client: HelmOptions;
  readonly release: string;
  readonly chart: string;
  readonly values: Record<string, unknown>;
}

if (import.meta.main) {
  const { verb, client, release, chart, values } = JSON.parse(process.argv[2] as string) as Orders;
  const { releases } = new Helm({ env: {}, ...client });
  const options: CallOptions & { timeout: string } = { timeout: "60s" };
  switch (verb) {
    case "install":
    case "upgrade":
      await releases[verb](release, chart, { ...options, values });
      break;
    default:
      await releases[verb](release, options);
  }
}
