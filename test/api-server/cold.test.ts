// A client that has just been made and is hit by many operations at once: they ask the API server once, together.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { runScript } from "../../lab/process.ts";

setDefaultTimeout(120_000);

const many = 60;
let small: TempDir;

beforeAll(() => {
  small = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
});
afterAll(() => small[Symbol.dispose]());

test("asks for what operations share once, and once more for those that came meanwhile", async () => {
  await using fixture = await Fixture.withProxy();
  const { releases } = fixture.helm;
  await Promise.all(Array.from({ length: many }, (_, at) => releases.install(`r${at}`, small.path, { wait: false })));
  const count = (fits: RegExp): number => fixture.proxy.requests(({ path }) => fits.test(path)).length;
  // The operations begin one after the other, and each may want an answer that is not older than itself.
  for (const path of [/^\/api\?/, /^\/apis\?/, /^\/openapi\/v3(\?|$)/, /^\/openapi\/v3\/api\/v1/]) {
    expect(count(path)).toBeGreaterThan(0);
    expect(count(path)).toBeLessThan(many / 6);
  }
  expect(count(/^\/openapi\/v3\/api\/v1/)).toBe(1);
});

/** MB that a process takes at most for many installs at once. */
async function peak(isWarm: boolean): Promise<number> {
  const { kubeconfig } = await cluster();
  const namespace = await (await cluster()).namespace();
  const { stdout, stderr } = await runScript(
    `
    import { newHelm } from "./lab/client.ts";
    import { peakMemory } from "./lab/memory.ts";
    const { kubeconfig, namespace, chart, many, isWarm } = JSON.parse(process.env.TASK);
    const helm = newHelm({ kubeconfig, namespace });
    if (isWarm) await helm.releases.install("first", chart);
    await Promise.all(Array.from({ length: many }, (_, at) => helm.releases.install("r" + at, chart)));
    console.log(peakMemory());
    process.exit(0);`,
    { env: { TASK: JSON.stringify({ kubeconfig, namespace, chart: small.path, many, isWarm }) } },
  );
  if (stdout === "") throw new Error(stderr);
  return Number(stdout);
}

test("takes no more than half as much memory again as one that has worked before", async () => {
  const warm = await peak(true);
  const cold = await peak(false);
  expect(cold / warm).toBeLessThan(1.5);
});
