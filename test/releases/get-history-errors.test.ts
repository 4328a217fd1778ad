// What history, get and status refuse, and what the helm command does about the same.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { store } from "../../lab/records.ts";
import type { Helm, HelmErrorCode } from "../../src/index.ts";

setDefaultTimeout(120_000);

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.make();
  const info = { status: "superseded" };
  const records = [3, 4].map((version) => ({
    release: { name: "shop", namespace: fixture.namespace, version, info, chart: { metadata: { name: "shop" } } },
  }));
  await store(fixture.cluster, records);
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Each verb that reads a revision, and the command for it. */
const verbs: ["get" | "status" | "getValues" | "getMetadata", ...command: string[]][] = [
  ["status", "status"],
  ["get", "get", "manifest"],
  ["getValues", "get", "values"],
  ["getMetadata", "get", "metadata"],
];

async function refused(
  call: (releases: Helm["releases"]) => Promise<unknown>,
  code: HelmErrorCode,
  command: string[],
  words: string,
): Promise<void> {
  const [error, { stderr, exitCode }] = await Promise.all([
    expectCode(call(fixture.helm.releases), code),
    fixture.helmCommand(...command),
  ]);
  expect(error.message).not.toBe("");
  expect({ command, stderr, exitCode }).toEqual({ command, stderr: expect.stringContaining(words), exitCode: 1 });
}

describe.concurrent("a release that is not there", () => {
  test.concurrent("is RELEASE_NOT_FOUND", async () => {
    await Promise.all([
      refused((r) => r.history("none"), "ERR_HELM_RELEASE_NOT_FOUND", ["history", "none"], "release: not found"),
      ...verbs.map(([verb, ...command]) =>
        refused((r) => r[verb]("none"), "ERR_HELM_RELEASE_NOT_FOUND", [...command, "none"], "release: not found"),
      ),
    ]);
  });

  test.concurrent("is RELEASE_NOT_FOUND by revision too", async () => {
    for (const [verb, ...command] of verbs) {
      const flag = [...command, "none", "--revision", "3"];
      await refused((r) => r[verb]("none", { revision: 3 }), "ERR_HELM_RELEASE_NOT_FOUND", flag, "release: not found");
    }
  });

  test.concurrent("is RELEASE_NOT_FOUND in a namespace that is not there", async () => {
    const namespace = "nonexistent";
    const command = ["history", "shop", "--namespace", namespace];
    await refused((r) => r.history("shop", { namespace }), "ERR_HELM_RELEASE_NOT_FOUND", command, "release: not found");
  });
});

describe.concurrent("a revision that is not there", () => {
  test.concurrent.each([1, 5])("is REVISION_NOT_FOUND, with those that are: %d", async (revision) => {
    for (const [verb, ...command] of verbs) {
      const flag = [...command, "shop", "--revision", String(revision)];
      await refused((r) => r[verb]("shop", { revision }), "ERR_HELM_REVISION_NOT_FOUND", flag, "release: not found");
      const error = await expectCode(fixture.helm.releases[verb]("shop", { revision }), "ERR_HELM_REVISION_NOT_FOUND");
      expect(error.details).toMatchObject({ revision, revisions: [3, 4] });
    }
  });
});

describe.concurrent("a name that no release can have", () => {
  test.concurrent.each(["Shop", "a_b", "a-", "a..b", "ü", "n".repeat(54), ""])("is refused: %j", async (name) => {
    const code = "ERR_HELM_INVALID_ARGUMENT";
    await refused((r) => r.history(name), code, ["history", name], "release name is invalid");
    for (const [verb] of verbs) await expectCode(fixture.helm.releases[verb](name), code);
    expect((await fixture.helmCommand("status", name)).stderr.toLowerCase()).toContain("release name is invalid");
  });
});

describe.concurrent("a number that makes no sense", () => {
  test.concurrent("is refused, where the command takes it for something else", async () => {
    const { releases } = fixture.helm;
    for (const [verb] of verbs) await expectCode(releases[verb]("shop", { revision: -1 }), "ERR_HELM_INVALID_ARGUMENT");
    const newest = await fixture.helmCommand("status", "shop", "--revision", "-1", "--output", "json");
    expect(JSON.parse(newest.stdout).version).toBe(4);
    for (const max of [0, -1]) {
      await expectCode(releases.history("shop", { max }), "ERR_HELM_INVALID_ARGUMENT");
      const none = await fixture.helmCommand("history", "shop", "--max", String(max), "--output", "json");
      expect(none.stdout).toBe("[]\n");
    }
    await expectCode(releases.get("shop", { revision: 1.5 }), "ERR_HELM_INVALID_ARGUMENT");
    expect((await fixture.helmCommand("status", "shop", "--revision", "1.5")).exitCode).toBe(1);
  });
});
