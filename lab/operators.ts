// Objects of public operators, with the statuses that their controllers write, and how a wait tells that they are ready.
import type { ReadinessRule } from "../src/index.ts";

export interface OperatorKind {
  /** "argoproj.io/Rollout" */
  readonly kind: string;
  readonly version: string;
  /** What to say in the option `readiness`; undefined where kstatus reads the status by itself. */
  readonly rule?: ReadinessRule;
  readonly ready: object;
  /** Not ready, and why. */
  readonly failing: object;
  /** What a wait says of the latter. */
  readonly why: string;
}

const condition = (type: string, status: string, reason: string): object => ({
  observedGeneration: 1,
  conditions: [{ type, status, reason, message: `${reason} it is`, lastTransitionTime: "2026-01-01T00:00:00Z" }],
});

/** One whose status has a condition that kstatus knows. */
const conditioned = (kind: string, version: string, reason: string): OperatorKind => ({
  kind,
  version,
  ready: condition("Ready", "True", "Succeeded"),
  failing: condition("Ready", "False", reason),
  why: reason,
});

export const operators: readonly OperatorKind[] = [
  conditioned("cert-manager.io/Certificate", "v1", "DoesNotExist"),
  conditioned("kustomize.toolkit.fluxcd.io/Kustomization", "v1", "BuildFailed"),
  conditioned("helm.toolkit.fluxcd.io/HelmRelease", "v2", "InstallFailed"),
  conditioned("source.toolkit.fluxcd.io/GitRepository", "v1", "GitOperationFailed"),
  conditioned("cluster.x-k8s.io/Cluster", "v1beta1", "WaitingForControlPlane"),
  conditioned("kafka.strimzi.io/Kafka", "v1beta2", "Creating"),
  conditioned("serving.knative.dev/Service", "v1", "RevisionFailed"),
  conditioned("external-secrets.io/ExternalSecret", "v1", "SecretSyncedError"),
  conditioned("keda.sh/ScaledObject", "v1alpha1", "ScaledObjectCheckFailed"),
  {
    kind: "argoproj.io/Rollout",
    version: "v1alpha1",
    rule: "jsonpath={.status.phase}=Healthy",
    ready: { observedGeneration: "1", phase: "Healthy" },
    failing: { observedGeneration: "1", phase: "Degraded", message: "ProgressDeadlineExceeded" },
    why: "{.status.phase} is Degraded",
  },
  {
    kind: "argoproj.io/Application",
    version: "v1alpha1",
    rule: "jsonpath={.status.health.status}=Healthy",
    ready: { health: { status: "Healthy" }, sync: { status: "Synced" } },
    failing: { health: { status: "Degraded" }, sync: { status: "Synced" } },
    why: "{.status.health.status} is Degraded",
  },
  {
    kind: "postgresql.cnpg.io/Cluster",
    version: "v1",
    rule: "jsonpath={.status.phase}=Cluster in healthy state",
    ready: { phase: "Cluster in healthy state", readyInstances: 3 },
    failing: { phase: "Failing over", readyInstances: 2 },
    why: "{.status.phase} is Failing over",
  },
  {
    kind: "elasticsearch.k8s.elastic.co/Elasticsearch",
    version: "v1",
    rule: "jsonpath={.status.phase}=Ready",
    ready: { phase: "Ready", health: "green" },
    failing: { phase: "ApplyingChanges", health: "red" },
    why: "{.status.phase} is ApplyingChanges",
  },
  {
    kind: "monitoring.coreos.com/Prometheus",
    version: "v1",
    rule: "condition=Available",
    ready: condition("Available", "True", "Ready"),
    failing: condition("Available", "False", "StorageFull"),
    why: "Available is False: StorageFull",
  },
  {
    kind: "gateway.networking.k8s.io/Gateway",
    version: "v1",
    rule: "condition=Programmed",
    ready: condition("Programmed", "True", "Programmed"),
    failing: condition("Programmed", "False", "AddressNotAssigned"),
    why: "Programmed is False: AddressNotAssigned",
  },
  {
    kind: "pkg.crossplane.io/Provider",
    version: "v1",
    rule: ({ status }) => {
      const is = (type: string): boolean =>
        (status?.conditions ?? []).some(
          (one: { type: string; status: string }) => one.type === type && one.status === "True",
        );
      return is("Installed") && is("Healthy")
        ? "ready"
        : { status: "progressing", message: "not installed, or not healthy" };
    },
    ready: {
      conditions: [
        { type: "Installed", status: "True" },
        { type: "Healthy", status: "True" },
      ],
    },
    failing: { conditions: [{ type: "Installed", status: "True" }] },
    why: "not installed, or not healthy",
  },
];
