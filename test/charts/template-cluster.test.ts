// charts.template with a cluster, which is asked and not changed.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { cancel } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";
import { helmSource } from "../../project/helm-source.ts";
import type { HelmError, HelmEvent, TemplateOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** Renders with the cluster, and checks that the helm command says the same. */
async function render(
  fixture: Fixture,
  path: string,
  options: TemplateOptions = {},
  ...flags: string[]
): Promise<string> {
  const { manifest } = await fixture.helm.charts.template(path, { dryRun: "server", ...options });
  const oracle = await fixture.helmCommand("template", path, "--dry-run=server", ...flags);
  expect(oracle).toMatchObject({ exitCode: 0 });
  expect(manifest).toBe(oracle.stdout);
  return manifest;
}

describe.concurrent("a chart rendered with a cluster", () => {
  test.concurrent("finds with lookup what there is, and without one nothing", async () => {
    await using fixture = await Fixture.make();
    await fixture.cluster.apply(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "theirs" }, data: { word: "hello" } },
      fixture.namespace,
    );
    using looking = chart({
      templates: {
        "a.yaml": configMap("a", {
          one: '{{ dig "data" "word" "nothing" (lookup "v1" "ConfigMap" .Release.Namespace "theirs") }}',
          none: '{{ lookup "v1" "ConfigMap" .Release.Namespace "nobody" | len }}',
          list: '{{ range (lookup "v1" "ConfigMap" .Release.Namespace "").items }}{{ .metadata.name }} {{ end }}',
        }),
      },
    });
    const manifest = await render(fixture, looking.path);
    expect(manifest).toContain('"one":"hello"');
    expect(manifest).toContain('"none":"0"');
    expect(manifest).toContain("theirs ");
    const client = await fixture.helm.charts.template(looking.path);
    expect(client.manifest).toContain('"one":"nothing"');
    expect(client.manifest).toContain('"list":""');
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("has the cluster's capabilities, those that came a moment ago too", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    using asking = chart({
      templates: {
        "a.yaml": configMap("a", {
          kube: "{{ .Capabilities.KubeVersion }}",
          has: `{{ .Capabilities.APIVersions.Has "${group}/v1/Widget" }}`,
          route: '{{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }}',
        }),
      },
    });
    const { gitVersion } = await fixture.cluster.get<{ gitVersion: string }>("/version");
    const before = await render(fixture, asking.path);
    expect(before).toContain(`"kube":"${gitVersion}"`);
    expect(before).toContain('"has":"false"');
    expect(before).toContain('"route":"true"');
    const widget = Bun.YAML.parse(crd(group, "Widget")) as { kind: string; apiVersion: string };
    await fixture.cluster.apply(widget as never);
    await until(async () => (await fixture.cluster.request("GET", `/apis/${group}/v1`)).ok);
    expect(await render(fixture, asking.path)).toContain('"has":"true"');
    const definition = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.${group}`;
    await fixture.cluster.request("DELETE", definition);
    await until(async () => !(await fixture.cluster.request("GET", `/apis/${group}/v1`)).ok);
    expect(await render(fixture, asking.path)).toContain('"has":"false"');
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("must hold only kinds that the cluster serves; its fields are checked when they are written", async () => {
    await using fixture = await Fixture.make();
    using unknown = chart({
      templates: { "a.yaml": configMap("a"), "b.yaml": "apiVersion: nobody/v1\nkind: Thing\nmetadata: {name: b}\n" },
    });
    const error = await expectCode(
      fixture.helm.charts.template(unknown.path, { dryRun: "server" }),
      "ERR_HELM_MANIFEST_INVALID",
    );
    expect(error).toMatchObject({ verb: "charts.template", phase: "build", chart: { name: "shop" } });
    expect(error.message).toContain("the API server has no kind Thing in nobody/v1");
    expect(error.manifest).toContain("kind: Thing");
    expect((await fixture.helm.charts.template(unknown.path)).manifest).toContain("kind: Thing");
    using typo = chart({
      templates: { "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndat: {text: x}\n" },
    });
    await render(fixture, typo.path);
    await expectCode(fixture.helm.releases.install("shop", typo.path), "ERR_HELM_MANIFEST_INVALID");
  });

  test.concurrent("is not checked with the API server's schema with disableOpenapiValidation", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const asked = async (name: string, options: TemplateOptions): Promise<boolean> => {
      const kubeconfig = await fixture.userWith(name, [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }]);
      await fixture.client({ kubeconfig }).charts.template(shop.path, { dryRun: "server", ...options });
      const requests = await fixture.cluster.audit({ user: `${name}-${fixture.namespace}` });
      return requests.some(({ requestURI }) => requestURI.startsWith("/openapi/"));
    };
    expect(await asked("careful", {})).toBe(true);
    expect(await asked("careless", { disableOpenapiValidation: true })).toBe(false);
  });

  test.concurrent("must not hold an object of somebody else, unless takeOwnership or isUpgrade is set", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await fixture.helm.releases.install("first", shop.path);
    const before = await fixture.writes();
    const error = await expectCode(
      fixture.helm.charts.template(shop.path, { dryRun: "server", name: "second" }),
      "ERR_HELM_OWNERSHIP_CONFLICT",
    );
    expect(error.details.conflicts).toMatchObject([{ kind: "ConfigMap", name: "a", ownerName: "first" }]);
    await render(fixture, shop.path, { takeOwnership: true }, "--take-ownership");
    await render(fixture, shop.path, { isUpgrade: true }, "--is-upgrade");
    await render(fixture, shop.path, { name: "first" }, "--name-template", "first");
    expect(await fixture.writes()).toEqual(before);
  });

  test.concurrent("is for a namespace, which need not be there, and has crds/ with includeCrds", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({
      templates: { "a.yaml": configMap("a", { namespace: "{{ .Release.Namespace }}" }) },
      files: { "crds/widget.yaml": crd(`${fixture.namespace}.example`, "Widget") },
    });
    expect(await render(fixture, shop.path)).toContain(`"namespace":"${fixture.namespace}"`);
    expect(await render(fixture, shop.path, { namespace: "not-there" }, "--namespace", "not-there")).toContain(
      '"namespace":"not-there"',
    );
    expect(await render(fixture, shop.path, { includeCrds: true }, "--include-crds")).toContain("kind: Widget");
    const events: HelmEvent[] = [];
    await fixture.helm.charts.template(shop.path, { dryRun: "server", onEvent: (event) => void events.push(event) });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "log", level: "warn", message: expect.stringContaining("contains CRDs") }),
    );
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("takes no kubeVersion or apiVersions: they are the cluster's", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    for (const [option, options] of Object.entries({
      kubeVersion: { kubeVersion: "1.30.0" },
      apiVersions: { apiVersions: ["a/v1"] },
    })) {
      const error = await expectCode(
        fixture.helm.charts.template(shop.path, { dryRun: "server", ...options }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
      expect(error.details.option).toBe(option);
    }
    for (const options of [{ takeOwnership: true }, { disableOpenapiValidation: true }])
      await expectCode(fixture.helm.charts.template(shop.path, options), "ERR_HELM_INVALID_ARGUMENT");
    expect(await fixture.audit()).toEqual([]);
  });

  test.concurrent("tells its steps, which rendering without one does not", async () => {
    await using fixture = await Fixture.make();
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    const steps = async (options: TemplateOptions): Promise<string[]> => {
      const events: HelmEvent[] = [];
      await fixture.helm.charts.template(shop.path, { ...options, onEvent: (event) => void events.push(event) });
      return events.flatMap((event) => (event.type === "phase" ? [event.phase] : []));
    };
    expect(await steps({ dryRun: "server" })).toEqual(["load", "render", "connect"]);
    expect(await steps({ dryRun: "client" })).toEqual([]);
  });

  test.concurrent("says that there is none, or that it may not be asked", async () => {
    await using fixture = await Fixture.make();
    using looking = chart({ templates: { "a.yaml": '# {{ lookup "v1" "Secret" .Release.Namespace "" | len }}' } });
    const nowhere = newHelm({ kubeconfig: { apiVersion: "v1", clusters: [] } });
    await expectCode(nowhere.charts.template(looking.path, { dryRun: "server" }), "ERR_HELM_KUBECONFIG_INVALID");
    const kubeconfig = await fixture.userWith("nobody", []);
    const error = await expectCode(
      fixture.client({ kubeconfig }).charts.template(looking.path, { dryRun: "server" }),
      "ERR_HELM_FORBIDDEN",
    );
    expect(error.verb).toBe("charts.template");
  });

  test.concurrent("is cancelled at once while a lookup waits for an answer", async () => {
    await using fixture = await Fixture.withProxy();
    using looking = chart({
      templates: { "a.yaml": configMap("a", { found: '{{ lookup "v1" "Service" .Release.Namespace "x" | len }}' }) },
    });
    await fixture.helm.charts.template(looking.path, { dryRun: "server" });
    using held = fixture.proxy.hold(fixture.mine("GET", /\/services\/x/));
    const operation = fixture.helm.charts.template(looking.path, { dryRun: "server" });
    await held.hit;
    const error = await cancel(fixture, operation, "a lookup");
    expect(error.details.changed).toBe(false);
    held.release();
    expect((await fixture.helm.charts.template(looking.path, { dryRun: "server" })).manifest).toContain('"found":"0"');
  });
});

describe("Helm's own fixture charts", () => {
  test.skipIf(Bun.which("go") === null)(
    "render with a cluster as the helm command renders them, or not at all",
    async () => {
      await using fixture = await Fixture.make();
      const folder = join(await helmSource(), "pkg/cmd/testdata/testcharts");
      let rendered = 0;
      for (const name of readdirSync(folder).filter((name) => !/\.prov$|^oci-/.test(name))) {
        const path = join(folder, name);
        const [oracle, ours] = await Promise.all([
          fixture.helmCommand("template", path, "--dry-run=server"),
          fixture.helm.charts.template(path, { dryRun: "server" }).catch((error: HelmError) => error),
        ]);
        if (ours instanceof Error)
          expect([name, oracle.exitCode, ours.code]).toEqual([name, 1, expect.stringContaining("ERR_HELM_")]);
        else expect([name, ours.manifest]).toEqual([name, oracle.stdout]);
        if (!(ours instanceof Error)) rendered++;
      }
      expect(rendered).toBeGreaterThan(10);
    },
  );
});
