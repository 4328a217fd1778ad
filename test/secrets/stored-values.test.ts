// Values that a call does not give, but takes from the release's record, show in no failure either.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { hook, job, testPod } from "../../lab/objects.ts";
import { fails, secret } from "../../lab/secret.ts";
import type { HelmOptions, UpgradeOptions } from "../../src/index.ts";
import { pod } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

const says = "{{ if .Values.fails }}{{ fail (toJson (values .Values.db)) }}{{ end }}";
const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: {{ toJson .Values.db | quote }}}\n";

let old: TempDir;
let broken: TempDir;
let strict: TempDir;
beforeAll(() => {
  old = chart({ values: { fails: false, db: { pin: `y${secret}` } }, templates: { "a.yaml": map } });
  broken = chart({ values: { fails: true, db: {} }, templates: { "a.yaml": says + map } });
  const schema = { properties: { db: { properties: { code: { pattern: "^[0-9]+$" } } } } };
  strict = chart({ templates: { "a.yaml": map }, files: { "values.schema.json": JSON.stringify(schema) } });
});
afterAll(() => {
  for (const one of [old, broken, strict]) one[Symbol.dispose]();
});

/** A release with a secret among its values. */
async function installed(db: object): Promise<Fixture & { options: HelmOptions }> {
  const fixture = await Fixture.make();
  await fixture.helm.releases.install("shop", old.path, { values: { db } });
  const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
  return Object.assign(fixture, { options });
}

describe.concurrent("an upgrade that fails does not tell what the former revision has", () => {
  const calls: [string, UpgradeOptions][] = [
    ["without values", {}],
    ["with reuseValues", { reuseValues: true, values: { fails: true } }],
    ["with resetThenReuseValues", { resetThenReuseValues: true, values: { fails: true } }],
    ["in a dry run", { dryRun: "server" }],
  ];

  test.concurrent.each(calls)("%s, where it is sensitive", async (_, options) => {
    await using fixture = await installed({ code: secret, list: [{ key: `x${secret}` }] });
    const sensitive = ["db.code", "db.list", "db.pin"];
    const { error, leaks } = await fails(
      (helm) => helm.releases.upgrade("shop", broken.path, { ...options, sensitive }),
      fixture.options,
    );
    expect(leaks).toEqual([]);
    expect(error.code).toBe("ERR_HELM_TEMPLATE_FAILED");
    expect(error.message).toContain("xxxxx");
  });

  test.concurrent.each(calls)("%s, where its name says it", async (_, options) => {
    await using fixture = await installed({ password: secret });
    const { error, leaks } = await fails(
      (helm) => helm.releases.upgrade("shop", broken.path, { ...options, sensitive: ["db.pin"] }),
      fixture.options,
    );
    expect(leaks).toEqual([]);
    expect(error.code).toBe("ERR_HELM_TEMPLATE_FAILED");
  });

  test.concurrent("in a violation of the schema", async () => {
    await using fixture = await installed({ code: secret });
    const { error, leaks } = await fails(
      (helm) => helm.releases.upgrade("shop", strict.path, { sensitive: ["db.code"] }),
      fixture.options,
    );
    expect(leaks).toEqual([]);
    expect(error.code).toBe("ERR_HELM_VALUES_INVALID");
  });
});

describe.concurrent("what comes of a record does not tell a value with the name of a credential:", () => {
  const behaviour = { exitCode: 1, exitAfter: 10, logs: ["cannot use {{ .Values.db.password }}"] };

  async function failing(fixture: Fixture, templates: Record<string, string>): Promise<void> {
    using parts = chart({ values: { db: { password: secret } }, templates });
    await fixture.helm.releases.install("shop", parts.path, { noHooks: true });
    using none = chart({ templates: {} });
    await fixture.helm.releases.upgrade("shop", none.path, { resetValues: true });
  }

  test.concurrent("a hook of a rollback", async () => {
    await using fixture = await Fixture.make();
    const logs = pod.annotations(behaviour);
    expect(JSON.stringify(logs)).toContain("password");
    await failing(fixture, { "hook.yaml": job("before", behaviour, hook("pre-rollback")) });
    const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
    const { error, leaks } = await fails((helm) => helm.releases.rollback("shop"), options);
    expect(error.code).toBe("ERR_HELM_HOOK_FAILED");
    expect(leaks).toEqual([]);
    expect(JSON.stringify(error)).toContain("cannot use xxxxx");
  });

  test.concurrent("a manifest that a rollback cannot apply", async () => {
    await using fixture = await Fixture.make();
    await failing(fixture, { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: x}\n" });
    await fixture.rewrite("shop", 1, (release) => {
      release.manifest = release.manifest.replace("text: x", `text: [${JSON.stringify(secret)}]`);
    });
    const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
    const { leaks } = await fails((helm) => helm.releases.rollback("shop"), options);
    expect(leaks).toEqual([]);
  });

  test.concurrent("a test", async () => {
    await using fixture = await Fixture.make();
    using parts = chart({ values: { db: { password: secret } }, templates: { "t.yaml": testPod("t", behaviour) } });
    await fixture.helm.releases.install("shop", parts.path);
    const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
    const { error, leaks } = await fails((helm) => helm.releases.test("shop", { logs: true }), options);
    expect(error.code).toBe("ERR_HELM_TEST_FAILED");
    expect(leaks).toEqual([]);
  });

  test.concurrent("a hook of an uninstall", async () => {
    await using fixture = await Fixture.make();
    using parts = chart({
      values: { db: { password: secret } },
      templates: { "hook.yaml": job("before", behaviour, hook("pre-delete")) },
    });
    await fixture.helm.releases.install("shop", parts.path);
    const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
    const { error, leaks } = await fails((helm) => helm.releases.uninstall("shop"), options);
    expect(error.code).toBe("ERR_HELM_HOOK_FAILED");
    expect(leaks).toEqual([]);
  });
});

test("template with dryRun: server does not tell a default", async () => {
  await using fixture = await Fixture.make();
  using parts = chart({ values: { fails: true, db: { password: secret } }, templates: { "a.yaml": says } });
  const options = { kubeconfig: fixture.cluster.kubeconfig, namespace: fixture.namespace };
  const { leaks } = await fails((helm) => helm.charts.template(parts.path, { dryRun: "server" }), options);
  expect(leaks).toEqual([]);
});
