// Whatever decoder refuses a rendered object, the error says which object of which template, which field, and why.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import type { HelmError } from "../../src/index.ts";

setDefaultTimeout(120_000);

interface Wrong {
  what: string;
  /** The object, whose name is b. */
  text: string;
  /** What follows the object's name and template. */
  says: string | RegExp;
  field?: string | RegExp;
  reason?: string;
  /** @default "ConfigMap" */
  kind?: string;
  /** Helm itself takes it in a List. */
  passesInList?: true;
}

const map = (rest: string, metadata = "name: b"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {${metadata}}\n${rest}`;
const pod = (rest: string): string => `{name: main, image: "example.test/image:1"${rest}}`;
const workload = (spec: string, container = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: b}\nspec: {${spec}selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [${pod(container)}]}}}\n`;

// Found before anything is written.
const built: Wrong[] = [
  {
    what: "a label that YAML reads as a boolean",
    text: map("", "name: b, labels: {app: y}"),
    says: "metadata.labels.app must be a string, but is the boolean true: quote it",
    field: "metadata.labels.app",
    reason: "Type",
    passesInList: true,
  },
  {
    what: "an annotation that is a number",
    text: map("", "name: b, annotations: {a/b.c: 5}"),
    says: "metadata.annotations.a/b.c must be a string, but is the number 5: quote it",
    field: "metadata.annotations.a/b.c",
    passesInList: true,
  },
  {
    what: "annotations that are a list",
    text: map("", "name: b, annotations: [a]"),
    says: "metadata.annotations must be an object, but is a list",
  },
  { what: "no kind", text: "apiVersion: v1\nmetadata: {name: b}\n", says: "kind is missing", field: "kind", kind: "" },
  { what: "no apiVersion", text: "kind: ConfigMap\nmetadata: {name: b}\n", says: "apiVersion is missing" },
  {
    what: "an apiVersion that is a number",
    text: "apiVersion: 1\nkind: ConfigMap\nmetadata: {name: b}\n",
    says: "apiVersion must be a string, but is the number 1: quote it",
  },
  {
    what: "an apiVersion that is none",
    text: "apiVersion: a/b/c\nkind: ConfigMap\nmetadata: {name: b}\n",
    says: 'apiVersion must be a version or GROUP/VERSION, but is "a/b/c"',
  },
];

// Found by the API server.
const refused: Wrong[] = [
  {
    what: "a number where a string must be",
    text: map("data: {a: 5}\n"),
    says: "data.a must be a string, but is the number 5: quote it",
    field: "data.a",
    reason: "Type",
  },
  {
    what: "an object where a string must be",
    text: map("data: {a: {b: c}}\n"),
    says: "data.a must be a string, but is an object",
  },
  { what: "a list where an object must be", text: map("data: [a]\n"), says: "data must be an object, but is a list" },
  {
    what: "a quoted number",
    text: workload('replicas: "2", '),
    says: /^spec\.replicas must be a (whole )?number, but is the string "2": write it without quotes$/,
    kind: "Deployment",
  },
  {
    what: "a number in the environment of a container",
    text: workload("", ", env: [{name: A, value: 5}]"),
    says: /^spec\.template\.spec\.containers\[.*\]\.env\[.*\]\.value must be a string, but is the number 5: quote it$/,
    kind: "Deployment",
  },
  {
    what: "an amount that nobody can read",
    text: workload("", ", resources: {limits: {memory: lots}}"),
    says: 'spec.template.spec.containers[0].resources.limits.memory must be an amount such as "500m" or "1Gi", but is "lots"',
    kind: "Deployment",
  },
  {
    what: "data that are not base64",
    text: "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata: {password: hunter2!}\n",
    says: "data.password is not base64: use b64enc or stringData",
    field: "data.password",
    kind: "Secret",
  },
  {
    what: "a number in a Secret, which is not shown",
    text: "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData: {pin: 4711}\n",
    says: "stringData.pin must be a string, but is a number: quote it",
    kind: "Secret",
  },
  {
    what: "a value that is not allowed",
    text: "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec: {type: Nonsense, ports: [{port: 80}]}\n",
    says: /^spec\.type: Unsupported value: "Nonsense"/,
    field: "spec.type",
    reason: "FieldValueNotSupported",
    kind: "Service",
  },
];

const inner = /unmarshal|valueUnstructured|%!|io\.k8s|server-side apply|unable to|json: |error validating/;

function check(error: HelmError<"ERR_HELM_MANIFEST_INVALID">, wrong: Wrong, before = "", place = ""): void {
  const { says, field, reason, kind = "ConfigMap" } = wrong;
  const subject = `${before}${kind === "" ? (before ? "" : "the object ") : `${kind} `}"b"${place} (shop/templates/bad.yaml): `;
  expect(error.message).toStartWith(subject);
  const rest = error.message.slice(subject.length);
  if (typeof says === "string") expect(rest).toBe(says);
  else expect(rest).toMatch(says);
  expect(error.message).not.toMatch(inner);
  expect(error.resource).toMatchObject({ kind, name: "b" });
  expect(error.details.template).toBe("shop/templates/bad.yaml");
  const [cause] = error.details.causes ?? [];
  if (field) expect(cause?.field).toMatch(field);
  if (reason) expect(cause?.reason).toBe(reason);
}

const shopOf = (text: string) =>
  chart({ templates: { "a.yaml": map("", "name: a"), "bad.yaml": text, "c.yaml": map("", "name: c") } });
const asHook = (text: string): string =>
  text.includes("annotations")
    ? text.replace("annotations: {", 'annotations: {"helm.sh/hook": pre-install, ')
    : text.replace("{name: b", '{annotations: {"helm.sh/hook": pre-install}, name: b');
const asItem = (text: string): string =>
  `apiVersion: v1\nkind: List\nitems:\n- ${text.trimEnd().split("\n").join("\n  ")}\n`;

describe.concurrent("an object is named with its template and its field when it has", () => {
  for (const wrong of [...built, ...refused]) {
    const isBuilt = built.includes(wrong);

    test.concurrent(`${wrong.what}: on each side, as an upgrade's and in a dry run`, async () => {
      await using fixture = await Fixture.make();
      const { releases } = fixture.helm;
      using shop = shopOf(wrong.text);
      check(await expectCode(releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID"), wrong);
      const client = releases.install("other", shop.path, { serverSide: false, takeOwnership: true });
      check(await expectCode(client, "ERR_HELM_MANIFEST_INVALID"), wrong);
      using good = chart({ templates: { "d.yaml": map("", "name: d") } });
      await releases.install("third", good.path);
      const upgrade = releases.upgrade("third", shop.path, { takeOwnership: true, forceConflicts: true });
      check(await expectCode(upgrade, "ERR_HELM_MANIFEST_INVALID"), wrong);
      if (!isBuilt) return;
      const dry = releases.install("fourth", shop.path, { dryRun: "server" });
      check(await expectCode(dry, "ERR_HELM_MANIFEST_INVALID"), wrong);
    });

    test.concurrent(`${wrong.what}: as a hook, and in a List`, async () => {
      if (wrong.what.startsWith("annotations that are")) return; // a hook has none such
      await using fixture = await Fixture.make();
      using hooked = shopOf(asHook(wrong.text));
      const asked = fixture.helm.releases.install("hooked", hooked.path);
      check(await expectCode(asked, "ERR_HELM_MANIFEST_INVALID"), wrong, "pre-install hook ");
      if (wrong.passesInList) return;
      using listed = shopOf(asItem(wrong.text));
      const item = await expectCode(fixture.helm.releases.install("listed", listed.path), "ERR_HELM_MANIFEST_INVALID");
      check(item, wrong, "", " in items[0] of a List");
    });
  }

  test.concurrent("a field that its kind has not: on the server's side, forced, as a hook and in a List", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    const wrong: Wrong = {
      what: "",
      text: map("datta: {a: b}\n"),
      says: "datta is not a field of this kind",
      field: "datta",
      reason: "Unknown",
    };
    using shop = shopOf(wrong.text);
    check(await expectCode(releases.install("shop", shop.path), "ERR_HELM_MANIFEST_INVALID"), wrong);
    using good = shopOf(map(""));
    await releases.install("forced", good.path, { serverSide: false, takeOwnership: true });
    const forced = releases.upgrade("forced", shop.path, { forceReplace: true, serverSide: false });
    check(await expectCode(forced, "ERR_HELM_MANIFEST_INVALID"), wrong);
    using hooked = shopOf(asHook(wrong.text));
    const hook = releases.install("hooked", hooked.path, { takeOwnership: true, forceConflicts: true });
    check(await expectCode(hook, "ERR_HELM_MANIFEST_INVALID"), wrong, "pre-install hook ");
    using listed = shopOf(asItem(wrong.text));
    const list = releases.install("listed", listed.path, { takeOwnership: true });
    check(await expectCode(list, "ERR_HELM_MANIFEST_INVALID"), wrong, "", " in items[0] of a List");
  });

  test.concurrent("the same element twice", async () => {
    await using fixture = await Fixture.make();
    using twice = shopOf(workload("", "}, {name: main, image: x"));
    const double = await expectCode(fixture.helm.releases.install("a", twice.path), "ERR_HELM_MANIFEST_INVALID");
    expect(double.message).toBe(
      'Deployment "b" (shop/templates/bad.yaml): spec.template.spec.containers lists name="main" twice',
    );
  });
});

describe.concurrent("a name that no object can have is told with the object:", () => {
  for (const [name, says] of [
    ["a/b", "metadata.name may not contain '/': it is \"a/b\""],
    ["in%valid", "metadata.name may not contain '%': it is \"in%valid\""],
    ["Upper", /^metadata\.name: Invalid value: "Upper": a lowercase RFC 1123 subdomain/],
  ] as const) {
    test.concurrent(`${name}, also as a hook, and where nothing is validated`, async () => {
      await using fixture = await Fixture.make();
      const text = map("", `name: "${name}"`);
      for (const [body, before, options] of [
        [text, "", {}],
        [text, "", { disableOpenapiValidation: true, takeOwnership: true }],
        [text, "", { serverSide: false, takeOwnership: true }],
        [
          text.replace("{name", "{annotations: {helm.sh/hook: pre-install}, name"),
          "pre-install hook ",
          { takeOwnership: true },
        ],
      ] as const) {
        using shop = shopOf(body);
        const release = `r-${crypto.randomUUID().slice(0, 8)}`;
        const error = await expectCode(
          fixture.helm.releases.install(release, shop.path, options),
          "ERR_HELM_MANIFEST_INVALID",
        );
        const subject = `${before}ConfigMap "${name}" (shop/templates/bad.yaml): `;
        expect(error.message).toStartWith(subject);
        if (typeof says === "string") expect(error.message.slice(subject.length)).toBe(says);
        else expect(error.message.slice(subject.length)).toMatch(says);
        expect(error.resource).toMatchObject({ kind: "ConfigMap", name });
        expect(error.details).toMatchObject({
          template: "shop/templates/bad.yaml",
          causes: [{ field: "metadata.name" }],
        });
      }
    });
  }
});

describe.concurrent("a kind that the API server has not is told with the object:", () => {
  test.concurrent("alone, as a hook and in a List, with the versions there are", async () => {
    await using fixture = await Fixture.make();
    const ghost = "apiVersion: nowhere.example/v1\nkind: Ghost\nmetadata: {name: b}\n";
    const old = workload("").replace("apps/v1", "apps/v1beta1");
    for (const [text, kind, place, before, hint] of [
      [ghost, "Ghost", "", "", "install its CustomResourceDefinition first"],
      [
        asHook(ghost),
        "Ghost",
        "",
        "pre-install hook ",
        "install its CustomResourceDefinition first (noHooks: true continues without any hooks)",
      ],
      [asItem(ghost), "Ghost", " in items[0] of a List", "", "install its CustomResourceDefinition first"],
      [old, "Deployment", "", "", "the API server has Deployment in apps/v1: change apiVersion"],
    ] as const) {
      using shop = shopOf(text);
      const release = `r-${crypto.randomUUID().slice(0, 8)}`;
      const error = await expectCode(fixture.helm.releases.install(release, shop.path), "ERR_HELM_MANIFEST_INVALID");
      const version = kind === "Ghost" ? "nowhere.example/v1" : "apps/v1beta1";
      expect(error.message).toBe(
        `${before}${kind} "b"${place} (shop/templates/bad.yaml): the API server has no kind ${kind} in ${version}`,
      );
      expect(error.resource).toMatchObject({ apiVersion: version, kind, name: "b" });
      expect(error.details).toMatchObject({
        template: "shop/templates/bad.yaml",
        causes: [{ field: "kind", reason: "NoMatch" }],
        hint,
      });
    }
  });
});

describe.concurrent("what is no YAML is shown with its line:", () => {
  const broken =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  a: b: c\n";
  const says =
    'ConfigMap "b" (shop/templates/bad.yaml) cannot be read as YAML: line 11: mapping values are not allowed in this context, in "a: b: c"';

  test.concurrent("by install, upgrade, dry runs and template alike", async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    using shop = shopOf(broken);
    using good = chart({ templates: { "d.yaml": map("", "name: d") } });
    await releases.install("there", good.path);
    for (const call of [
      () => releases.install("shop", shop.path),
      () => releases.install("shop", shop.path, { dryRun: "server" }),
      () => releases.install("shop", shop.path, { dryRun: "client" }),
      () => releases.upgrade("shop", shop.path, { install: true }),
      () => releases.upgrade("there", shop.path),
      () => releases.upgrade("there", shop.path, { dryRun: "client" }),
      () => newHelm().charts.template(shop.path),
      () => newHelm().charts.template(shop.path, { objects: true }),
    ]) {
      const error = await expectCode(call() as Promise<unknown>, "ERR_HELM_MANIFEST_INVALID");
      expect(error.message).toBe(says);
      expect(error.resource).toMatchObject({ kind: "ConfigMap", name: "b" });
      expect(error.details).toMatchObject({ template: "shop/templates/bad.yaml", causes: [{ reason: "YAML" }] });
      expect(error.phase).toBe("render");
    }
  });

  test.concurrent("with a word about tabs, and without a Secret's text", async () => {
    const helm = newHelm();
    using tabs = shopOf("apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: b\n");
    const tab = await expectCode(helm.charts.template(tabs.path), "ERR_HELM_MANIFEST_INVALID");
    expect(tab.message).toContain(
      "line 4: found character that cannot start any token: indent with spaces, since YAML does not allow tabs",
    );
    using secret = shopOf("apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringData:\n  password: hunter2: x\n");
    const hidden = await expectCode(helm.charts.template(secret.path), "ERR_HELM_MANIFEST_INVALID");
    expect(hidden.message).toBe(
      'Secret "b" (shop/templates/bad.yaml) cannot be read as YAML: line 5: mapping values are not allowed in this context',
    );
  });

  test.concurrent("or what it is instead of an object", async () => {
    const helm = newHelm();
    for (const [text, is] of [
      ["- a\n- b\n", "a list"],
      ["hello\n", 'the string "hello"'],
      ["5\n", "the number 5"],
    ] as const) {
      using shop = shopOf(text);
      const error = await expectCode(helm.charts.template(shop.path), "ERR_HELM_MANIFEST_INVALID");
      expect(error.message).toBe(`a document (shop/templates/bad.yaml) must be an object, but is ${is}`);
      expect(error.details.template).toBe("shop/templates/bad.yaml");
    }
  });

  test.concurrent("when a post-renderer gets it, and when it makes it", async () => {
    const helm = newHelm();
    using shop = shopOf(broken);
    const before = helm.charts.template(shop.path, { postRenderer: (text) => text });
    const got = await expectCode(before, "ERR_HELM_MANIFEST_INVALID");
    expect(got.details.template).toBe("shop/templates/bad.yaml");
    expect(got.message).toMatch(
      /^a document \(shop\/templates\/bad\.yaml\) cannot be read as YAML: line \d+: mapping values/,
    );
    using good = shopOf(map(""));
    const after = helm.charts.template(good.path, { postRenderer: () => "a: b: c\n" });
    const made = await expectCode(after, "ERR_HELM_MANIFEST_INVALID");
    expect(made.message).toMatch(/^a document of the post-renderer cannot be read as YAML: .*mapping values/);
  });
});

test.concurrent("a field that cannot change says that the object must go first", async () => {
  await using fixture = await Fixture.make();
  const { releases } = fixture.helm;
  using one = chart({ templates: { "a.yaml": workload("") } });
  using two = chart({ templates: { "a.yaml": workload("").replaceAll("{a: b}", "{a: c}") } });
  await releases.install("shop", one.path, { wait: false });
  for (const options of [{}, { serverSide: false }, { serverSide: false, forceReplace: true }]) {
    const error = await expectCode(releases.upgrade("shop", two.path, options), "ERR_HELM_MANIFEST_INVALID");
    expect(error.message).toMatch(
      /^Deployment "b" \(shop\/templates\/a\.yaml\): spec\.selector: .*field is immutable$/,
    );
    expect(error.details.hint).toBe(
      'this field cannot be changed, not even with forceReplace: delete Deployment "b" and try again, which creates it again',
    );
  }
  await fixture.cluster.request("DELETE", `/apis/apps/v1/namespaces/${fixture.namespace}/deployments/b`);
  await releases.upgrade("shop", two.path, { wait: false });
});
