// What small charts are made of: objects as templates.
import { type PodBehaviour, pod } from "../src/testing/index.ts";

/** A ConfigMap; its values may be templates. */
export function configMap(name: string, data: Record<string, string> = { text: "none" }, annotations = {}): string {
  const metadata = { name, annotations };
  return `${JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data })}\n`.replaceAll('\\"', '"');
}

const container = "{name: main, image: 'example.test/image:1'}";

/** A Deployment of one pod. */
export function deployment(name: string, behaviour: PodBehaviour = { readyAfter: 10 }): string {
  const labels = `{app: ${name}}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}, annotations: ${JSON.stringify(pod.annotations(behaviour))}}
    spec: {terminationGracePeriodSeconds: 0, containers: [${container}]}
`;
}

/** A Job of one try; with an event, a hook. */
export function job(name: string, behaviour: PodBehaviour, hook: Record<string, string> = {}): string {
  return `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}, annotations: ${JSON.stringify(hook)}}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: ${JSON.stringify(pod.annotations(behaviour))}}
    spec: {restartPolicy: Never, containers: [${container}]}
`;
}

interface TestPodOptions {
  weight?: number;
  policy?: string;
  /** @default the release's */
  namespace?: string;
  /** Names of init containers. @default none */
  init?: string[];
  /** Names of containers. @default ["main"] */
  containers?: string[];
}

/** A test of a release: a Pod, as charts have them. */
export function testPod(name: string, behaviour: PodBehaviour = {}, options: TestPodOptions = {}): string {
  const { namespace, init = [], containers = ["main"], ...more } = options;
  const named = (name: string): object => ({ name, image: "example.test/image:1" });
  const annotations = { ...hook("test", more), ...pod.annotations(behaviour) };
  const metadata = { name, ...(namespace && { namespace }), annotations };
  const spec = { restartPolicy: "Never", initContainers: init.map(named), containers: containers.map(named) };
  return `${JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata, spec })}\n`;
}

/** Annotations of a hook. */
export function hook(
  events: string,
  more: { weight?: number; policy?: string; logs?: string } = {},
): Record<string, string> {
  return {
    "helm.sh/hook": events,
    ...(more.weight !== undefined && { "helm.sh/hook-weight": String(more.weight) }),
    ...(more.policy && { "helm.sh/hook-delete-policy": more.policy }),
    ...(more.logs && { "helm.sh/hook-output-log-policy": more.logs }),
  };
}

/** The definition of a namespaced kind that no other test uses. */
export function crd(group: string, kind: string): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${kind}, listKind: ${kind}List, plural: ${plural}, singular: ${kind.toLowerCase()}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`;
}

/** A workload of one pod whose ServiceAccount is not there. */
export function withoutAccount(kind: string, name: string): string {
  const isJob = kind === "Job";
  return JSON.stringify({
    apiVersion: isJob ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name },
    spec: {
      ...(kind === "StatefulSet" && { serviceName: "none" }),
      ...(!isJob && { selector: { matchLabels: { app: name } } }),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          serviceAccountName: "nobody",
          ...(isJob && { restartPolicy: "Never" }),
          containers: [{ name: "main", image: "example.test/image:1" }],
        },
      },
    },
  });
}
