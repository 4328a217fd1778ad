// The chart whose operations are cancelled: objects of three kinds, hooks of every verb, a test.
import { chart } from "../lab/chart.ts";
import type { TempDir } from "../lab/directory.ts";
import { type PodBehaviour, pod } from "../src/testing/index.ts";

/** How its pods behave. */
export interface Behaviour {
  /** The pod of the Deployment. @default ready at once */
  web?: PodBehaviour;
  /** The Job before each verb. @default ends at once */
  pre?: PodBehaviour;
  /** The Job after each verb. @default ends at once */
  post?: PodBehaviour;
  /** The pod of the test. @default ends at once */
  test?: PodBehaviour;
  /** The ConfigMap's text. */
  text?: string;
  /** Keeps the ConfigMap from going away. */
  isKept?: boolean;
  /** More ConfigMaps, by what their names end in: what one revision has and the next drops. @default none */
  extra?: readonly string[];
}

const brief: PodBehaviour = { exitAfter: 10 };

/** Values of the chart. */
export function values({
  web,
  pre,
  post,
  test,
  text = "first",
  isKept = false,
  extra = [],
}: Behaviour = {}): Record<string, unknown> {
  return {
    text,
    isKept,
    extra,
    web: pod.annotations(web ?? { readyAfter: 10 }),
    pre: pod.annotations(pre ?? brief),
    post: pod.annotations(post ?? brief),
    test: pod.annotations(test ?? brief),
  };
}

const container = "{name: main, image: 'example.test/image:1'}";

function hookJob(when: "pre" | "post"): string {
  const events = ["install", "upgrade", "rollback", "delete"].map((verb) => `${when}-${verb}`);
  return `apiVersion: batch/v1
kind: Job
metadata: {name: "{{ .Release.Name }}-${when}", annotations: {helm.sh/hook: "${events}"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {{ toJson .Values.${when} }}}
    spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [${container}]}
`;
}

/** Writes the chart into a directory of its own. definition: a CRD in crds/. */
export function trialChart(definition?: string): TempDir {
  return chart({
    name: "trial",
    values: values(),
    ...(definition !== undefined && { files: { "crds/crd.yaml": definition } }),
    templates: {
      "config.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ .Release.Name }}"{{ if .Values.isKept }}, finalizers: [bunhelm.test/kept]{{ end }}}
data: {text: {{ .Values.text | quote }}}
`,
      "extra.yaml": `{{ range .Values.extra }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ $.Release.Name }}-{{ . }}"}
{{ end }}
`,
      "service.yaml": `apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}"}
spec: {selector: {app: "{{ .Release.Name }}"}, ports: [{port: 80}]}
`,
      "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ .Release.Name }}"}
spec:
  selector: {matchLabels: {app: "{{ .Release.Name }}"}}
  template:
    metadata: {labels: {app: "{{ .Release.Name }}"}, annotations: {{ toJson .Values.web }}}
    spec: {terminationGracePeriodSeconds: 0, containers: [${container}]}
`,
      "pre.yaml": hookJob("pre"),
      "post.yaml": hookJob("post"),
      "test.yaml": `apiVersion: v1
kind: Pod
metadata:
  name: "{{ .Release.Name }}-test"
  annotations: {{ merge (dict "helm.sh/hook" "test") .Values.test | toJson }}
spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [${container}]}
`,
    },
  });
}
