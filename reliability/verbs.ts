// The verbs that are killed and disturbed: what each finds, and what it is called with. Plain data, for another process.
import { values } from "./chart.ts";
import type { Room } from "./room.ts";

/** Every verb that changes what a release has: what was there is "old", what comes is "new". */
export const verbs = ["install", "upgrade", "rollback", "uninstall"] as const;
export type Verb = (typeof verbs)[number];

/** What the objects of each revision are called. The latter drops what the former has. */
const former: { readonly text: string; readonly extra: string[] } = { text: "first", extra: ["old"] };
const latter: { readonly text: string; readonly extra: string[] } = { text: "second", extra: ["new"] };

/** Values of what install and upgrade write. */
export function valuesOf(verb: Verb): Record<string, unknown> {
  return values(verb === "install" ? former : latter);
}

/** Makes what must be there before the verb is called; nothing is waited for. */
export async function prepare(room: Room, verb: Verb, release: string): Promise<void> {
  const brief = { wait: false, noHooks: true } as const;
  const { releases } = room.other;
  if (verb === "install") return;
  await releases.install(release, room.chart, { ...brief, values: values(former) });
  if (verb === "rollback") await releases.upgrade(release, room.chart, { ...brief, values: values(latter) });
}
