// What the command's doctor asks beyond the public names.
import { Client } from "./client.ts";
import { type Survey, surveyLibrary } from "./native/survey.ts";
import { run } from "./operation.ts";
import { type HelmOptions, readOptions } from "./options.ts";
import type { ClientRight, ClientServer, ClientSettings, ClientTarget } from "./wire.gen.ts";

export type { Place, Survey } from "./native/survey.ts";
export type { ClientRight, ClientServer, ClientSettings, ClientTarget } from "./wire.gen.ts";

/** What the options and the environment of a client mean, and what its cluster says. */
export interface Inspection {
  /** Where Helm's files and release records are kept. */
  settings(): Promise<ClientSettings>;
  /** Which cluster it is; nothing is sent. */
  target(): Promise<ClientTarget>;
  /** Asks the API server for its version. */
  server(): Promise<ClientServer>;
  /** Asks what the user may do in the client's namespace. */
  rights(): Promise<readonly ClientRight[]>;
}

/** Looks into a client with these options. */
export function inspect(options: HelmOptions): Inspection {
  const client = new Client(options);
  return {
    settings: () => run(client, "client.settings", {}),
    target: () => run(client, "client.target", {}),
    server: () => run(client, "client.server", {}),
    rights: async () => (await run(client, "client.rights", {})).rights,
  };
}

/** What calls would load, without loading it. */
export function survey(): Promise<Survey> {
  return surveyLibrary(readOptions({ env: {} }).library);
}
