// A flag that changes what is rendered and its option have the same effect, to the byte.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { askCli } from "../../helm-cli/help.ts";
import * as table from "../../helm-cli/table.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap, crd, hook, job } from "../../lab/objects.ts";
import type { InstallOptions, TemplateOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const probe = chart({
  values: { text: "one", port: 1 },
  templates: {
    "a.yaml": configMap("a", {
      values: "{{ .Values | toJson | b64enc }}",
      text: "{{ .Values.text }}",
      release: "{{ .Release.Name }} {{ .Release.IsUpgrade }}",
      cluster: '{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.APIVersions.Has "shop.example/v1" }}',
      host: '{{ getHostByName "localhost" }}',
    }),
    "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
    "hook.yaml": job("before", {}, hook("pre-install")),
    "check.yaml": job("check", {}, hook("test")),
    "NOTES.txt": "Hello {{ .Release.Name }}.",
  },
  files: {
    "crds/widget.yaml": crd("shop.example", "Widget"),
    "values.schema.json": JSON.stringify({ properties: { port: { type: "integer" } } }),
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 2.0.0\n",
    "charts/sub/templates/NOTES.txt": "Hello from sub.",
  },
});
const files = tempDir({
  "values.yaml": "text: two\n",
  "note.txt": "three",
  "plugins/shout/plugin.yaml": `apiVersion: v1
type: postrenderer/v1
name: shout
version: 1.0.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: \${HELM_PLUGIN_DIR}/shout.sh
`,
  "plugins/shout/shout.sh": `#!/bin/sh
exec sed "s/one/\${1:-ONE}/"
`,
});
chmodSync(join(files.path, "plugins/shout/shout.sh"), 0o755);
const env = { HELM_PLUGINS: join(files.path, "plugins"), PATH: "/usr/bin:/bin" };
const helm = newHelm({ env });

afterAll(() => {
  probe[Symbol.dispose]();
  files[Symbol.dispose]();
});

/** What a flag and its option are tried with; `beside` is given with and without them. */
interface Sample {
  readonly flag: string | readonly string[];
  readonly option: TemplateOptions & InstallOptions;
  readonly beside?: Omit<Sample, "beside">;
}

const valuesFile = join(files.path, "values.yaml");
const setFile = `text=${join(files.path, "note.txt")}`;
const withPlugin = { flag: "--post-renderer=shout", option: { postRendererPlugin: "shout" } } as const;

/** By flag. Those of `helm install` are tried with a dry run. */
const samples: Record<string, Sample> = {
  "api-versions": { flag: "--api-versions=shop.example/v1", option: { apiVersions: ["shop.example/v1"] } },
  "enable-dns": { flag: "--enable-dns", option: { enableDns: true } },
  "hide-secret": { flag: "--hide-secret", option: { hideSecret: true } },
  "include-crds": { flag: "--include-crds", option: { includeCrds: true } },
  "is-upgrade": { flag: "--is-upgrade", option: { isUpgrade: true } },
  "kube-version": { flag: "--kube-version=1.31.2", option: { kubeVersion: "1.31.2" } },
  labels: { flag: "--labels=team=a,tier=b", option: { labels: { team: "a", tier: "b" } } },
  "name-template": { flag: '--name-template=x-{{ "Y" | lower }}', option: { nameTemplate: 'x-{{ "Y" | lower }}' } },
  "no-hooks": { flag: "--no-hooks", option: { noHooks: true } },
  "post-renderer": withPlugin,
  "post-renderer-args": { flag: "--post-renderer-args=TWO", option: { postRendererArgs: ["TWO"] }, beside: withPlugin },
  "render-subchart-notes": { flag: "--render-subchart-notes", option: { renderSubchartNotes: true } },
  set: { flag: "--set=text=two,port=2", option: { set: ["text=two,port=2"] } },
  "set-file": { flag: `--set-file=${setFile}`, option: { setFile: [setFile] } },
  "set-json": { flag: '--set-json=extra={"a":[1.5,null]}', option: { setJson: ['extra={"a":[1.5,null]}'] } },
  "set-literal": { flag: "--set-literal=text=a,b=c", option: { setLiteral: ["text=a,b=c"] } },
  "set-string": { flag: "--set-string=text=0123", option: { setString: ["text=0123"] } },
  "show-only": { flag: "--show-only=templates/a.yaml", option: { showOnly: ["templates/a.yaml"] } },
  "skip-schema-validation": {
    flag: "--skip-schema-validation",
    option: { skipSchemaValidation: true },
    beside: { flag: "--set=port=x", option: { set: ["port=x"] } },
  },
  "skip-tests": { flag: "--skip-tests", option: { skipTests: true } },
  values: { flag: `--values=${valuesFile}`, option: { valueFiles: [valuesFile] } },
};

/** Where a chart comes from: test/charts/sources.test.ts, and what completes it: dependencies.test.ts. */
const source = [
  ...["ca-file", "cert-file", "devel", "insecure-skip-tls-verify", "key-file", "keyring", "pass-credentials"],
  ...["password", "plain-http", "repo", "username", "verify", "version", "dependency-update"],
];

/** Flags whose effect is not in what is rendered, or that other tests try. */
const elsewhere: Record<string, readonly string[]> = {
  template: [
    ...source,
    ...["description", "labels", "skip-crds"], // without effect: a test of template.test.ts
    ...["output-dir", "release-name", "generate-name"], // template.test.ts
    ...["dry-run", "disable-openapi-validation", "take-ownership"], // need a cluster
  ],
  install: [
    ...source,
    ...["create-namespace", "disable-openapi-validation", "force-conflicts", "force-replace", "replace", "server-side"],
    ...["rollback-on-failure", "take-ownership", "timeout", "wait", "wait-for-jobs", "skip-crds"], // of a cluster
    ...["description", "dry-run", "generate-name", "hide-notes", "labels", "no-hooks"], // releases-install.test.ts
  ],
};

const cli = await askCli();

/** The flags of a command that are options. */
function offered(command: string): string[] {
  const absent = table.flags
    .filter(({ option, commands }) => option === undefined && (commands?.includes(command) ?? true))
    .flatMap(({ flags }) => flags);
  const all = cli.commands.find(({ name }) => name === command)?.flags ?? [];
  return all.map(({ name }) => name).filter((name) => !absent.includes(name));
}

const tried = (command: string): string[] => offered(command).filter((flag) => !elsewhere[command]?.includes(flag));

const refused = "refused";

function template(option: object): Promise<unknown> {
  return helm.charts.template(probe.path, option).then(
    ({ manifest }) => manifest,
    () => refused,
  );
}

async function helmTemplate(flags: readonly string[]): Promise<unknown> {
  const { stdout, exitCode } = await helmCommand(["template", probe.path, ...flags], env);
  return exitCode === 0 ? stdout : refused;
}

function install(option: InstallOptions): Promise<unknown> {
  const name = option.nameTemplate === undefined ? "x" : undefined;
  return helm.releases.install(name as string, probe.path, { dryRun: "client", ...option }).then(
    ({ manifest, notes, hooks, name, config }) => {
      return { manifest, notes: sorted(notes), name, config, hooks: hooks.map(({ manifest }) => manifest) };
    },
    () => refused,
  );
}

async function helmInstall(flags: readonly string[]): Promise<unknown> {
  const name = flags.some((flag) => flag.startsWith("--name-template")) ? [] : ["x"];
  const args = ["install", ...name, probe.path, "--dry-run=client", "--output=json", ...flags];
  const { stdout, exitCode } = await helmCommand(args, env);
  if (exitCode !== 0) return refused;
  const { manifest, info, hooks, name: made, config } = JSON.parse(stdout);
  const texts = (hooks ?? []).map(({ manifest }: { manifest: string }) => manifest);
  return { manifest, notes: sorted(info.notes), name: made, config, hooks: texts };
}

/** Helm puts the notes of subcharts in no order. */
const sorted = (notes: string): string[] => notes.split("\n").sort();

const ways = { template: [template, helmTemplate], install: [install, helmInstall] } as const;

describe.each(["template", "install"] as const)("helm %s", (command) => {
  const [ours, theirs] = ways[command];

  test.concurrent.each(tried(command))("--%s and its option render the same", async (name) => {
    const sample = samples[name];
    if (sample === undefined) throw new Error(`--${name} is tried by no sample`);
    const beside = [sample.beside?.flag ?? []].flat();
    const rendered = await ours({ ...sample.beside?.option, ...sample.option });
    expect(rendered).toEqual(await theirs([...beside, ...[sample.flag].flat()]));
    expect(rendered).not.toBe(refused);
    expect(rendered).not.toEqual(await ours({ ...sample.beside?.option }));
  });
});
