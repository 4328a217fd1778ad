// What the soak works on: made before its process starts, so that nothing of it is measured.
import { chart } from "../lab/chart.ts";
import type { TempDir } from "../lab/directory.ts";
import { withToken } from "../lab/kubeconfig.ts";
import { pod, type TestCluster } from "../src/testing/index.ts";

/** One of the namespaces in which operations run one after the other. */
export interface Place {
  readonly namespace: string;
  readonly driver: "secret" | "configmap" | "memory";
}

/** All that the soak's process has to know. */
export interface World {
  readonly kubeconfig: string;
  /** Of a user who may do nothing. */
  readonly nobody: string;
  /** Of a user whom the API server knows by token only; the token is wrong. */
  readonly stranger: object;
  readonly chart: string;
  readonly places: readonly Place[];
  /** What Workers work in, apart from the places. */
  readonly namespace: string;
  readonly operations: number;
  readonly seed: number;
}

const drivers = ["secret", "secret", "configmap", "secret", "memory", "secret", "configmap", "memory"] as const;

const template = (body: string): string => `{{- $name := .Release.Name -}}\n${body}`;
const container = "{name: main, image: 'example.test/image:1'}";

/** A chart whose values choose what becomes of it; its objects have the release's name. */
function soakChart(): TempDir {
  return chart({
    name: "soak",
    templates: {
      "config.yaml": template(`apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ $name }}"}
data: {text: "{{ .Values.text }}", filler: "{{ repeat 2000 "x" }}"}
`),
      "deployment.yaml": template(`{{ with .Values.pod }}
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ $name }}"}
spec:
  selector: {matchLabels: {app: "{{ $name }}"}}
  template:
    metadata: {labels: {app: "{{ $name }}"}, annotations: {{ toJson . }}}
    spec: {terminationGracePeriodSeconds: 0, containers: [${container}]}
{{ end }}`),
      "hook.yaml": template(`{{ with .Values.hook }}
apiVersion: batch/v1
kind: Job
metadata: {name: "{{ $name }}-hook", annotations: {helm.sh/hook: "pre-install,pre-upgrade"}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: {{ toJson . }}}
    spec: {restartPolicy: Never, containers: [${container}]}
{{ end }}`),
      "test.yaml": template(`apiVersion: v1
kind: Pod
metadata:
  name: "{{ $name }}-test"
  annotations: ${JSON.stringify({ "helm.sh/hook": "test", ...pod.annotations({ readyAfter: 10, exitAfter: 10 }) })}
spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [${container}]}
`),
      "wrong.yaml": template(`{{ if eq .Values.wrong "template" }}{{ fail "as asked" }}{{ end }}
{{ if eq .Values.wrong "owner" }}{apiVersion: v1, kind: ConfigMap, metadata: {name: taken}}{{ end }}
{{ if eq .Values.wrong "object" }}{apiVersion: v1, kind: Service, metadata: {name: odd}, spec: {ports: [{port: -1}]}}{{ end }}
`),
      "NOTES.txt": "{{ .Release.Name }} says {{ .Values.text }}.",
    },
    values: { text: "none", wrong: "" },
    files: { "values.schema.json": JSON.stringify({ properties: { text: { type: "string" } } }) },
  });
}

/** Makes a world on a cluster. */
export async function makeWorld(
  cluster: TestCluster,
  { operations, seed }: { operations: number; seed: number },
): Promise<World & AsyncDisposable> {
  const directory = soakChart();
  const taken = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "taken" } };
  const places = await Promise.all(
    drivers.map(async (driver) => {
      const namespace = await cluster.namespace("soak");
      await cluster.apply(taken, namespace);
      return { namespace, driver };
    }),
  );
  return {
    kubeconfig: cluster.kubeconfig,
    nobody: await cluster.user({ name: "nobody" }),
    stranger: withToken(cluster, "wrong"),
    chart: directory.path,
    places,
    namespace: await cluster.namespace("soak"),
    operations,
    seed,
    [Symbol.asyncDispose]: async () => directory[Symbol.dispose](),
  };
}
