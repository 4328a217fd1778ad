// What the cases of our own begin with: charts, values, a passphrase.
import { pod } from "../src/testing/index.ts";

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

const schema = { "values.schema.json": '{"properties": {"replicas": {"type": "integer"}}}' };

/** It says what it was rendered with. */
const telling = {
  "templates/all.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: all}
data:
  values: {{ .Values | toJson | quote }}
  release: {{ .Release | toJson | quote }}
  kube: {{ .Capabilities.KubeVersion.Version }}
  known: {{ .Capabilities.APIVersions.Has "example.com/v1" | quote }}
`,
};

/** What flags name. */
const given = {
  "{temp}/one.yaml": "text: first\nlist: [1, 2]\ndeep: {a: 1}\n",
  "{temp}/two.yaml": "list: [3]\ndeep: {b: 2}\n",
  "{temp}/note.txt": "several, lines\nof {text}\n",
};

const inShop = (chart: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(chart).map(([path, text]) => [`{temp}/shop/${path}`, text]));

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

/** What {temp} begins with, by the name of the cases. */
export const files: Record<string, Record<string, string>> = {
  test: {
    "{temp}/tested/Chart.yaml": "apiVersion: v2\nname: tested\nversion: 1.0.0\n",
    "{temp}/tested/values.yaml": "code: 0\n",
    "{temp}/tested/templates/first.yaml": testPod("first", "0"),
    "{temp}/tested/templates/second.yaml": testPod("second", "{{ .Values.code }}"),
    ...lib,
  },
  releases: inShop(shop),
  "releases by more flags": { ...inShop({ ...shop, ...schema }), ...given },
  values: { ...inShop({ ...shop, ...schema, ...telling }), ...given },
  "repository with an account": {
    "{temp}/app/Chart.yaml": appWith(">=0.1.0"),
    "{temp}/signed/Chart.yaml": remote("0.1.0").replace("compressedchart", "signtest"),
    "{temp}/index.yaml": `apiVersion: v1
entries: {old: [{apiVersion: v2, name: old, version: 1.0.0, urls: [old-1.0.0.tgz], created: "2026-01-01T00:00:00Z"}]}
generated: "2026-01-01T00:00:00Z"
`,
    ...lib,
  },
  "packages of one time": {
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
