// A plan hides what is secret, and tells that it changes.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import type { PlannedObject } from "../../src/index.ts";

setDefaultTimeout(60_000);

const text = { color: false } as const;

describe.concurrent("a plan", () => {
  test.concurrent("hides what is secret, and tells that it changes", async () => {
    await using fixture = await Fixture.make();
    const secret = (password: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {user: ann, password: ${password}}\n`;
    const shown = configMap("a", { key: "{{ .Values.license }}", long: "{{ .Values.phrase }}" });
    using before = chart({ templates: { "login.yaml": secret("hunter2hunter2"), "a.yaml": shown } });
    using after = chart({ templates: { "login.yaml": secret("correct-horse"), "a.yaml": shown } });
    const { releases } = fixture.helm;
    await releases.install("shop", before.path, { values: { license: "first-license", phrase: "short" } });
    const phrase = `${"filler ".repeat(9)}four words of a pass phrase`; // YAML breaks it
    const options = { values: { license: "second-license", phrase }, sensitive: ["license", "phrase"] };
    const plan = await releases.plan("shop", after.path, options);
    const [login, map] = plan.objects as [PlannedObject, PlannedObject];
    expect(login.changes).toEqual([
      {
        path: "data.password",
        before: expect.stringMatching(/^hmac-sha256:[0-9a-f]{12} \(20 characters\)$/) as never,
        after: expect.stringMatching(/^hmac-sha256:/) as never,
      },
    ]);
    expect(map.changes).toMatchObject([
      { path: "data.key", after: expect.stringMatching(/^xxxxx hmac-sha256:/) },
      { path: "data.long" },
    ]);
    const everything = JSON.stringify(plan) + plan.text(text) + plan.markdown();
    const words = ["hunter2", "correct-horse", btoa("hunter2hunter2"), btoa("correct-horse"), "second-license"];
    for (const word of [...words, "four words of a pass phrase"]) expect(everything).not.toContain(word);
    const open = await releases.plan("shop", after.path, { ...options, showSecrets: true });
    expect(open.objects[0]?.changes).toEqual([
      { path: "data.password", before: btoa("hunter2hunter2"), after: btoa("correct-horse") },
    ]);
  });

  test.concurrent("hides values that become a Secret's", async () => {
    await using fixture = await Fixture.make();
    const secret =
      "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {dsn: 'db://{{ .Values.word }}@host'}\n";
    using shop = chart({ values: { word: "", open: "" }, templates: { "s.yaml": secret } });
    const options = { install: true, values: { word: "hunter2-hunter2", open: "to all" } } as const;
    const plan = await fixture.helm.releases.plan("shop", shop.path, options);
    expect(plan.values).toMatchObject([
      { path: "open", after: "to all" },
      { path: "word", after: expect.stringMatching(/^hmac-sha256:/) },
    ]);
    expect(plan.text(text) + plan.markdown() + JSON.stringify(plan)).not.toContain("hunter2");
    const open = await fixture.helm.releases.plan("shop", shop.path, { ...options, showSecrets: true });
    expect(open.values[1]).toMatchObject({ after: "hunter2-hunter2" });
  });

  test.concurrent("hides values that become the Secret's of a hook, numbers too", async () => {
    await using fixture = await Fixture.make();
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: {helm.sh/hook: pre-install}}
stringData: {word: '{{ .Values.word }}', pin: '{{ .Values.pin }}'}\n`;
    using shop = chart({
      values: { word: "", pin: 0, port: 0 },
      templates: { "s.yaml": secret, "a.yaml": configMap("a") },
    });
    const options = { install: true, values: { word: "hunter2-hunter2", pin: 48_151_623, port: 8080 } } as const;
    const plan = await fixture.helm.releases.plan("shop", shop.path, options);
    expect(plan.values).toMatchObject([
      { path: "pin", after: expect.stringMatching(/^hmac-sha256:/) },
      { path: "port", after: 8080 },
      { path: "word", after: expect.stringMatching(/^hmac-sha256:/) },
    ]);
    expect(plan.text(text) + plan.markdown() + JSON.stringify(plan)).not.toMatch(/hunter2|48151623/);
  });
});
