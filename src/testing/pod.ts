/**
 * A duration: a number of milliseconds, or text as in Go: `"1.5s"`, `"300ms"`, `"1m30s"`. Unlike in the options of a
 * `Helm` client, a number may be below 1000, since simulated pods are fast.
 */
export type Duration = number | string;

/** How the containers of a pod behave on the test cluster. No process runs in them. */
export interface PodBehaviour {
  /**
   * Time from scheduling the pod to its being ready. It starts with a short
   * ContainerCreating.
   * @default 300 ms
   */
  readyAfter?: Duration | undefined;
  /**
   * The containers run but never pass their readiness probe.
   * @default false
   */
  neverReady?: boolean | undefined;
  /**
   * The containers exit with code 1 (or `exitCode`) again and again: CrashLoopBackOff.
   * @default false
   */
  crashLoop?: boolean | undefined;
  /**
   * The images cannot be pulled: ErrImagePull, then ImagePullBackOff.
   * @default false
   */
  imagePullError?: boolean | undefined;
  /**
   * No node can take the pod, which stays Pending.
   * @default false
   */
  unschedulable?: boolean | undefined;
  /**
   * The containers exit with this code. What happens next depends on the pod's
   * restartPolicy, as on a real node.
   * @default 0 for pods of Jobs, Helm hooks and Helm tests; others keep running
   */
  exitCode?: number | undefined;
  /**
   * How long the containers run before they exit.
   * @default 100 ms, or as long as the lines of `logs` take at `logInterval`
   */
  exitAfter?: Duration | undefined;
  /**
   * How long the containers take to terminate when the pod is deleted, up to the
   * pod's grace period.
   * @default 0
   */
  terminateAfter?: Duration | undefined;
  /**
   * How many runs fail before one succeeds, counted over all pods of the owner (Job,
   * ReplicaSet, ...), or, without an owner, over all pods of that name.
   * @default 0
   */
  failTimes?: number | undefined;
  /**
   * The lines that each run of each container writes to its log.
   * @default two lines: that the container started, and its exit code
   */
  logs?: readonly string[] | undefined;
  /**
   * Time from one line of `logs` to the next.
   * @default 0: all are written at the start
   */
  logInterval?: Duration | undefined;
}

const prefix = "testcluster.bunhelm/";

/** How pods behave on the test cluster. */
export const pod = {
  /**
   * Returns annotations that make a pod behave in this way. Put them on the pod, or on
   * the pod template of a Deployment, a Job and so on.
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
