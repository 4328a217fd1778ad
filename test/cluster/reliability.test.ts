// A cancel at any request leaves a release that can be upgraded, and nothing that goes on. Here a sample
// of what bun run reliability does.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { brokenPromises, type Result, reliability } from "../../reliability/plan.ts";
import { verbs } from "../../reliability/verbs.ts";
import { cluster } from "../harness.ts";

setDefaultTimeout(300_000); // on a busy machine

let result: Result;

beforeAll(async () => {
  result = await reliability(await cluster(), { every: 25, lanes: 3 });
});

describe.each([...verbs])("$verb", ({ verb }) => {
  test("cancelled at every eighth request stops at once, and the release can be upgraded", () => {
    const trials = result.trials.filter((trial) => trial.verb === verb);
    expect(trials.filter(({ end }) => end === "aborted").length).toBeGreaterThan(1);
    expect(brokenPromises(trials)).toEqual([]);
  });
});
