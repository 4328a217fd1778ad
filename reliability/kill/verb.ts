// One call of a verb. Plain data, for another process.
import { Helm, type HelmOptions } from "../../src/index.ts";
import type { Verb } from "../verbs.ts";

/** What is called, and by which client. */
export interface Orders {
  readonly verb: Verb;
  readonly client: HelmOptions;
  readonly release: string;
  readonly chart: string;
  readonly values: Record<string, unknown>;
}

/** Calls it. */
export async function obey({ verb, client, release, chart, values }: Orders): Promise<void> {
  const { releases } = new Helm({ env: {}, ...client });
  const timeout = "180s";
  if (verb === "install" || verb === "upgrade") await releases[verb](release, chart, { timeout, values });
  else await releases[verb](release, { timeout });
}
