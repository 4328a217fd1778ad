// One line of a template must not end the process, take its memory, or go on after a cancel: each is a
// typed error with its place, and a render beside it does not notice.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { type Hostile, hostile } from "./templates.ts";

setDefaultTimeout(180_000);

interface Outcome {
  code: string;
  message: string;
  details: { template?: string; line?: number; column?: number };
  /** Megabytes at most. */
  peak: number;
  /** How the render beside it ended. */
  beside: string;
  leftBehind: number;
}

/** Renders some of them in one process, one after the other; one line of output for each. */
async function attack(some: readonly Hostile[]): Promise<Map<string, Outcome>> {
  await using child = Bun.spawn(
    [bunExe, join(root, "test/limits/templates-program.ts"), ...some.map(({ name }) => name)],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const lines = stdout.trimEnd().split("\n");
  const outcomes = new Map<string, Outcome>();
  for (const line of lines) {
    if (!line.startsWith("{")) continue;
    const { name, ...outcome } = JSON.parse(line);
    outcomes.set(name, outcome);
  }
  if ((await child.exited) !== 0) {
    const last = some.find(({ name }) => !outcomes.has(name))?.name;
    throw new Error(`the process ended (${child.signalCode ?? child.exitCode}) at: ${last}\n${stderr.slice(0, 1000)}`);
  }
  return outcomes;
}

const together = 8;
const batches: (() => Promise<Map<string, Outcome>>)[] = [];
for (let i = 0; i < hostile.length; i += together) {
  let running: Promise<Map<string, Outcome>> | undefined;
  batches.push(() => (running ??= attack(hostile.slice(i, i + together))));
}

describe("a template with", () => {
  test.each(hostile.map((one, i) => [one.name, one, i] as const))("%s", async (name, { endless, says }, i) => {
    const outcome = (await batches[Math.floor(i / together)]?.())?.get(name) as Outcome;
    expect(outcome.code).toBe(endless ? "ERR_HELM_ABORTED" : "ERR_HELM_TEMPLATE_FAILED");
    expect(outcome.beside).toBe("rendered");
    expect(outcome.leftBehind).toBe(0);
    expect(outcome.peak).toBeLessThan(2_500);
    if (endless) return;
    expect(outcome.details).toMatchObject({
      template: "hostile/templates/a.yaml",
      line: 1,
      column: expect.any(Number),
    });
    if (says !== undefined) expect(outcome.message).toContain(says);
  });
});

test("files with many words in their templates, of which none has too many", async () => {
  const words = `{{ print ${"1 ".repeat(400_000)}}}`;
  using bad = chart({ name: "hostile", templates: { "_a.tpl": words, "_b.tpl": words, "c.yaml": words } });
  const rendered = newHelm({ limits: { render: 1 << 20 } }).charts.template(bad.path);
  const error = await expectCode(rendered, "ERR_HELM_TEMPLATE_FAILED");
  expect(error.message).toContain("1048576 words in {{ }}, the most that limits.render allows");
  expect(error.details).toMatchObject({ template: expect.stringContaining("hostile/templates/") });
});

test("there are more than sixty of them", () => expect(hostile.length).toBeGreaterThan(60));
