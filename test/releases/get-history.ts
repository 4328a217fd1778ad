// What bunhelm tells of a release beside what the helm command prints of it, field by field.
import { expect } from "bun:test";
import type { Fixture } from "../../lab/fixture.ts";
import type { CommandResult } from "../../lab/helm.ts";
import { asHistory, asMetadata, asStatus, filled } from "../../parity/records.ts";
import type { ReleaseSummary } from "../../src/index.ts";

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
export async function told(fixture: Fixture, ...args: string[]): Promise<string> {
  return succeeded(await fixture.helmCommand(...args), args);
}

/** What the helm command prints as JSON. */
async function json<T = Record<string, unknown>>(fixture: Fixture, ...args: string[]): Promise<T> {
  return JSON.parse(await told(fixture, ...args, "--output", "json"));
}

/** The same of a command that may be known to crash, and then must. */
async function jsonUnless<T>(crashes: boolean, fixture: Fixture, ...args: string[]): Promise<T | undefined> {
  if (!crashes) return json<T>(fixture, ...args);
  const { stderr } = await fixture.helmCommand(...args);
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
  fixture: Fixture,
  name: string,
  { crashes = [], revisions, max }: AgreeOptions = {},
): Promise<ReleaseSummary[]> {
  const { releases } = fixture.helm;
  const history = await releases.history(name, { max });
  const limit = max === undefined ? [] : ["--max", String(max)];
  const [all, few] = await Promise.all([
    json<Record<string, unknown>[]>(fixture, "history", name, ...limit),
    json<Record<string, unknown>[]>(fixture, "history", name, "--max", "2"),
    agreeOnList(fixture, name),
    agreeOnTexts(fixture, name),
  ]);
  expect(history.map(asHistory)).toEqual(all);
  expect((await releases.history(name, { max: 2 })).map(asHistory)).toEqual(few);
  for (const revision of revisions ?? [0, ...history.map(({ revision }) => revision)]) {
    const expected = revision === 0 ? history.at(-1) : history.find((summary) => summary.revision === revision);
    expect(await agreeOn(fixture, name, revision, crashes)).toEqual(expected as ReleaseSummary);
  }
  return history;
}

async function agreeOnList(fixture: Fixture, name: string): Promise<void> {
  const listed = await json<{ updated?: string }[]>(fixture, "list", "--filter", `^${name}$`);
  const ours = await fixture.helm.releases.list({ filter: `^${name}$` });
  expect(
    ours.map((summary) => {
      const { status, chart, app_version } = asHistory(summary);
      return { name, namespace: summary.namespace, revision: `${summary.revision}`, status, chart, app_version };
    }),
  ).toEqual(listed.map(({ updated, ...rest }) => rest) as never[]);
}

/** What the command has no JSON for, of the newest revision. */
async function agreeOnTexts(fixture: Fixture, name: string): Promise<void> {
  const [{ manifest, hooks, notes }, theirManifest, theirHooks, theirNotes] = await Promise.all([
    fixture.helm.releases.get(name),
    told(fixture, "get", "manifest", name),
    told(fixture, "get", "hooks", name),
    told(fixture, "get", "notes", name),
  ]);
  expect(`${manifest}\n`).toBe(theirManifest);
  expect(hooks.map((hook) => `---\n# Source: ${hook.path}\n${hook.manifest}\n`).join("")).toBe(theirHooks);
  expect(notes === "" ? "" : `NOTES:\n${notes}\n`).toBe(theirNotes);
}

/** Holds bunhelm to what the command says of one revision (0: the newest), and returns what list would show of it. */
async function agreeOn(
  fixture: Fixture,
  name: string,
  revision: number,
  crashes: Crash[] = [],
): Promise<ReleaseSummary> {
  const { releases } = fixture.helm;
  const flag = revision === 0 ? [] : ["--revision", String(revision)];
  const [release, status, metadata, values, all, theirStatus, theirMetadata, theirValues, theirAll] = await Promise.all(
    [
      releases.get(name, { revision }),
      releases.status(name, { revision }),
      releases.getMetadata(name, { revision }),
      releases.getValues(name, { revision }),
      releases.getValues(name, { revision, all: true }),
      json<TheirStatus>(fixture, "status", name, ...flag),
      jsonUnless<TheirLabels>(crashes.includes("metadata"), fixture, "get", "metadata", name, ...flag),
      json<Record<string, unknown> | null>(fixture, "get", "values", name, ...flag),
      jsonUnless<Record<string, unknown>>(
        crashes.includes("all values"),
        fixture,
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
