// The chart that most tests of interrupted operations install.
import { type PodBehaviour, pod, type TestCluster } from "../src/testing/index.ts";
import { chart } from "./chart.ts";
import type { TempDir } from "./directory.ts";

/** What the values of the chart say. */
export interface ShopValues {
  /** How the pod of the Deployment behaves. @default ready at once */
  pod?: PodBehaviour | undefined;
  /** A Job before install and upgrade. @default none */
  hook?: PodBehaviour | undefined;
  /** A Job before the uninstall. @default none */
  farewell?: PodBehaviour;
  /** The ConfigMap's text. */
  text?: string;
  /** Keeps the ConfigMap from going away. */
  isKept?: boolean;
}

/** Values for the chart of {@link shopChart}. */
export function values({
  pod: behaviour = { readyAfter: 10 },
  hook,
  farewell,
  ...rest
}: ShopValues = {}): Record<string, unknown> {
  return {
    ...rest,
    pod: pod.annotations(behaviour),
    ...(hook && { hook: pod.annotations(hook) }),
    ...(farewell && { farewell: pod.annotations(farewell) }),
  };
}

function hookJob(name: string, value: string, events: string): string {
  return `{{ with .Values.${value} }}
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: {helm.sh/hook: "${events}"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {{ toJson . }}}
    spec: {restartPolicy: Never, containers: [{name: main, image: example.test/image:1}]}
{{ end }}`;
}

/** A chart with a ConfigMap, a Service, a Deployment and hooks, all as its values say. */
export function shopChart(templates: Record<string, string> = {}): TempDir {
  const labels = "{app: web}";
  return chart({
    values: values(),
    templates: {
      "config.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: config{{ if .Values.isKept }}, finalizers: [bunhelm.test/kept]{{ end }}}
data: {text: {{ .Values.text | default "none" | quote }}}
`,
      "service.yaml": `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: ${labels}, ports: [{port: 80}]}
`,
      "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}, annotations: {{ toJson .Values.pod }}}
    spec: {containers: [{name: web, image: "example.test/image:1"}]}
`,
      "hook.yaml": hookJob("before", "hook", "pre-install,pre-upgrade"),
      "farewell.yaml": hookJob("farewell", "farewell", "pre-delete"),
      ...templates,
    },
  });
}

/** Lets the Deployment of the chart become ready whose pod is never ready, as its values say. */
export async function becomeReady(target: TestCluster, namespace: string): Promise<void> {
  const never = Object.keys(pod.annotations({ neverReady: true }));
  const annotations = Object.fromEntries(never.map((name) => [name, null]));
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
  const answer = await target.request(
    "PATCH",
    path,
    { spec: { template: { metadata: { annotations } } } },
    { headers: { "content-type": "application/merge-patch+json" } },
  );
  if (!answer.ok) throw new Error(await answer.text());
}

/** A hook that runs until somebody ends it. */
export const endless: PodBehaviour = { logs: ["running"], exitAfter: "10m" };
