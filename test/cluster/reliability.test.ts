// A cancel at any request leaves a release that can be upgraded, and nothing that goes on. Here a sample
// of what bun run reliability does.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { brokenPromises, type Result, reliability } from "../../reliability/plan.ts";
import { verbs } from "../../reliability/verbs.ts";
import { cluster, root } from "../harness.ts";

setDefaultTimeout(300_000); // on a busy machine

let result: Result;

beforeAll(async () => {
  result = await reliability(await cluster(), { every: 31, lanes: 3 });
});

describe.each([...verbs])("$verb", ({ verb }) => {
  test("cancelled at a sample of its requests stops at once, and the release can be upgraded", () => {
    const trials = result.trials.filter((trial) => trial.verb === verb);
    expect(trials.filter(({ end }) => end === "aborted").length).toBeGreaterThan(0);
    expect(brokenPromises(trials)).toEqual([]);
  });
});

test("docs/reliability.md is of a whole run in which each promise was kept", async () => {
  const page = await Bun.file(join(root, "docs/reliability.md")).text();
  expect(page).toContain("Promises broken: none, in ");
  for (const { verb } of verbs)
    expect(page).toMatch(new RegExp(`^\\| ${verb} \\(\\d+\\) \\| none: it waited \\|`, "m"));
});
