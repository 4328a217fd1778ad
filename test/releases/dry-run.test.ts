// What install and upgrade tell of what they would do, and that they do none of it.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, crd, hook, job } from "../../lab/objects.ts";
import type { HelmEvent, Release } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A chart that looks into its namespace, with a Secret, a hook and notes. */
const looking = chart({
  values: { text: "one" },
  templates: {
    "a.yaml": configMap("a", {
      text: "{{ .Values.text }}",
      found: '{{ lookup "v1" "ConfigMap" .Release.Namespace "theirs" | empty | not }}',
      is: "{{ if .Release.IsUpgrade }}upgrade{{ else }}install{{ end }} {{ .Release.Revision }}",
    }),
    "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
    "hook.yaml": job("before", { exitAfter: 10 }, hook("pre-install,pre-upgrade")),
    "NOTES.txt": "{{ .Release.Name }} says {{ .Values.text }}.",
  },
});
afterAll(() => looking[Symbol.dispose]());

/** A fixture on which lookup finds something. */
async function inhabited(): Promise<Fixture> {
  const fixture = await Fixture.make();
  await fixture.cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "theirs" } }, fixture.namespace);
  return fixture;
}

/** Checks that the helm command tells the same of a dry run, but for its status: nothing is pending. */
async function asTheCommand(fixture: Fixture, release: Release, ...args: string[]): Promise<void> {
  const { stdout, exitCode } = await fixture.helmCommand(...args, "--output", "json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).info.status).toStartWith("pending-");
  const { manifest, version, info, hooks, config } = JSON.parse(stdout);
  expect(release).toMatchObject({
    manifest,
    revision: version,
    status: "dry-run",
    description: info.description,
    notes: info.notes,
  });
  expect(release.config).toEqual(config);
  expect(release.hooks.map(({ manifest }) => manifest)).toEqual(
    hooks.map((hook: { manifest: string }) => hook.manifest),
  );
}

describe.concurrent("a dry run of an install", () => {
  test.concurrent('needs no cluster with "client"', async () => {
    const { releases } = newHelm({ kubeconfig: { apiVersion: "v1", clusters: [] } });
    const release = await releases.install("shop", looking.path, { dryRun: "client", namespace: "here" });
    expect(release).toMatchObject({ name: "shop", namespace: "here", revision: 1, description: "Dry run complete" });
    await expectCode(releases.install("shop", looking.path, { dryRun: "server" }), "ERR_HELM_KUBECONFIG_INVALID");
  });

  test.concurrent("tells what the helm command tells, and changes nothing", async () => {
    await using fixture = await inhabited();
    for (const dryRun of ["client", "server"] as const) {
      const release = await fixture.helm.releases.install("shop", looking.path, { dryRun, set: ["text=x"] });
      await asTheCommand(fixture, release, "install", "shop", looking.path, `--dry-run=${dryRun}`, "--set", "text=x");
      expect(release.manifest).toContain(`"found":"${dryRun === "server"}"`);
      expect(release.hooks).toHaveLength(1);
      expect(release.hooks[0]?.lastRun).toBeUndefined();
      expect(release.notes).toBe("shop says x.");
    }
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("hides what is in Secrets, and nothing else, with hideSecret", async () => {
    await using fixture = await Fixture.make();
    for (const dryRun of ["client", "server"] as const) {
      const options = { dryRun, hideSecret: true } as const;
      const { manifest } = await fixture.helm.releases.install("shop", looking.path, options);
      expect(manifest).not.toContain("hunter2");
      expect(manifest).toContain("HIDDEN: The Secret output has been suppressed");
      expect(manifest).toContain('"text":"one"');
    }
    await expectCode(
      fixture.helm.releases.install("shop", looking.path, { hideSecret: true }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(await fixture.names("configmaps")).toEqual([]);
  });

  test.concurrent("creates no namespace and no CRD, but warns of the latter", async () => {
    await using fixture = await Fixture.make();
    const group = `${fixture.namespace}.example`;
    using custom = chart({ templates: { "a.yaml": configMap("a") }, files: { "crds/w.yaml": crd(group, "Widget") } });
    const events: HelmEvent[] = [];
    await fixture.helm.releases.install("shop", custom.path, {
      dryRun: "server",
      createNamespace: true,
      namespace: `${fixture.namespace}-new`,
      onEvent: (event) => void events.push(event),
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "log", level: "warn", message: expect.stringContaining("contains CRDs") }),
    );
    expect(await fixture.writes()).toEqual([]);
    expect((await fixture.cluster.request("GET", `/api/v1/namespaces/${fixture.namespace}-new`)).status).toBe(404);
  });

  test.concurrent('finds with "server" what would stand in the way', async () => {
    await using fixture = await Fixture.make();
    const { releases } = fixture.helm;
    using shop = chart({ templates: { "a.yaml": configMap("a") } });
    await releases.install("shop", shop.path);
    await expectCode(releases.install("other", shop.path, { dryRun: "server" }), "ERR_HELM_OWNERSHIP_CONFLICT");
    await releases.install("other", shop.path, { dryRun: "server", takeOwnership: true });
    await releases.install("other", shop.path, { dryRun: "client" });
    using unknown = chart({ templates: { "a.yaml": "apiVersion: nobody/v1\nkind: Thing\nmetadata: {name: a}\n" } });
    await expectCode(releases.install("other", unknown.path, { dryRun: "server" }), "ERR_HELM_MANIFEST_INVALID");
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });
});

describe.concurrent("a dry run of an upgrade", () => {
  test.concurrent("tells what the helm command tells, and changes nothing", async () => {
    await using fixture = await inhabited();
    await fixture.helm.releases.install("shop", looking.path);
    const before = await fixture.writes();
    for (const dryRun of ["client", "server"] as const) {
      const release = await fixture.helm.releases.upgrade("shop", looking.path, { dryRun, set: ["text=x"] });
      await asTheCommand(fixture, release, "upgrade", "shop", looking.path, `--dry-run=${dryRun}`, "--set", "text=x");
      expect(release.manifest).toContain(`"found":"${dryRun === "server"}"`);
      expect(release.manifest).toContain('"is":"upgrade 2"');
      const hidden = await fixture.helm.releases.upgrade("shop", looking.path, { dryRun, hideSecret: true });
      expect(hidden.manifest).not.toContain("hunter2");
    }
    expect(await fixture.writes()).toEqual(before);
    expect(await fixture.records()).toEqual(["1 deployed"]);
  });

  test.concurrent("is one of an install with install: true and no release", async () => {
    await using fixture = await inhabited();
    await expectCode(
      fixture.helm.releases.upgrade("shop", looking.path, { dryRun: "server" }),
      "ERR_HELM_RELEASE_NOT_FOUND",
    );
    for (const dryRun of ["client", "server"] as const) {
      const options = { dryRun, install: true, createNamespace: true } as const;
      const release = await fixture.helm.releases.upgrade("shop", looking.path, options);
      await asTheCommand(fixture, release, "upgrade", "--install", "shop", looking.path, `--dry-run=${dryRun}`);
      expect(release.manifest).toContain('"is":"install 1"');
      expect(release.manifest).toContain(`"found":"${dryRun === "server"}"`);
    }
    expect(await fixture.writes()).toEqual([]);
  });

  test.concurrent("leaves a release that is pending as it is", async () => {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", looking.path);
    await fixture.rewrite("shop", 1, ({ info }) => (info.status = "pending-upgrade"));
    await expectCode(
      fixture.helm.releases.upgrade("shop", looking.path, { dryRun: "server" }),
      "ERR_HELM_RELEASE_PENDING",
    );
    expect(await fixture.records()).toEqual(["1 pending-upgrade"]);
  });
});
