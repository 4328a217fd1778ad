import { expect, test } from "bun:test";
import { cluster } from "../../lab/client.ts";
import { problems } from "../../soak/report.ts";
import { soak } from "../../soak/run.ts";

// The short form of `bun run soak`, whose figures are in docs/soak.md.
test("300 operations of all kinds leave no goroutine, descriptor or socket behind", async () => {
  const seed = Date.now() % 1_000_000;
  const soaked = await soak(await cluster(), { operations: 300, seed });
  expect(problems(soaked, false), `seed ${seed}`).toEqual([]);
  const ended = Object.keys(soaked.outcomes);
  expect(ended).toContain("upgrade ABORTED");
  expect(ended).toContain("upgrade ok");
  expect(soaked.workers).toBeGreaterThan(0);
}, 180_000);
