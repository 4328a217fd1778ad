// What bunhelm tells of a release beside what the helm command prints of it, field by field.
import { expect } from "bun:test";
import { asHistory, asMetadata, asStatus, filled } from "../../parity/records.ts";
import type { ReleaseSummary } from "../../src/index.ts";
import type { CommandResult, Ground } from "./ground.ts";

/** The questions to which the command crashes for some releases that nobody but a bug has written. */
export type Crash = "metadata" | "all values";

const systemLabels = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

function withoutSystemLabels(labels: Record<string, string> = {}): Record<string, string> | undefined {
  return filled(Object.fromEntries(Object.entries(labels).filter(([name]) => !systemLabels.includes(name))));
}

function succeeded(result: CommandResult, args: readonly string[]): string {
  expect({ args, ...result, stdout: "" }).toMatchObject({ args, exitCode: 0 });
  return result.stdout;
}

/** What the helm command prints, which must succeed. */
export async function told(ground: Ground, ...args: string[]): Promise<string> {
  return succeeded(await ground.helmCommand(...args), args);
}

/** What the helm command prints as JSON. */
async function json<T = Record<string, unknown>>(ground: Ground, ...args: string[]): Promise<T> {
  return JSON.parse(await told(ground, ...args, "--output", "json"));
}

/** The same of a command that may be known to crash, and then must. */
async function jsonUnless<T>(crashes: boolean, ground: Ground, ...args: string[]): Promise<T | undefined> {
  if (!crashes) return json<T>(ground, ...args);
  const { stderr } = await ground.helmCommand(...args);
  expect({ args, stderr }).toEqual({ args, stderr: expect.stringContaining("nil pointer dereference") });
  return undefined;
}

/** Which of the command's crashes to expect, and which revisions to compare. */
export interface AgreeOptions {
  crashes?: Crash[];
  /** @default all, as the newest and by number */
  revisions?: number[];
  /** How long a history to ask for. @default all, of at most 256 that the command shows */
  max?: number;
}

/** Holds bunhelm to what the helm command says of a release, and returns its history. */
export async function agree(
  ground: Ground,
  name: string,
  { crashes = [], revisions, max }: AgreeOptions = {},
): Promise<ReleaseSummary[]> {
  const { releases } = ground.helm;
  const history = await releases.history(name, { max });
  const limit = max === undefined ? [] : ["--max", String(max)];
  const [all, few] = await Promise.all([
    json<Record<string, unknown>[]>(ground, "history", name, ...limit),
    json<Record<string, unknown>[]>(ground, "history", name, "--max", "2"),
    agreeOnList(ground, name),
    agreeOnTexts(ground, name),
  ]);
  expect(history.map(asHistory)).toEqual(all);
  expect((await releases.history(name, { max: 2 })).map(asHistory)).toEqual(few);
  for (const revision of revisions ?? [0, ...history.map(({ revision }) => revision)]) {
    const expected = revision === 0 ? history.at(-1) : history.find((summary) => summary.revision === revision);
    expect(await agreeOn(ground, name, revision, crashes)).toEqual(expected as ReleaseSummary);
  }
  return history;
}

async function agreeOnList(ground: Ground, name: string): Promise<void> {
  const listed = await json<{ updated?: string }[]>(ground, "list", "--filter", `^${name}$`);
  const ours = await ground.helm.releases.list({ filter: `^${name}$` });
  expect(
    ours.map((summary) => {
      const { status, chart, app_version } = asHistory(summary);
      return { name, namespace: summary.namespace, revision: `${summary.revision}`, status, chart, app_version };
    }),
  ).toEqual(listed.map(({ updated, ...rest }) => rest) as never[]);
}

/** What the command has no JSON for, of the newest revision. */
async function agreeOnTexts(ground: Ground, name: string): Promise<void> {
  const [{ manifest, hooks, notes }, theirManifest, theirHooks, theirNotes] = await Promise.all([
    ground.helm.releases.get(name),
    told(ground, "get", "manifest", name),
    told(ground, "get", "hooks", name),
    told(ground, "get", "notes", name),
  ]);
  expect(`${manifest}\n`).toBe(theirManifest);
  expect(hooks.map((hook) => `---\n# Source: ${hook.path}\n${hook.manifest}\n`).join("")).toBe(theirHooks);
  expect(notes === "" ? "" : `NOTES:\n${notes}\n`).toBe(theirNotes);
}

/** Holds bunhelm to what the command says of one revision (0: the newest), and returns what list would show of it. */
async function agreeOn(ground: Ground, name: string, revision: number, crashes: Crash[] = []): Promise<ReleaseSummary> {
  const { releases } = ground.helm;
  const flag = revision === 0 ? [] : ["--revision", String(revision)];
  const [release, status, metadata, values, all, theirStatus, theirMetadata, theirValues, theirAll] = await Promise.all(
    [
      releases.get(name, { revision }),
      releases.status(name, { revision }),
      releases.getMetadata(name, { revision }),
      releases.getValues(name, { revision }),
      releases.getValues(name, { revision, all: true }),
      json<TheirStatus>(ground, "status", name, ...flag),
      jsonUnless<TheirLabels>(crashes.includes("metadata"), ground, "get", "metadata", name, ...flag),
      json<Record<string, unknown> | null>(ground, "get", "values", name, ...flag),
      jsonUnless<Record<string, unknown>>(
        crashes.includes("all values"),
        ground,
        "get",
        "values",
        name,
        "--all",
        ...flag,
      ),
    ],
  );
  const { resources = [], ...summary } = status;
  expect(release).toMatchObject(summary as object);
  const { info: { resources: found = {}, ...info } = {}, ...record } = theirStatus;
  expect(asStatus(release)).toEqual({ ...record, info });
  const { "v1/Pod(related)": pods, ...objects } = found;
  expect(
    resources
      .filter(({ status }) => status !== "NotFound")
      .map(({ apiVersion, kind, namespace, name }) => `${apiVersion} ${kind} ${namespace}/${name}`)
      .sort(),
  ).toEqual(
    Object.values(objects)
      .flat()
      .map(({ apiVersion, kind, metadata: { namespace, name } }) => `${apiVersion} ${kind} ${namespace}/${name}`)
      .sort(),
  );
  expect(values).toEqual(theirValues ?? {});
  if (theirAll) expect(all).toEqual(theirAll);
  if (theirMetadata) {
    const { labels } = theirMetadata;
    const own = revision === 0 ? withoutSystemLabels(labels) : labels;
    expect(asMetadata(metadata)).toEqual({ ...theirMetadata, labels: own });
  }
  return summary;
}

interface TheirStatus {
  info?: { resources?: Record<string, TheirObject[]> };
}

interface TheirObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

interface TheirLabels {
  labels?: Record<string, string>;
}
