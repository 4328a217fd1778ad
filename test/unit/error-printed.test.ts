// What one reads of an error that nobody has taken apart: printed, uncaught, as JSON, as a report.
import { describe, expect, test } from "bun:test";
import { inspect } from "node:util";
import { newHelm } from "../../lab/client.ts";
import { runScript } from "../../lab/process.ts";
import { helmError } from "../../src/error.ts";
import type { WireError } from "../../src/wire.gen.ts";

const web = { kind: "Deployment", namespace: "prod", name: "web" };
const wire: WireError = {
  code: "ERR_HELM_WAIT_TIMEOUT",
  message: "timed out waiting for Deployment/web (ImagePullBackOff)",
  verb: "releases.upgrade",
  phase: "wait",
  retryable: false,
  release: { name: "shop", namespace: "prod", revision: 2, status: "failed", description: "as told by Helm" },
  chart: { name: "web", version: "1.2.3" },
  resource: web,
  manifest: "kind: Secret\nstringData: {token: tell-nobody}\n",
  applied: [{ kind: "ConfigMap", name: "config", action: "created" }],
  notApplied: [{ kind: "Service", name: "web" }],
  causes: ["resource Deployment/prod/web is not ready\ncontext deadline exceeded", "context deadline exceeded"],
  details: {
    hint: "look at the name of the image",
    resources: [
      {
        ...web,
        status: "InProgress",
        reason: "ImagePullBackOff",
        message: "Available: 0/1",
        events: [{ type: "Warning", reason: "FailedCreate", message: "quota exceeded" }],
        pods: [
          {
            name: "web-1",
            phase: "Pending",
            containers: [
              { name: "main", ready: false, restarts: 3, state: "waiting", exitCode: 7, log: 'first\nsaid "no"\n' },
            ],
            events: [
              { type: "Warning", reason: "BackOff", message: "pulling again", count: 4 },
              { type: "Normal", reason: "Pulling", message: "nothing to see" },
            ],
          },
        ],
      },
    ],
  },
};

/** Each is to be read, and once. */
const facts = [
  "timed out waiting for Deployment/web (ImagePullBackOff)",
  "ERR_HELM_WAIT_TIMEOUT",
  "releases.upgrade",
  "phase wait",
  "prod/shop",
  "web 1.2.3",
  "Available: 0/1",
  "quota exceeded",
  "pod web-1: Pending",
  "exit code 7",
  "| first",
  '| said "no"',
  "pulling again",
  "(4 times)",
  "context deadline exceeded",
  "revision 2 is failed (as told by Helm)",
  "created ConfigMap/config",
  "not applied: Service/web",
  "look at the name of the image",
];

function expectFacts(text: string): void {
  for (const fact of facts) expect(`${fact}: ${text.split(fact).length - 1}`).toBe(`${fact}: 1`);
  for (const secret of ["tell-nobody", "[Array", "[Object", "nothing to see", "\u001b["])
    expect(text).not.toContain(secret);
}

/** Another process fails with the error; its text is nowhere in the source that Bun prints. */
async function uncaught(how: string): Promise<string> {
  const script = `import { helmError } from "./src/error.ts";
    const error = helmError(JSON.parse(process.env.WIRE), { origin: "    at deploy (/app/deploy.ts:3:9)" });
    ${how}`;
  const { stderr, exitCode } = await runScript(script, { env: { WIRE: JSON.stringify(wire), NO_COLOR: "1" } });
  expect(exitCode).toBe(1);
  return stderr;
}

describe("an error", () => {
  const error = helmError(wire, { origin: "    at deploy (/app/deploy.ts:3:9)" });

  test("reports all that is known, once, without colours", () => {
    expectFacts(error.report());
    expect(error.report()).not.toContain("deploy.ts");
    expect(error.report().split("\n")[0]).toBe(`UpgradeError: ${wire.message}`);
    expect(error.report()).toEndWith("what to do: look at the name of the image");
  });

  test.each<[string, () => string]>([
    ["Bun.inspect, as console.log does", () => Bun.inspect(error)],
    ["node's inspect", () => inspect(error)],
    ["node's inspect that shows what is hidden", () => inspect(error, { showHidden: true, depth: 10 })],
    ["an object around it", () => Bun.inspect({ error })],
    ["a list around it", () => inspect([error])],
  ])("is printed so by %s, with where the call was made", (_, print) => {
    expectFacts(print());
    expect(print()).toContain("at deploy (/app/deploy.ts:3:9)");
  });

  test.each([
    ["thrown", "throw error;"],
    ["rejected", "Promise.reject(error);"],
    ["awaited", "await Promise.reject(error);"],
    ["thrown as a cause", 'throw new Error("outer", { cause: error });'],
  ])("that is %s and not caught shows all of it, once", async (_, how) => {
    expectFacts(await uncaught(how));
  });

  test("that is a cause has one heading for its report", async () => {
    const text = await uncaught('throw new Error("outer", { cause: error });');
    expect(text).toContain("report: details:");
    expect(text).not.toContain("details: details:");
  });

  test("becomes JSON with its message, and without manifest and stack", () => {
    const json = JSON.parse(JSON.stringify(error));
    const { manifest: _, causes: [cause] = [], ...known } = wire;
    expect(json).toEqual({ ...known, name: "UpgradeError", causes: [cause] });
    expect(JSON.stringify({ error })).toContain(wire.message);
  });

  test("prints what was thrown in JavaScript with it, and leaves it out of JSON", () => {
    const mine = helmError(
      { code: "ERR_HELM_POST_RENDERER_FAILED", message: "it failed" },
      { cause: new TypeError("mine") },
    );
    expect(Bun.inspect(mine)).toContain("TypeError: mine");
    expect(JSON.stringify(mine)).not.toContain("mine");
    expect(mine.cause).toBeInstanceOf(TypeError);
  });

  test("says the reason of a signal in one line, whoever has made it", async () => {
    const stop = new AbortController();
    stop.abort();
    for (const signal of [AbortSignal.abort(), stop.signal]) {
      const operation = newHelm().charts.template("/x", { signal });
      const text = Bun.inspect(await operation.catch((reason: unknown) => reason));
      expect(text).toEndWith("caused by [DOMException [AbortError]: The operation was aborted.]");
      expect(text).toContain("what to do: nothing was changed; call it again");
      expect(text).not.toContain("sourceURL");
    }
  });

  test("is printed with a heading of its own when nobody catches it", async () => {
    const stderr = await uncaught("throw error;");
    expect(stderr).toMatch(/^details: ?\nin: releases\.upgrade/m);
  });

  test("leaves out causes that only say it in other words", () => {
    const gone: WireError = {
      code: "ERR_HELM_RELEASE_NOT_FOUND",
      message: 'there is no release "shop" in namespace "prod"',
      causes: ["uninstall: Release not loaded: shop: release: not found"],
    };
    expect(helmError(gone).report()).not.toContain("because");
    expect(helmError(gone).toJSON().causes).toEqual(gone.causes);
    expect(helmError({ ...gone, code: "ERR_HELM_API_SERVER" }).report()).toContain("because: uninstall: ");
  });

  test("with nothing more to say says no more", () => {
    const bare = helmError({ code: "ERR_HELM_CLOSED", message: "the client is closed" });
    expect(bare.report()).toBe("HelmError: the client is closed\ncode: ERR_HELM_CLOSED");
    expect(JSON.parse(JSON.stringify(bare))).toEqual({
      name: "HelmError",
      message: "the client is closed",
      code: "ERR_HELM_CLOSED",
      retryable: false,
      details: {},
      causes: [],
    });
  });
});

describe("a report tells the details of", () => {
  test.each<[string, WireError, string[]]>([
    [
      "values that do not fit",
      {
        code: "ERR_HELM_VALUES_INVALID",
        message: "no",
        details: {
          violations: [{ chart: "web/db", path: "/auth/user", message: "got string, want integer" }],
          more: 20,
        },
      },
      ["web/db, values.auth.user: got string, want integer", "and 20 more"],
    ],
    [
      "a manifest",
      {
        code: "ERR_HELM_MANIFEST_INVALID",
        message: "no",
        details: { template: "web/templates/a.yaml", causes: [{ field: "spec.replicas", message: "must be above 0" }] },
      },
      ["template: web/templates/a.yaml", "spec.replicas: must be above 0"],
    ],
    [
      "fields of others",
      {
        code: "ERR_HELM_APPLY_CONFLICT",
        message: "no",
        details: { conflicts: [{ field: "spec.replicas", manager: "kubectl" }] },
      },
      ["spec.replicas: managed by kubectl"],
    ],
    [
      "objects of others",
      {
        code: "ERR_HELM_OWNERSHIP_CONFLICT",
        message: "no",
        details: { conflicts: [{ ...web, ownerName: "other", ownerNamespace: "prod", message: "x" }] },
      },
      ["Deployment/prod/web: belongs to release prod/other"],
    ],
    [
      "a hook",
      {
        code: "ERR_HELM_HOOK_FAILED",
        message: "no",
        details: {
          hook: { kind: "Job", name: "migrate" },
          event: "pre-install",
          timedOut: true,
          pods: [{ name: "migrate-1", phase: "Failed", containers: [], events: [] }],
          events: [],
        },
      },
      ["hook: Job/migrate", "event: pre-install", "timedOut: true", "pod migrate-1: Failed"],
    ],
    [
      "a chart that is not there",
      { code: "ERR_HELM_CHART_NOT_FOUND", message: "no", details: { reference: "a/b", versions: ["1.0.0", "0.9.0"] } },
      ["reference: a/b", "versions: 1.0.0, 0.9.0"],
    ],
    [
      "a record that could not be written",
      {
        code: "ERR_HELM_ABORTED",
        message: "no",
        details: { unwritten: { revision: 2, cluster: "deployed", record: "pending-upgrade", reason: "no" } },
      },
      ["not recorded: revision 2 is deployed, but is recorded as pending-upgrade"],
    ],
    [
      "what a cancel has left",
      {
        code: "ERR_HELM_ABORTED",
        message: "no",
        details: { changed: true, notReady: [{ ...web, status: "InProgress" }] },
        revisions: [{ revision: 1, status: "deployed" }, { revision: 2 }],
      },
      ["Deployment/prod/web: InProgress", "revision 1 is deployed", "revision 2 is not known"],
    ],
  ])("%s", (_, about, lines) => {
    const text = helmError(about).report();
    for (const line of lines)
      expect(text.split("\n").map((one) => one.trim().replace(/^recorded: /, ""))).toContain(line);
    expect(text).not.toContain("[object");
    expect(text).not.toContain('{"');
  });
});
