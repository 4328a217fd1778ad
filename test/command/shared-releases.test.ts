// bunhelm and the helm command work on the same releases: what one has made, the other goes on with.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { helmSource } from "../../project/helm-source.ts";

setDefaultTimeout(60_000);

function shopChart(): TempDir {
  return chart({
    values: { text: "one", replicas: 1 },
    metadata: { appVersion: "9.8" },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Values.text }}" }),
      "web.yaml": deployment("web").replace("spec:", "spec:\n  replicas: {{ .Values.replicas }}"),
      "service.yaml":
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n",
      "hook.yaml": job(
        "before",
        { exitAfter: 10 },
        hook("pre-install,pre-upgrade", { policy: "before-hook-creation" }),
      ),
      "NOTES.txt": "{{ .Release.Name }} says {{ .Values.text }}.",
    },
  });
}

interface Described {
  name: string;
  version: number;
  namespace: string;
  manifest: string;
  info: { status: string; description: string; notes: string };
  hooks: object[];
  apply_method: string;
  config: object;
}

async function ok(fixture: Fixture, ...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await fixture.helmCommand(...args);
  // Beside its own log, client-go says there that a watch ended with the wait.
  const said = stderr.replace(/^(level=|E\d{4} .*request\.go.*"context canceled").*\n/gm, "");
  expect({ args, stderr: said, exitCode }).toEqual({ args, stderr: "", exitCode: 0 });
  return stdout;
}

/** A release as the command describes it. */
async function described(fixture: Fixture, name: string): Promise<Described> {
  return JSON.parse(await ok(fixture, "status", name, "--output", "json"));
}

describe.concurrent("a release that bunhelm has installed", () => {
  test.concurrent("is listed, upgraded without a conflict and uninstalled by the helm command", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await fixture.helm.releases.install("shop", shop.path);
    const [listed] = JSON.parse(await ok(fixture, "list", "--output", "json"));
    expect(listed).toMatchObject({
      name: "shop",
      namespace: fixture.namespace,
      revision: "1",
      status: "deployed",
      chart: "shop-1.0.0",
      app_version: "9.8",
    });
    const values = ["--set", "text=two", "--set", "replicas=2"];
    await ok(fixture, "upgrade", "shop", shop.path, "--wait", ...values);
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "two" });
    expect(await fixture.records()).toEqual(["1 superseded", "2 deployed"]);
    await ok(fixture, "rollback", "shop", "1", "--wait");
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "one" });
    await ok(fixture, "uninstall", "shop", "--wait");
    expect(await fixture.names("configmaps")).toEqual([]);
    expect(await fixture.names("deployments")).toEqual([]);
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("has the manifest, the hooks, the notes and the words that the command would have recorded", async () => {
    await using fixture = await Fixture.make();
    await using other = await Fixture.make();
    using shop = shopChart();
    const release = await fixture.helm.releases.install("shop", shop.path, { values: { text: "same" } });
    await ok(other, "install", "shop", shop.path, "--set", "text=same", "--wait");
    const [ours, theirs] = [await described(fixture, "shop"), await described(other, "shop")];
    for (const field of ["manifest", "version", "apply_method", "config"] as const)
      expect(ours[field]).toEqual(theirs[field]);
    expect(ours.info).toMatchObject({
      status: theirs.info.status,
      description: theirs.info.description,
      notes: theirs.info.notes,
    });
    expect(strip(ours.hooks)).toEqual(strip(theirs.hooks));
    expect(release.manifest).toBe(await ok(other, "get", "manifest", "shop").then((text) => text.slice(0, -1)));
    expect(release.notes).toBe("shop says same.");
    const managers = async (of: Fixture): Promise<string[]> =>
      ((await of.get("deployments/web")).metadata.managedFields ?? [])
        .map(({ manager, operation }) => `${manager} ${operation}`)
        .filter((text) => text.startsWith("helm"));
    expect(await managers(fixture)).toEqual(["helm Apply"]);
    expect(await managers(fixture)).toEqual(await managers(other));
  });

  test.concurrent("goes on client-side with the command when it was so installed, and the other way round", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    const release = await fixture.helm.releases.install("shop", shop.path, { serverSide: false });
    expect(release.applyMethod).toBe("csa");
    await ok(fixture, "upgrade", "shop", shop.path, "--set", "text=two");
    expect((await described(fixture, "shop")).apply_method).toBe("csa");
    const next = await fixture.helm.releases.upgrade("shop", shop.path, { values: { text: "three" } });
    expect(next.applyMethod).toBe("csa");
    const last = await fixture.helm.releases.upgrade("shop", shop.path, { values: { text: "four" }, serverSide: true });
    expect(last.applyMethod).toBe("ssa");
    await ok(fixture, "upgrade", "shop", shop.path, "--set", "text=five");
    expect((await fixture.get("configmaps/a")).data).toEqual({ text: "five" });
  });
});

function strip(hooks: object[]): unknown {
  return JSON.parse(JSON.stringify(hooks, (key, value) => (/_at$/.test(key) ? undefined : value)));
}

describe.concurrent("a release that the helm command has installed", () => {
  test.concurrent("is listed, upgraded without a conflict and uninstalled by bunhelm", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await ok(fixture, "install", "shop", shop.path, "--wait", "--description", "by hand", "--labels", "team=a");
    const { releases } = fixture.helm;
    expect(await releases.list()).toMatchObject([
      {
        name: "shop",
        revision: 1,
        status: "deployed",
        description: "by hand",
        chart: { name: "shop", version: "1.0.0", appVersion: "9.8" },
        labels: { team: "a" },
      },
    ]);
    expect(
      (await releases.status("shop")).resources?.map(({ kind, status }) => `${kind} ${status}`).toSorted(),
    ).toEqual(["ConfigMap Current", "Deployment Current", "Service Current"]);
    const upgraded = await releases.upgrade("shop", shop.path, { values: { text: "two" } });
    expect(upgraded).toMatchObject({
      revision: 2,
      status: "deployed",
      description: "Upgrade complete",
      notes: "shop says two.",
    });
    expect((await described(fixture, "shop")).info.description).toBe("Upgrade complete");
    await releases.uninstall("shop", { keepHistory: true });
    expect(await fixture.records()).toEqual(["1 superseded", "2 uninstalled"]);
    expect((await described(fixture, "shop")).info).toMatchObject({
      status: "uninstalled",
      description: "Uninstallation complete",
    });
    await releases.uninstall("shop");
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("services")).toEqual([]);
  });

  test.concurrent("with ConfigMaps as records is seen with that driver", async () => {
    await using fixture = await Fixture.make();
    using shop = shopChart();
    await helmCommand(["install", "shop", shop.path, "--namespace", fixture.namespace], {
      KUBECONFIG: fixture.cluster.kubeconfig,
      HELM_DRIVER: "configmap",
    });
    expect(await fixture.helm.releases.list()).toEqual([]);
    const withConfigMaps = fixture.client({ driver: "configmap" });
    expect(await withConfigMaps.releases.list()).toMatchObject([{ name: "shop", revision: 1 }]);
    await withConfigMaps.releases.upgrade("shop", shop.path);
    expect(await fixture.records("configmaps")).toEqual(["1 superseded", "2 deployed"]);
  });
});

describe.concurrent("what went wrong", () => {
  test.concurrent("is recorded with the same words", async () => {
    using bad = chart({
      templates: {
        "a.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: X, ports: [{port: 1}]}",
      },
    });
    await using fixture = await Fixture.make();
    await using other = await Fixture.make();
    await fixture.helm.releases.install("shop", bad.path).catch(() => {});
    await other.helmCommand("install", "shop", bad.path, "--wait");
    const words = async (of: Fixture): Promise<string> =>
      (await described(of, "shop")).info.description.replaceAll(of.namespace, "NS");
    expect(await words(fixture)).toContain("failed");
    expect(await words(fixture)).toBe(await words(other));
  });
});

/** Charts that come with Helm's own tests. */
const directory = Bun.which("go") === null ? undefined : join(await helmSource(), "pkg/cmd/testdata/testcharts");
const charts: [name: string, ...flags: string[]][] = [
  ["alpine"],
  ["chart-with-lib-dep"],
  ["chart-with-only-crds"],
  ["chart-with-secret"],
  ["chart-with-schema-and-subchart"],
  ["chart-with-subchart-notes"],
  ["chart-with-template-lib-dep"],
  ["chart-with-template-lib-archive-dep"],
  ["compressedchart-0.3.0.tgz"],
  ["empty"],
  ["issue-9027"],
  ["issue1979"],
  ["object-order"],
  ["pre-release-chart-0.1.0-alpha.tgz"],
  ["signtest"],
  ["subchart"],
  ["test-0.1.0.tgz"],
  ["upgradetest"],
];

const firstLine = (stderr: string): string =>
  (stderr.split("\n").find((line) => line.startsWith("Error: ")) ?? "").slice("Error: ".length);

/** What an error and its causes say. */
function allMessages(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${allMessages(error.cause)}` : "";
}

describe.if(directory !== undefined)("a chart of Helm's own tests", () => {
  test.concurrent.each(charts)("renders to the same bytes: %s", async (name) => {
    const path = join(directory as string, name);
    const oracle = await helmCommand(["template", path, "--include-crds"]);
    const rendering = newHelm().charts.template(path, { includeCrds: true });
    if (oracle.exitCode === 0) expect((await rendering).manifest).toBe(oracle.stdout);
    else expect(allMessages(await rendering.catch((error) => error))).toContain(firstLine(oracle.stderr));
  });
});
