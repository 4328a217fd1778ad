// Cases of our own, about what Helm's tests do not try by a command line: the files that are left.
import type { Case } from "./case.ts";
import { shellWords } from "./line.ts";

const charts = "{directory}/pkg/cmd/testdata/testcharts";
const keyring = "{directory}/pkg/cmd/testdata/helm-test-key.pub";

/** By name; the lines of one follow each other, and share {temp}. */
const lines: Record<string, readonly string[]> = {
  verify: [
    `verify ${charts}/signtest-0.1.0.tgz --keyring ${keyring}`,
    `verify ${charts}/compressedchart-0.1.0.tgz --keyring ${keyring}`,
    `verify ${charts}/signtest --keyring ${keyring}`,
  ],
  show: ["all", "chart", "values", "readme", "crds"].flatMap((kind) => [
    `show ${kind} ${charts}/subchart`,
    `show ${kind} ${charts}/alpine`,
    `show ${kind} ${charts}/no-such-chart`,
    `show ${kind} reqtest --repo {server1} --version '>0.0.1'`,
  ]),
  create: ["create {temp}/shop", "template {temp}/shop", "lint {temp}/shop --strict"],
  "dependency update": [
    "dependency list {temp}/app",
    "dependency build {temp}/app",
    "dependency update {temp}/app",
    "dependency list {temp}/app",
    "template {temp}/app",
    "dependency build {temp}/app",
    "package {temp}/single --dependency-update --destination {temp}",
    "template {temp}/other --dependency-update",
    "dependency update {temp}/wrong",
    `dependency update ${charts}/chart-missing-deps`,
    `dependency update ${charts}/alpine`,
    `dependency update ${charts}/no-such-chart`,
  ],
  package: [
    `package ${charts}/alpine --destination {temp}`,
    `package ${charts}/alpine --destination {temp} --version 9.9.9 --app-version 7`,
    `package ${charts}/test ${charts}/empty --destination {temp}/more`,
    `package ${charts}/chart-missing-deps --destination {temp}`,
    `package ${charts}/alpine --destination {temp} --version none`,
    `package ${charts}/chart-bad-type --destination {temp}`,
    `package ${charts}/no-such-chart --destination {temp}`,
  ],
  repo: [
    "repo list",
    "repo add one {server1}",
    "repo add two {server2}",
    "repo add one {server1}",
    "repo add one {server2}",
    "repo list",
    "search repo",
    "search repo two/ --versions",
    "search repo one/compressed --version '<0.2'",
    "pull one/reqtest --destination {temp}",
    "pull one/compressedchart --version 0.1.0 --destination {temp} --untar",
    "pull two/signtest --verify --keyring {directory}/pkg/cmd/testdata/helm-test-key.pub --destination {temp}",
    "pull one/none --destination {temp}",
    "pull compressedchart --repo {server1} --version '~0.1' --destination {temp}",
    "pull {server1}/reqtest-0.1.0.tgz --destination {temp}/more",
    "pull {server1}/none-0.1.0.tgz --destination {temp}",
    "template one/signtest --version 0.1.0",
    "template none/compressedchart",
    "show chart one/compressedchart --devel",
    "repo update",
    "repo update two",
    "repo update none",
    "repo index {temp}",
    "repo index {temp} --url http://charts.example.com",
    "repo index {temp}/none",
    "repo remove one",
    "repo remove one",
    "repo list",
    "search repo compressed",
  ],
};

const appWith = (version: string): string => `apiVersion: v2
name: app
version: 1.0.0
dependencies:
  - {name: signtest, version: "${version}", repository: "{server1}"}
  - {name: lib, version: 1.x.x, repository: "file://../lib"}
`;

/** What {temp} begins with. */
const files: Record<string, Record<string, string>> = {
  "dependency update": {
    "{temp}/app/Chart.yaml": appWith(">=0.1.0"),
    "{temp}/other/Chart.yaml": appWith("0.1.0"),
    "{temp}/wrong/Chart.yaml": appWith(">=7"),
    "{temp}/single/Chart.yaml": `apiVersion: v2
name: single
version: 1.0.0
dependencies: [{name: lib, version: 1.x.x, repository: "file://../lib"}]
`,
    "{temp}/lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.3\n",
    "{temp}/lib/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lib}\n",
  },
};

/** The cases; their tests are ours, in the form of Helm's. */
export function ownCases(): Case[] {
  return Object.entries(lines).flatMap(([name, commands]) =>
    commands.map((command, number): Case => {
      const begins = number === 0 ? { files: { "{temp}/.keep": "", ...files[name] } } : {};
      const golden = { test: name, name, command, golden: "", ...begins };
      return { group: "own", title: `helm ${command}`, words: shellWords(command), golden };
    }),
  );
}
