import type { KubeObject, PodBehaviour } from "../../src/testing/index.ts";
import { pod } from "../../src/testing/index.ts";

/** A pod template with one container, labelled by the name. */
function template(name: string, behaviour: PodBehaviour, spec: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    metadata: { labels: { app: name }, annotations: pod.annotations(behaviour) },
    spec: { containers: [{ name: "main", image: "example.test/image:1" }], ...spec },
  };
}

export function deployment(name: string, behaviour: PodBehaviour = {}, replicas = 1): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, behaviour) },
  };
}

export function barePod(name: string, behaviour: PodBehaviour = {}, restartPolicy = "Never"): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    ...template(name, behaviour, { restartPolicy }),
    metadata: {
      name,
      annotations: pod.annotations(behaviour),
    },
  };
}

export function job(name: string, behaviour: PodBehaviour = {}, backoffLimit = 0): KubeObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: { backoffLimit, template: template(name, behaviour, { restartPolicy: "Never" }) },
  };
}

export function statefulSet(name: string, replicas: number): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name },
    spec: {
      replicas,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: template(name, { readyAfter: 50 }),
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  };
}

export interface WithStatus<Status> extends KubeObject {
  status?: Status;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface ContainerStatus {
  restartCount: number;
  state: { waiting?: { reason: string; message?: string }; terminated?: { exitCode: number } };
  lastState: { terminated?: { exitCode: number } };
}

export type Pod = WithStatus<{ phase: string; containerStatuses?: ContainerStatus[]; conditions?: Condition[] }>;

export interface List<T> {
  items: T[];
}

/** Says that the object's condition of this type is True. */
export function holds(type: string): (object: WithStatus<{ conditions?: Condition[] }>) => boolean {
  return (object) => object.status?.conditions?.some((c) => c.type === type && c.status === "True") ?? false;
}
