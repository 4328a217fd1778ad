// What fails or is cancelled before the release's own objects are written: none of them is, and the error says so.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import type { HelmError } from "../../src/index.ts";

setDefaultTimeout(120_000);

const endless = 600;

/** A chart with a hook that fails, or never ends. */
function shop(event: string, behaviour: object): TempDir {
  return chart({
    templates: {
      "config.yaml": configMap("config", { is: event || "quiet" }),
      "web.yaml": deployment("web"),
      ...(event && { "hook.yaml": job("migrate", behaviour, hook(event)) }),
    },
  });
}

function expectNothingWritten(error: HelmError): void {
  expect(error.applied?.filter(({ name }) => name !== "migrate") ?? []).toEqual([]);
  const all = (error.notApplied ?? []).map(({ kind, name }) => `${kind}/${name}`).sort();
  expect(all).toEqual(["ConfigMap/config", "Deployment/web"]);
  expect(error.report()).toMatch(/^not applied: .*ConfigMap\/\S*config, Deployment\/\S*web/m);
}

type Start = (fixture: Fixture, path: string, options?: { signal?: AbortSignal }) => Promise<unknown>;

const verbs: [event: string, start: Start][] = [
  ["pre-install", ({ helm }, path, options) => helm.releases.install("shop", path, options)],
  ["pre-upgrade", ({ helm }, path, options) => helm.releases.upgrade("shop", path, options)],
  ["pre-rollback", ({ helm }, _, options) => helm.releases.rollback("shop", { revision: 1, ...options })],
];

/** A release to which the verb can be applied: a rollback runs the hook of the revision to which it goes back. */
async function prepare(event: string, fixture: Fixture, wrong: TempDir): Promise<void> {
  if (event === "pre-install") return;
  using quiet = shop("", {});
  await fixture.helm.releases.install("shop", event === "pre-rollback" ? wrong.path : quiet.path);
  if (event === "pre-rollback") await fixture.helm.releases.upgrade("shop", quiet.path);
}

describe.each(verbs)("a %s hook", (event, start) => {
  test("that fails leaves everything unwritten", async () => {
    await using fixture = await Fixture.make();
    using wrong = shop(event, { exitCode: 3 });
    await prepare(event, fixture, wrong);
    expectNothingWritten(await expectCode(start(fixture, wrong.path), "ERR_HELM_HOOK_FAILED"));
  });

  test("during which the call is cancelled does too", async () => {
    await using fixture = await Fixture.make();
    using wrong = shop(event, { exitAfter: endless });
    await prepare(event, fixture, wrong);
    const stop = new AbortController();
    const running = start(fixture, wrong.path, { signal: stop.signal, onEvent } as never);
    function onEvent(one: { type: string; status?: string }): void {
      if (one.type === "hook" && one.status === "started") stop.abort(new Error("enough"));
    }
    const error = await expectCode(running, "ERR_HELM_ABORTED");
    expectNothingWritten(error);
    expect(error.details.hint).toBe(
      {
        "pre-install": "releases.upgrade with install: true continues from here; releases.uninstall removes it",
        "pre-upgrade": "run the upgrade again, or call releases.rollback to return to revision 1",
        "pre-rollback": "call releases.rollback again, with the revision to return to as its option revision",
      }[event] as string,
    );
  });
});
