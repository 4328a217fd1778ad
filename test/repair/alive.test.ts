// A record's write that is not answered when its operation is cancelled: the process stays until it is in order.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectCode } from "../../lab/failure.ts";
import type { Fixture } from "../../lab/fixture.ts";
import { bunExe } from "../../lab/process.ts";
import { shopChart } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(120_000);

const stage = new Stage(shopChart, { slots: 4 });

const verbs = [
  { verb: "install", match: ["POST", /\/secrets(\?|$)/], ends: [] },
  { verb: "upgrade", match: ["POST", /\/secrets(\?|$)/], ends: ["1 deployed"] },
  { verb: "uninstall", match: ["PUT", /\/secrets\/sh\.helm/], ends: ["1 failed", "1 deployed"] },
] as const;

/** A program of its own that is told to end by SIGINT while the API server keeps an answer back. */
function program(fixture: Fixture, verb: string, end: string): Bun.Subprocess<"ignore", "pipe", "inherit"> {
  const { proxy, namespace } = fixture;
  const script = `
    import { HelmError } from "bunhelm";
    import { newHelm } from "./lab/client.ts";
    const helm = newHelm({ kubeconfig: ${JSON.stringify(proxy.kubeconfig)}, namespace: "${namespace}",
      userAgent: "under-test/${namespace}" });
    const interrupt = new AbortController();
    process.once("SIGINT", () => interrupt.abort(new Error("interrupted")));
    try {
      await helm.releases.${verb}("shop", ${verb === "uninstall" ? "" : `${JSON.stringify(stage.chart)},`} {
        signal: interrupt.signal,
      });
    } catch (error) {
      if (!HelmError.is(error, "ERR_HELM_ABORTED")) throw error;
      console.log("settled", error.details.repairing);
      process.exitCode = 130;
    }
    ${end}`;
  return Bun.spawn([bunExe, "-e", script], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
}

describe.concurrent.each(verbs)("an interrupted $verb whose record's write is not answered", (row) => {
  const [method, path] = row.match;
  const endings = [
    ["ends with its record in order when the script is over", ""],
    ["has its record in order when the client is closed", 'await helm.close(); console.log("closed"); process.exit();'],
  ] as const;

  test.concurrent.each(endings)("%s", async (_, end) => {
    await using fixture = await stage.fixture();
    if (row.verb !== "install") await fixture.other.releases.install("shop", stage.chart);
    let isFirst = true;
    const chosen = fixture.mine(method, path);
    using held = fixture.proxy.holdAnswer((request) => isFirst && chosen(request) && !(isFirst = false));
    await using child = program(fixture, row.verb, end);
    await held.hit;
    child.kill("SIGINT");
    const said = await child.stdout.text();
    expect(await child.exited).toBe(130);
    expect(said).toBe(`settled true\n${end === "" ? "" : "closed\n"}`);
    const records = await fixture.records();
    expect(records.filter((line) => /pending|uninstalling/.test(line))).toEqual([]);
    expect([[], ...row.ends.map((line): string[] => [line])]).toContainEqual(records);
    await fixture.other.releases.upgrade("shop", stage.chart, { install: true });
  });
});

test("the error of a repair that goes on says so, and the repair comes", async () => {
  await using fixture = await stage.fixture();
  let isFirst = true;
  const chosen = fixture.mine("POST", /\/secrets(\?|$)/);
  using held = fixture.proxy.holdAnswer((request) => isFirst && chosen(request) && !(isFirst = false));
  const install = fixture.helm.releases.install("shop", stage.chart);
  await held.hit;
  install.cancel(new Error("enough"));
  const { details } = await expectCode(install, "ERR_HELM_ABORTED");
  expect(details).toMatchObject({ repairing: true, hint: expect.stringContaining("await close()") });
  held.release();
  await until(async () => (await fixture.records()).length === 0);
});
