/**
 * A length of time: milliseconds as a number, or text as Go writes it: `"1.5s"`, `"300ms"`, `"1m30s"`. Unlike the
 * options of a `Helm` client, it may be a number below 1000: simulated pods are fast.
 */
export type Duration = number | string;

/** How the containers of a pod behave on the test cluster. No process runs in them. */
export interface PodBehaviour {
  /**
   * Time from the pod being put on the node to it being ready. A first part of it
   * shows as ContainerCreating.
   * @default 300 ms
   */
  readyAfter?: Duration | undefined;
  /** The containers run but never pass their readiness probe. */
  neverReady?: boolean | undefined;
  /** The containers end with exit code 1 (or `exitCode`) again and again: CrashLoopBackOff. */
  crashLoop?: boolean | undefined;
  /** The images cannot be pulled: ErrImagePull, then ImagePullBackOff. */
  imagePullError?: boolean | undefined;
  /** No node takes the pod. */
  unschedulable?: boolean | undefined;
  /**
   * The containers end with this code. What follows depends on the pod's
   * restartPolicy, as on a real node.
   * @default 0 for pods of Jobs, Helm hooks and Helm tests; others run on
   */
  exitCode?: number | undefined;
  /**
   * How long the containers run before they end by themselves.
   * @default 100 ms, or as long as the lines of `logs` take at `logInterval`
   */
  exitAfter?: Duration | undefined;
  /**
   * How long the containers take to end when the pod is deleted, at most the
   * pod's grace period.
   * @default 0
   */
  terminateAfter?: Duration | undefined;
  /**
   * How many runs fail before one works, counted over all pods of the owner (Job,
   * ReplicaSet, ...), or over all pods of the name for those without.
   * @default 0
   */
  failTimes?: number | undefined;
  /**
   * The lines each run of each container writes to its log.
   * @default that the container started, and its exit code
   */
  logs?: readonly string[] | undefined;
  /**
   * Time from one line of `logs` to the next.
   * @default 0: all are written at the start
   */
  logInterval?: Duration | undefined;
}

const prefix = "testcluster.bunhelm/";

/** Behaviour of pods on the test cluster. */
export const pod = {
  /**
   * Annotations for a pod, or for the template of a Deployment, Job and so on,
   * that make it behave in this way.
   *
   * @example
   * ```ts
   * template.metadata.annotations = pod.annotations({ readyAfter: "2s", logs: ["hello"] });
   * ```
   */
  annotations(behaviour: PodBehaviour): Record<string, string> {
    const annotations: Record<string, string> = {};
    for (const [name, value] of Object.entries(behaviour)) {
      if (value !== undefined) {
        annotations[prefix + kebab(name)] = encode(name, value);
      }
    }
    return annotations;
  },
} as const;

const durations: ReadonlySet<string> = new Set(["readyAfter", "exitAfter", "terminateAfter", "logInterval"]);

function encode(name: string, value: string | number | boolean | readonly string[]): string {
  if (typeof value === "object") {
    return value.join("\n");
  }
  return typeof value === "number" && durations.has(name) ? `${value}ms` : String(value);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
