import type {
  AppliedResource,
  ContainerReport,
  EventReport,
  FailedRelease,
  HelmErrorCode,
  PodReport,
  ResourceRef,
  ResourceStatus,
  RevisionState,
  UnwrittenRecord,
  WireError,
} from "./wire.gen.ts";

/** What is reported of an error, besides its message. */
export interface Told extends Omit<WireError, "message" | "manifest" | "causes" | "thrown" | Lists> {
  readonly revisions?: readonly RevisionState[] | undefined;
  readonly applied?: readonly AppliedResource[] | undefined;
  readonly notApplied?: readonly ResourceRef[] | undefined;
  /** The messages of its causes, outermost first. */
  readonly causes: readonly string[];
}

type Lists = "revisions" | "applied" | "notApplied";

/** The lines below an error's message: where, why, what is recorded and applied, and what to do. */
export function reportLines(error: Told, message: string): string[] {
  const said = [message, ...error.causes];
  const { hint, ...details } = (error.details ?? {}) as Record<string, unknown> & { hint?: string };
  return [
    ...where(error),
    ...Object.entries(details).flatMap(([name, value]) => detail(name, value)),
    ...(saysAll.has(error.code) ? [] : error.causes.flatMap((cause) => block("because: ", cause))),
    ...recorded(error, said),
    ...listed("applied", error.applied, (it) => `${it.action} ${object(it)}`),
    ...listed("not applied", error.notApplied, object),
    ...(hint ? block("what to do: ", hint) : []),
  ];
}

/** Errors whose causes would only repeat the message. */
const saysAll: ReadonlySet<HelmErrorCode> = new Set<HelmErrorCode>([
  "ERR_HELM_INVALID_ARGUMENT",
  "ERR_HELM_RELEASE_EXISTS",
  "ERR_HELM_RELEASE_NOT_FOUND",
  "ERR_HELM_RELEASE_PENDING",
  "ERR_HELM_REPOSITORY_EXISTS",
  "ERR_HELM_REPOSITORY_NOT_FOUND",
  "ERR_HELM_REVISION_NOT_FOUND",
]);

function where({ verb, phase, release, resource, chart }: Told): string[] {
  const parts = [
    verb,
    phase && `phase ${phase}`,
    release && `release ${release.namespace ? `${release.namespace}/` : ""}${release.name}`,
    chart && `chart ${chart.name} ${chart.version}`,
    resource && object(resource),
  ];
  const known = parts.filter(Boolean);
  return known.length > 0 ? [`in: ${known.join(", ")}`] : [];
}

// How to report details that are more than a word; others are printed with their names.
const tellers: Record<string, (value: never) => string[]> = {
  resources: (all: (ResourceStatus & Partial<Evidence>)[]) => all.flatMap(resource),
  notReady: (all: ResourceStatus[]) => all.flatMap(resource),
  pods: (all: PodReport[]) => all.flatMap(pod),
  events: (all: EventReport[]) => all.flatMap(event),
  hook: (it: ResourceRef) => [`hook: ${object(it)}`],
  tests: (all: { name: string; status: string }[]) => all.map(({ name, status }) => `test ${name}: ${status}`),
  violations: (all: { chart: string; path: string; message: string }[]) =>
    all.flatMap(({ chart, path, message }) => block(`${chart}, values${place(path)}: `, message)),
  more: (count: number) => [`and ${count} more`],
  causes: (all: { field?: string; message: string }[]) =>
    all.flatMap(({ field, message }) => block(field ? `${field}: ` : "", message)),
  failures: (all: { name: string; message: string }[]) =>
    all.flatMap(({ name, message }) => block(`${name}: `, message)),
  remaining: (all: ResourceRef[]) => listed("remaining", all, object),
  objects: (all: ResourceRef[]) => listed("changed", all, object),
  conflicts: (all: (Partial<ResourceRef> & Conflict)[]) => all.flatMap(conflict),
  stack: (text: string) => text.trimEnd().split("\n"),
  release: (it: FailedRelease) => state(it),
  holder: () => [], // is in the message
  unwritten: ({ revision, cluster, record }: UnwrittenRecord) => [
    `not recorded: revision ${revision} is ${cluster}, but ${record ? `is recorded as ${record}` : "it is not known what is recorded"}`,
  ],
};

/** Fields that only the resources of a wait have. */
interface Evidence {
  readonly pods: readonly PodReport[];
  readonly events: readonly EventReport[];
}

interface Conflict {
  readonly field?: string;
  readonly manager?: string;
  readonly ownerName?: string;
  readonly ownerNamespace?: string;
  readonly message?: string;
}

/** A JSON pointer as a path: .users[0].name or ["a.b"]. */
function place(pointer: string): string {
  const steps = pointer.split("/").slice(1);
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) =>
      /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : /^\d+$/.test(step) ? `[${step}]` : `[${JSON.stringify(step)}]`,
    )
    .join("");
}

function detail(name: string, value: unknown): string[] {
  if (value === undefined || value === null || value === "" || value === false) return [];
  if ((name === "revision" && value === 0) || name === "ageMs") return []; // no revision; age is in the message
  if (Array.isArray(value) && value.length === 0) return [];
  const teller = Object.hasOwn(tellers, name) ? tellers[name] : undefined;
  const isText = typeof value === "string";
  if (teller !== undefined && (isText ? name === "stack" : typeof value === "object" || name === "more"))
    return teller(value as never);
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return [`${name}: ${value.join(", ")}`];
  return block(`${name}: `, typeof value === "object" ? JSON.stringify(value) : String(value));
}

function resource(it: ResourceStatus & Partial<Evidence>): string[] {
  const reason = it.reason && !it.message?.startsWith(it.reason) ? it.reason : undefined;
  const told = [it.status, reason, it.message].filter(Boolean).join(", ");
  const pods = (it.pods ?? []).filter(
    (one) => one.containers.length === 0 || one.containers.some(({ ready }) => !ready),
  );
  return [
    ...block(`${object(it)}: `, told),
    ...indented([...pods.flatMap(pod), ...(it.events ?? []).filter(isWarning).flatMap(event)]),
  ];
}

function pod(it: PodReport): string[] {
  return [
    ...block(`pod ${it.name}: `, [it.phase, it.reason, it.message].filter(Boolean).join(", ")),
    ...indented([...it.containers.flatMap(container), ...it.events.filter(isWarning).flatMap(event)]),
  ];
}

function container({ name, state, reason, message, restarts, exitCode, log = "" }: ContainerReport): string[] {
  const restarted = restarts > 0 ? `${restarts} ${restarts === 1 ? "restart" : "restarts"}` : undefined;
  const exited = exitCode === undefined ? undefined : `exit code ${exitCode}`;
  return [
    ...block(`container ${name}: `, [state, reason, exited, restarted, message].filter(Boolean).join(", ")),
    ...log
      .trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => `  | ${line}`),
  ];
}

function isWarning({ type }: EventReport): boolean {
  return type === "Warning";
}

function event({ reason, message, count = 1 }: EventReport): string[] {
  return block(`event ${reason}${count > 1 ? ` (${count} times)` : ""}: `, message);
}

function conflict(it: Partial<ResourceRef> & Conflict): string[] {
  if (it.field !== undefined) return [`${it.field}: managed by ${it.manager ?? "another"}`];
  const owner = it.ownerName ? `belongs to release ${it.ownerNamespace ?? ""}/${it.ownerName}` : it.message;
  return block(`${object(it as ResourceRef)}: `, owner ?? "");
}

function recorded({ release, revisions = [] }: Told, said: readonly string[]): string[] {
  if (revisions.length > 0) return revisions.flatMap((one) => state(one, said));
  return release?.revision === undefined ? [] : state(release, said);
}

/** Helm's description often repeats the failure. */
function state(
  { revision, status, description }: FailedRelease | RevisionState,
  said: readonly string[] = [],
): string[] {
  const isNew = description && !said.some((text) => description.includes(text) || text.includes(description));
  const remark = isNew ? ` (${description})` : "";
  return block(`recorded: revision ${revision} is `, `${status ?? "not known"}${remark}`);
}

const most = 20;

function listed<T>(title: string, all: readonly T[] = [], tell: (one: T) => string): string[] {
  if (all.length === 0) return [];
  const rest = all.length > most ? `, and ${all.length - most} more` : "";
  return [`${title}: ${all.slice(0, most).map(tell).join(", ")}${rest}`];
}

function object({ kind, namespace, name }: ResourceRef): string {
  return `${kind}/${namespace ? `${namespace}/` : ""}${name}`;
}

/** A text of one or more lines after its title. */
function block(title: string, text: string): string[] {
  const [first = "", ...others] = text.trimEnd().split("\n");
  return [`${title}${first}`, ...indented(others)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
