// Release records that take far more memory than a Secret has room for: they are read no further than a limit.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import type { HelmEvent } from "../../src/index.ts";
import { bunExe, chart, expectCode, root } from "../harness.ts";
import { packed, type StoredRecord, type StoredRelease, store } from "../records.ts";
import { configMap, Ground } from "./ground.ts";

setDefaultTimeout(180_000);

const metadata = { apiVersion: "v2", name: "shop", version: "1.0.0" };

function release(name: string, namespace: string, more: object = {}): StoredRelease {
  return { name, namespace, version: 1, info: { status: "deployed" }, chart: { metadata }, manifest: "", ...more };
}

/** A record whose JSON goes on for so many bytes with one part of it. */
function bomb(
  name: string,
  namespace: string,
  before: string,
  part: string,
  after: string,
  bytes: number,
): StoredRecord {
  const json = `{"name":"${name}","namespace":"${namespace}","version":1,"info":{"status":"deployed"},${before}${part.repeat(bytes / part.length)}${after}}`;
  return { release: release(name, namespace), data: gzipSync(json, { level: 9 }).toString("base64") };
}

/** What a process says that makes a call, and how much memory it had at most, in MB. */
async function alone(ground: Ground, call: string): Promise<{ end: string; peak: number }> {
  const script = `import { Helm } from "./src/index.ts";
    const helm = new Helm({ env: {}, kubeconfig: process.argv[1], namespace: process.argv[2] });
    const end = await ${call}.then(() => "ok", (error) => error.code ?? String(error));
    const [, peak] = /VmHWM:\\s+(\\d+) kB/.exec(await Bun.file("/proc/self/status").text());
    console.log(JSON.stringify({ end, peak: Math.round(peak / 1000) }));
    process.exit(0);`;
  await using child = Bun.spawn([bunExe, "-e", script, ground.cluster.kubeconfig, ground.namespace], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await child.stdout.text());
}

describe("a record of a few hundred kilobytes", () => {
  test.each([
    ["one long text", `"manifest":"`, "a", `"`, 400e6],
    ["millions of hooks", `"hooks":[{}`, ",{}", "]", 60e6],
    ["millions of values", `"config":{"a":[0`, ",[]", "]}", 60e6],
  ] as const)("that holds %s costs little, and is named", async (_, before, part, after, bytes) => {
    await using ground = await Ground.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await store(ground.cluster, [
      bomb("bomb", ground.namespace, before, part, after, bytes),
      { release: release("honest", ground.namespace) },
    ]);
    const calls = {
      list: "helm.releases.list()",
      status: `helm.releases.status("bomb")`,
      history: `helm.releases.history("bomb")`,
      values: `helm.releases.getValues("bomb", { revision: 1 })`,
      upgrade: `helm.releases.upgrade("bomb", ${JSON.stringify(shop.path)}, { install: true })`,
      uninstall: `helm.releases.uninstall("bomb")`,
    };
    const { peak: usual } = await alone(ground, `helm.releases.status("honest")`);
    for (const [verb, call] of Object.entries(calls)) {
      const { end, peak } = await alone(ground, call);
      expect([verb, end]).toEqual([verb, verb === "list" ? "ok" : "ERR_HELM_RECORD_INVALID"]);
      if (peak > usual + 250) throw new Error(`${verb} took ${peak} MB, where a status takes ${usual} MB`);
    }
    const events: HelmEvent[] = [];
    const listed = await ground.helm.releases.list({ onEvent: (event) => events.push(event) });
    expect(listed).toMatchObject([{ name: "honest" }]);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: "log",
        level: "warn",
        message: expect.stringContaining("limits.record"),
        attributes: { record: "sh.helm.release.v1.bomb.v1", namespace: ground.namespace, release: "bomb" },
      }),
    );
  });
});

test("the limit is the client's", async () => {
  await using ground = await Ground.make();
  const manifest = `# ${"x".repeat(2_000_000)}`;
  await store(ground.cluster, [
    { release: release("large", ground.namespace), data: packed(release("large", ground.namespace, { manifest })) },
  ]);
  const strict = ground.client({ limits: { record: 1_000_000 } });
  const error = await expectCode(strict.releases.get("large"), "ERR_HELM_RECORD_INVALID");
  expect(error.details).toMatchObject({
    limit: 1_000_000,
    record: "sh.helm.release.v1.large.v1",
    namespace: ground.namespace,
  });
  expect(error.details.size).toBeGreaterThan(2_000_000);
  expect(error.details.hint).toContain("limits.record");
  expect((await ground.helm.releases.get("large")).manifest).toBe(manifest);
  expect(await strict.releases.list()).toEqual([]);
});

test("many large records of one release are not held all at once", async () => {
  await using ground = await Ground.make();
  const records = Array.from({ length: 40 }, (_, i): StoredRecord => {
    const one = { ...release("many", ground.namespace, { manifest: `# ${"x".repeat(900_000)}` }), version: i + 1 };
    return { release: one, data: packed(one) };
  });
  await store(ground.cluster, records);
  const strict = ground.client({ limits: { record: 1_000_000 } });
  expect(await strict.releases.history("many")).toHaveLength(40);
  expect(await strict.releases.status("many")).toMatchObject({ revision: 40 });
  const error = await expectCode(strict.releases.rollback("many"), "ERR_HELM_RECORD_INVALID");
  expect(error.message).toContain("together");
});
