// Cases of our own, about what Helm's tests do not try by a command line: the files that are left.
import { pod } from "../src/testing/index.ts";
import type { Case } from "./case.ts";
import { shellWords } from "./line.ts";

const charts = "{directory}/pkg/cmd/testdata/testcharts";
const keyring = "{directory}/pkg/cmd/testdata/helm-test-key.pub";
/** Where each side pushes to. */
const side = "oci://{registry}/{side}";
const secrets = "{directory}/pkg/provenance/testdata";
const locked = `--sign --key 'password key' --keyring ${secrets}/helm-password-key.secret`;
const account = "--username {username} --password {password}";

/** By name; the lines of one follow each other, and share {temp}. Those with a ! fail. */
const lines: Record<string, readonly string[]> = {
  verify: [
    `verify ${charts}/signtest-0.1.0.tgz --keyring ${keyring}`,
    `!verify ${charts}/compressedchart-0.1.0.tgz --keyring ${keyring}`,
    `!verify ${charts}/signtest --keyring ${keyring}`,
  ],
  show: ["all", "chart", "values", "readme", "crds"].flatMap((kind) => [
    `show ${kind} ${charts}/subchart`,
    `show ${kind} ${charts}/alpine`,
    `!show ${kind} ${charts}/no-such-chart`,
    `show ${kind} reqtest --repo {server1} --version '>0.0.1'`,
  ]),
  create: ["create {temp}/shop", "template {temp}/shop", "lint {temp}/shop --strict"],
  "dependency update": [
    "dependency list {temp}/app",
    "dependency build {temp}/app",
    "dependency update {temp}/app",
    "dependency list {temp}/app",
    "template {temp}/app",
    "!dependency build {temp}/app", // the lock asks for a repository that was added
    "package {temp}/single --dependency-update --destination {temp}",
    "template {temp}/other --dependency-update",
    "!dependency update {temp}/wrong",
    `!dependency update ${charts}/chart-missing-deps`,
    `dependency update ${charts}/alpine`,
    `!dependency update ${charts}/no-such-chart`,
  ],
  package: [
    `package ${charts}/alpine --destination {temp}`,
    `package ${charts}/alpine --destination {temp} --version 9.9.9 --app-version 7`,
    `package ${charts}/test ${charts}/empty --destination {temp}/more`,
    `!package ${charts}/chart-missing-deps --destination {temp}`,
    `!package ${charts}/alpine --destination {temp} --version none`,
    `!package ${charts}/chart-bad-type --destination {temp}`,
    `!package ${charts}/no-such-chart --destination {temp}`,
  ],
  repo: [
    "repo list",
    "repo add one {server1}",
    "repo add two {server2}",
    "repo add one {server1}",
    "!repo add one {server2}",
    "repo list",
    "search repo",
    "search repo two/ --versions",
    "search repo one/compressed --version '<0.2'",
    "pull one/reqtest --destination {temp}",
    "pull one/compressedchart --version 0.1.0 --destination {temp} --untar",
    "pull two/signtest --verify --keyring {directory}/pkg/cmd/testdata/helm-test-key.pub --destination {temp}",
    "!pull one/none --destination {temp}",
    "pull compressedchart --repo {server1} --version '~0.1' --destination {temp}",
    "pull {server1}/reqtest-0.1.0.tgz --destination {temp}/more",
    "!pull {server1}/none-0.1.0.tgz --destination {temp}",
    "template one/signtest --version 0.1.0",
    "!template none/compressedchart",
    "show chart one/compressedchart --devel",
    "repo update",
    "repo update two",
    "!repo update none",
    "repo index {temp}",
    "repo index {temp} --url http://charts.example.com",
    "!repo index {temp}/none",
    "repo remove one",
    "!repo remove one",
    "repo list",
    "search repo compressed",
  ],
  "package, the same at any time": [
    "package {temp}/single --dependency-update --version 2.0.0 --app-version 3.1 --destination {temp}/file",
    "package {temp}/remote --dependency-update --destination {temp}/repository",
    "!package {temp}/wrong --dependency-update --destination {temp}/wrong",
    `package ${charts}/alpine --destination {temp}/signed --sign --key helm-test --keyring ${secrets}/helm-test-key.secret`,
    `verify {temp}/signed/alpine-0.1.0.tgz --keyring ${keyring}`,
    `package ${charts}/alpine --version 7.0.0 --destination {temp}/locked ${locked} --passphrase-file {temp}/passphrase`,
    `!package ${charts}/alpine --destination {temp}/none ${locked} --passphrase-file {temp}/wrong.txt`,
    `!package ${charts}/alpine --destination {temp}/none --sign --key nobody --keyring ${secrets}/helm-test-key.secret`,
    `!package ${charts}/alpine --destination {temp}/none --sign --key helm-test --keyring {temp}/none`,
  ],
  "template --output-dir": [
    `template ${charts}/subchart --output-dir {temp}/all --include-crds`,
    `template shop ${charts}/subchart --output-dir {temp}/named --release-name`,
    `template ${charts}/object-order --output-dir {temp}/hooks --no-hooks`,
    `template ${charts}/chart-with-only-crds --output-dir {temp}/crds --include-crds`,
    `template ${charts}/empty --output-dir {temp}/empty`,
    `!template ${charts}/chart-with-template-with-invalid-yaml --output-dir {temp}/invalid`,
    `!template ${charts}/subchart --output-dir {temp}/.keep/below`,
  ],
  releases: [
    "install shop {temp}/shop",
    "!install shop {temp}/shop",
    "!install second {temp}/shop", // the objects are shop's
    "install third {temp}/shop --set name=third --labels team=web,tier=front --description 'for the fair'",
    "upgrade shop {temp}/shop --set text=two,extra=true --labels team=web",
    "get values shop",
    "get manifest shop",
    "get hooks shop",
    "get notes shop",
    "get all shop",
    "upgrade shop {temp}/shop --reuse-values --set replicas=2 --no-hooks",
    "upgrade shop {temp}/shop --reset-values --set-string text=3 --server-side=false",
    "upgrade shop {temp}/shop --set text=never --dry-run=server",
    "upgrade shop {temp}/shop --reset-then-reuse-values --take-ownership --history-max 3",
    "!upgrade shop {temp}/shop --set replicas=-1",
    "!upgrade shop {temp}/shop --set fails=true",
    "!upgrade shop {temp}/shop --set replicas=-1 --rollback-on-failure",
    "!rollback shop", // to a revision that failed
    "rollback shop 4",
    "!rollback shop 77",
    "!upgrade none {temp}/shop",
    "!upgrade second {temp}/shop --install",
    "upgrade fourth {temp}/shop --install --set name=fourth --skip-crds",
    "uninstall fourth --no-hooks",
    "uninstall shop --keep-history --description 'the fair is over'",
    "!install shop {temp}/shop",
    "install shop {temp}/shop --replace",
    "uninstall shop --keep-history",
    "uninstall shop", // the history
    "install shop {temp}/shop --force-conflicts --wait",
    "uninstall shop third --cascade foreground --wait",
    "!uninstall none",
    "uninstall none --ignore-not-found",
    "install --name-template fair-{{7}} {temp}/shop --dry-run=client",
  ],
  test: [
    "install good {temp}/tested",
    "test good --filter name=good-first",
    "test good --logs --timeout 1m",
    "install bad {temp}/tested --set code=3",
    "!test bad",
    "install untested {temp}/lib",
    "test untested",
    "!test none",
  ],
  "search hub": [
    "search hub --endpoint {hub}",
    "search hub nginx --endpoint {hub}",
    "search hub web server --endpoint {hub} --list-repo-url",
    "search hub maria --endpoint {hub} --max-col-width 10 --output yaml",
    "search hub none --endpoint {hub}",
    "!search hub none --endpoint {hub} --fail-on-no-result",
    "!search hub nginx --endpoint {hub}/wrong",
    "!search hub nginx --endpoint hub",
  ],
  registry: [
    `push ${charts}/compressedchart-0.1.0.tgz ${side} --plain-http`,
    `push ${charts}/compressedchart-0.2.0.tgz ${side} --plain-http`,
    `push ${charts}/compressedchart-0.3.0.tgz ${side} --plain-http`,
    `push ${charts}/compressedchart-0.3.0.tgz ${side} --plain-http`,
    `push ${charts}/pre-release-chart-0.1.0-alpha.tgz ${side} --plain-http`,
    `push ${charts}/signtest-0.1.0.tgz ${side}/deeper/ --plain-http`, // with the .prov beside it
    `push ${charts}/signtest-0.1.0.tgz ${side} --plain-http`,
    `!push ${charts}/signtest-0.1.0.tgz ${side}`,
    `!push ${charts}/alpine ${side} --plain-http`,
    `!push ${charts}/none-0.1.0.tgz ${side} --plain-http`,
    `!push ${keyring} ${side} --plain-http`,
    `!push ${charts}/signtest-0.1.0.tgz {server1} --plain-http`,
    `pull ${side}/compressedchart --plain-http --destination {temp}/newest`,
    `pull ${side}/compressedchart:0.2.0 --plain-http --destination {temp}/tag`,
    `pull ${side}/compressedchart --version 0.1.0 --plain-http --destination {temp}/version`,
    `pull ${side}/compressedchart --version '<0.3' --plain-http --destination {temp}/range`,
    `!pull ${side}/compressedchart --version '>7' --plain-http --destination {temp}/none`,
    `!pull ${side}/compressedchart:9.9.9 --plain-http --destination {temp}/none`,
    `!pull ${side}/compressedchart:0.2.0 --version 0.1.0 --plain-http --destination {temp}/none`,
    `!pull ${side}/none --plain-http --destination {temp}/none`,
    `!pull ${side}/compressedchart --destination {temp}/none`,
    `!pull ${side}/pre-release-chart --plain-http --destination {temp}/none`,
    `pull ${side}/pre-release-chart --devel --plain-http --destination {temp}/devel`,
    `pull ${side}/signtest@{digest} --plain-http --destination {temp}/digest`,
    `pull ${side}/compressedchart --untar --plain-http --destination {temp}/untar`,
    `pull ${side}/compressedchart --untar --untardir below --plain-http --destination {temp}/untar`,
    `pull ${side}/signtest --prov --plain-http --destination {temp}/prov`,
    `pull ${side}/deeper/signtest --verify --keyring ${keyring} --plain-http --destination {temp}/verify`,
    `!pull ${side}/compressedchart --verify --keyring ${keyring} --plain-http --destination {temp}/unsigned`,
    ...["all", "chart", "values", "readme", "crds"].map((kind) => `show ${kind} ${side}/signtest --plain-http`),
    `show chart ${side}/compressedchart --version 0.2.x --plain-http`,
    `show chart ${side}/signtest@{digest} --plain-http`,
    `!show chart ${side}/none --plain-http`,
    `template ${side}/signtest --plain-http`,
    `template ${side}/signtest:0.1.0 --verify --keyring ${keyring} --plain-http`,
    `template ${side}/signtest@{digest} --plain-http`,
    `!template ${side}/signtest --version 7 --plain-http`,
    `push ${charts}/signtest-0.1.0.tgz oci://{registry}/{run} --plain-http`,
    "dependency update {temp}/app --plain-http",
    "dependency list {temp}/app",
    "dependency build {temp}/app --plain-http",
    "!dependency update {temp}/wrong --plain-http",
  ],
  "registry login": [
    "!registry login {accountRegistry} --username {username} --password wrong --plain-http",
    `!push ${charts}/signtest-0.1.0.tgz oci://{accountRegistry}/{side} --plain-http`,
    "registry login {accountRegistry} --username {username} --password {password} --plain-http",
    `push ${charts}/signtest-0.1.0.tgz oci://{accountRegistry}/{side} --plain-http`,
    "pull oci://{accountRegistry}/{side}/signtest --plain-http --destination {temp}/login",
    "show chart oci://{accountRegistry}/{side}/signtest --plain-http",
    "!registry login {accountRegistry} --username {username} --password wrong --plain-http",
    "registry logout {accountRegistry}",
    "registry logout {accountRegistry}",
    "!registry login 127.0.0.1:1 --username {username} --password {password} --plain-http",
    "!registry login {accountRegistry}/path --username {username} --password {password} --plain-http",
    "!pull oci://{accountRegistry}/{side}/signtest --plain-http --destination {temp}/none",
    `pull oci://{accountRegistry}/{side}/signtest --plain-http ${account} --destination {temp}/account`,
    `push ${charts}/compressedchart-0.1.0.tgz oci://{accountRegistry}/{side} --plain-http ${account}`,
    `template oci://{accountRegistry}/{side}/signtest --plain-http ${account}`,
    `!registry login {tlsRegistry} ${account}`,
    `registry login {tlsRegistry} ${account} --ca-file {caFile}`,
    `push ${charts}/signtest-0.1.0.tgz oci://{tlsRegistry}/{side} --ca-file {caFile}`,
    `!push ${charts}/signtest-0.1.0.tgz oci://{tlsRegistry}/{side}`,
    "pull oci://{tlsRegistry}/{side}/signtest --ca-file {caFile} --destination {temp}/ca",
    "pull oci://{tlsRegistry}/{side}/signtest --insecure-skip-tls-verify --destination {temp}/insecure",
    "!pull oci://{tlsRegistry}/{side}/signtest --destination {temp}/none",
    "show chart oci://{tlsRegistry}/{side}/signtest --ca-file {caFile}",
    "registry logout {tlsRegistry}",
    `registry login {tlsRegistry} ${account} --insecure`,
    "registry logout {tlsRegistry}",
    "!pull oci://{tlsRegistry}/{side}/signtest --ca-file {caFile} --destination {temp}/none",
  ],
};

const appWith = (version: string): string => `apiVersion: v2
name: app
version: 1.0.0
dependencies:
  - {name: signtest, version: "${version}", repository: "{server1}"}
  - {name: lib, version: 1.x.x, repository: "file://../lib"}
`;

const ofRegistry = (version: string): string => `apiVersion: v2
name: app
version: 1.0.0
dependencies: [{name: signtest, version: "${version}", repository: "oci://{registry}/{run}"}]
`;

const single = `apiVersion: v2
name: single
version: 1.0.0
dependencies: [{name: lib, version: 1.x.x, repository: "file://../lib"}]
`;

const lib = {
  "{temp}/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.3\n",
  "{temp}/lib/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lib}\n",
};

/** Dependent on one chart of a repository. */
const remote = (version: string): string => `apiVersion: v2
name: remote
version: 1.0.0
dependencies: [{name: compressedchart, version: "${version}", repository: "{server1}"}]
`;

const shop = {
  "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: '7'\n",
  "values.yaml": "name: shop\ntext: one\nreplicas: 1\nextra: false\nfails: false\n",
  "templates/NOTES.txt": "The text is {{ .Values.text }}.\n",
  "templates/config.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Values.name }}", labels: {release: "{{ .Release.Name }}"}, annotations: {note: text}}
data: {text: "{{ .Values.text }}", revision: "{{ .Release.Revision }}"}
`,
  "templates/extra.yaml": `{{ if .Values.extra -}}
apiVersion: v1
kind: Secret
metadata: {name: "{{ .Values.name }}-extra"}
stringData: {text: "{{ .Values.text }}"}
{{- end }}
`,
  "templates/kept.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Values.name }}-kept", annotations: {helm.sh/resource-policy: keep}}
`,
  "templates/service.yaml": `apiVersion: v1
kind: Service
metadata: {name: "{{ .Values.name }}"}
spec: {selector: {app: "{{ .Values.name }}"}, ports: [{port: 80}]}
`,
  "templates/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Values.name }}"}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: "{{ .Values.name }}"}}
  template:
    metadata: {labels: {app: "{{ .Values.name }}"}, annotations: ${JSON.stringify(pod.annotations({ readyAfter: 1 }))}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: main, image: "example.test/shop:1"}]
`,
  "templates/hook.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: "{{ .Values.name }}-hook"
  annotations: {helm.sh/hook: "pre-install,post-upgrade,pre-rollback,post-delete", helm.sh/hook-weight: "-1"}
data: {text: "{{ .Values.text }}{{ if .Values.fails }}{{ fail "it was asked to" }}{{ end }}"}
`,
};

const testPod = (name: string, code: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: "{{ .Release.Name }}-${name}"
  annotations:
    helm.sh/hook: test
    testcluster.bunhelm/exit-code: "${code}"
    testcluster.bunhelm/logs: "${name} is tried"
spec: {restartPolicy: Never, containers: [{name: main, image: "example.test/image:1"}]}
`;

/** What {temp} begins with. */
const files: Record<string, Record<string, string>> = {
  test: {
    "{temp}/tested/Chart.yaml": "apiVersion: v2\nname: tested\nversion: 1.0.0\n",
    "{temp}/tested/values.yaml": "code: 0\n",
    "{temp}/tested/templates/first.yaml": testPod("first", "0"),
    "{temp}/tested/templates/second.yaml": testPod("second", "{{ .Values.code }}"),
    ...lib,
  },
  releases: Object.fromEntries(Object.entries(shop).map(([path, text]) => [`{temp}/shop/${path}`, text])),
  "package, the same at any time": {
    "{temp}/single/Chart.yaml": single,
    "{temp}/remote/Chart.yaml": remote("<0.3"),
    "{temp}/wrong/Chart.yaml": remote(">=7"),
    "{temp}/passphrase": "secret\n",
    "{temp}/wrong.txt": "wrong\n",
    ...lib,
  },
  registry: { "{temp}/app/Chart.yaml": ofRegistry("0.1.x"), "{temp}/wrong/Chart.yaml": ofRegistry(">=7") },
  "dependency update": {
    "{temp}/app/Chart.yaml": appWith(">=0.1.0"),
    "{temp}/other/Chart.yaml": appWith("0.1.0"),
    "{temp}/wrong/Chart.yaml": appWith(">=7"),
    "{temp}/single/Chart.yaml": single,
    ...lib,
  },
};

/** Pulling makes no directory. */
const pulledTo = (commands: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    [...commands.join("\n").matchAll(/pull .*--destination (\S+)/g)].map(([, to]) => [`${to}/.keep`, ""]),
  );

/** The cases; their tests are ours, in the form of Helm's. */
export function ownCases(): Case[] {
  return Object.entries(lines).flatMap(([name, commands]) =>
    commands.map((line, number): Case => {
      const fails = line.startsWith("!");
      const command = fails ? line.slice(1) : line;
      const begins = number === 0 ? { files: { "{temp}/.keep": "", ...pulledTo(commands), ...files[name] } } : {};
      const golden = { test: name, name, command, golden: "", ...begins };
      return { group: "own", title: `helm ${command}`, words: shellWords(command), golden, fails };
    }),
  );
}
