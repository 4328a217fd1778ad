// What only tests may ask of the library.
import { Client } from "../src/client.ts";
import type { HelmOptions, Operation } from "../src/index.ts";
import { withLibrary } from "../src/native/library.ts";
import { run } from "../src/operation.ts";
import { road } from "./environment.ts";

/** What would grow in Go if something leaked. */
export interface Counts {
  goroutines: number;
  /** Operations of every JavaScript context that have a goroutine left. */
  operations: number;
  /** Bytes. */
  heap: number;
  clusters: number;
  memories: number;
  databases: number;
  /** Charts that are loaded. */
  handles: number;
  /** Clients with repositories or logins in memory. */
  homes: number;
  /** Renders that go on computing after their cancel. */
  leftBehind: number;
}

interface InternalVerbs {
  "internal.noop": object;
  /** Verbs that have rejected with a code that they do not declare, each with it. */
  "internal.undeclared": { codes: string[] };
  "internal.panic": never;
  "internal.goroutines": { count: number; total: number; stacks: string[] };
  "internal.echo": { text: string };
  /** Collects garbage first. */
  "internal.counts": Counts;
  /** Drops the clusters that nobody has used for `age` milliseconds. */
  "internal.idle": object;
}

/** What calls verbs that exist for tests only, over a road of its own. */
export function internalWith(options: HelmOptions): typeof internal {
  const client = new Client({ env: {}, ...options });
  return (verb, request = {}) => run(client, verb as "version", {}, request) as Operation<unknown> as Operation<never>;
}

const call = internalWith(road);

/** Calls a verb that exists for tests only. */
export function internal<V extends keyof InternalVerbs>(
  verb: V,
  request: Record<string, unknown> = {},
): Operation<InternalVerbs[V]> {
  return call(verb, request);
}

/** The path of the library under test. */
export function libraryFile(): Promise<string> {
  return withLibrary({ file: process.env.BUNHELM_LIBRARY }, (file) => file);
}
