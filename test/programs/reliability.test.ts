// Whatever interrupts an operation, the release can be worked on afterwards, and nothing goes on. Here samples
// of what bun run reliability does.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { cluster } from "../../lab/client.ts";
import { root } from "../../project/project.ts";
import { brokenPromises, reliability } from "../../reliability/cancel/plan.ts";
import type { Result } from "../../reliability/cancel/result.ts";
import { verbs } from "../../reliability/cancel/verbs.ts";
import { brokenPromises as brokenByFaults, faults } from "../../reliability/faults/plan.ts";
import type { FaultResult } from "../../reliability/faults/result.ts";
import { brokenPromises as brokenByKills, kills } from "../../reliability/kill/plan.ts";
import type { KillResult } from "../../reliability/kill/result.ts";
import { takeOvers } from "../../reliability/takeover/plan.ts";

setDefaultTimeout(300_000); // on a busy machine

describe("cancelled", () => {
  let result: Result;

  beforeAll(async () => {
    result = await reliability(await cluster(), { every: 31, lanes: 3 });
  });

  test.each([...verbs])(
    "$verb at a sample of its requests stops at once, and the release can be upgraded",
    ({ verb }) => {
      const trials = result.trials.filter((trial) => trial.verb === verb);
      expect(trials.filter(({ end }) => end === "aborted").length).toBeGreaterThan(0);
      expect(brokenPromises(trials)).toEqual([]);
    },
  );
});

describe("killed", () => {
  let result: KillResult;

  beforeAll(async () => {
    result = await kills(await cluster(), { every: 29, lanes: 3 });
  });

  test("at a sample of its requests, a process leaves what can be upgraded, or undone and uninstalled", () => {
    expect(new Set(result.trials.map(({ verb }) => verb)).size).toBe(4);
    expect(brokenByKills(result.trials)).toEqual([]);
  });
});

describe("killed, and taken over", () => {
  test("at a sample of its requests, leaves what an upgrade with takeOver goes on with, and nothing beside it", async () => {
    const { trials } = await takeOvers(await cluster(), { every: 29, lanes: 3 });
    expect(new Set(trials.map(({ verb }) => verb)).size).toBe(4);
    expect(brokenByKills(trials)).toEqual([]);
  });
});

describe("deprived of its engine", () => {
  let result: KillResult;

  beforeAll(async () => {
    result = await kills(await cluster(), { every: 13, lanes: 3 }, "engine");
  });

  test("at a sample of its requests, a call says so, the next one works, and the release can be worked on", () => {
    expect(new Set(result.trials.map(({ verb }) => verb)).size).toBe(4);
    expect(brokenByKills(result.trials)).toEqual([]);
  });

  test("the error knows what was recorded", () => {
    const knowing = result.trials.filter(({ records, death }) => death.known !== undefined && `${records}` !== "");
    expect(knowing.length).toBeGreaterThan(0);
  });
});

describe("the parent of an engine, killed", () => {
  test("at a sample of its requests, leaves no engine, and what can be worked on", async () => {
    const { trials } = await kills(await cluster(), { every: 5, lanes: 3 }, "parent");
    expect(trials.length).toBeGreaterThan(3);
    expect(brokenByKills(trials)).toEqual([]);
  });
});

describe("failed by the API server", () => {
  let result: FaultResult;

  beforeAll(async () => {
    result = await faults(await cluster(), { every: 59, lanes: 4, canKill: false });
  });

  test("at a sample of its requests, a call says so, and the record is right", () => {
    expect(result.faults.length).toBeGreaterThan(10);
    expect(brokenByFaults(result.faults)).toEqual([]);
  });

  test("for a while, a call goes on or says so, and the record is right", () => {
    expect(result.outages.length).toBeGreaterThan(0);
    expect(brokenByFaults(result.outages)).toEqual([]);
  });
});

test("docs/reliability.md is of a whole run in which each promise was kept", async () => {
  const page = await Bun.file(join(root, "docs/reliability.md")).text();
  const kept = page
    .match(/Promises broken: none, in \d+ (cancelled|kills|faults)/g)
    ?.map((line) => line.split(" ").at(-1));
  expect(kept).toEqual(["cancelled", "kills", "kills", "kills", "faults"]);
  for (const { verb } of verbs)
    expect(page).toMatch(new RegExp(`^\\| ${verb} \\(\\d+\\) \\| none: it waited \\|`, "m"));
});
