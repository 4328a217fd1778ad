// One namespace in which operations run one after the other, so that what each must end with is known.
import { newHelm } from "../lab/client.ts";
import { type Helm, HelmError, type HelmErrorCode, type HelmOptions, type Operation } from "../src/index.ts";
import { pod } from "../src/testing/index.ts";
import type { Random } from "./random.ts";
import type { Place, World } from "./world.ts";

/** How an operation may end: well, or with one of these codes. */
type Outcome = "ok" | (HelmErrorCode extends `ERR_HELM_${infer Name}` ? Name : never);

/** Whether there is a release: after a cancel and some failures nobody knows. */
type Known = "absent" | "present" | "unknown";

/** An operation and what it may end with. */
interface Step {
  readonly what: string;
  readonly start: (helm: Helm, options: { signal?: AbortSignal; onEvent?: () => void }) => Operation<unknown>;
  readonly expected: readonly Outcome[];
  /** The release of this lane that it is about. */
  readonly name?: string;
  /** What is known of the release after an outcome; by default what was known before. */
  readonly leaves?: (outcome: Outcome) => Known | undefined;
}

const verbs = {
  install: 8,
  upgrade: 22,
  rollback: 6,
  uninstall: 10,
  test: 3,
  list: 8,
  status: 8,
  history: 6,
  get: 5,
  getValues: 4,
  getMetadata: 4,
  template: 10,
  version: 2,
  failing: 14,
};

/** Ways to fail, each with what it must end with. */
const failures: Record<string, Outcome> = {
  "no chart": "CHART_NOT_FOUND",
  "bad template": "TEMPLATE_FAILED",
  "bad values": "VALUES_INVALID",
  "bad option": "INVALID_ARGUMENT",
  "object of somebody else": "OWNERSHIP_CONFLICT",
  "bad object": "MANIFEST_INVALID",
  "not ready": "WAIT_TIMEOUT",
  "failing hook": "HOOK_FAILED",
  "throwing post-renderer": "POST_RENDERER_FAILED",
  "no namespace": "API_SERVER",
  "unreachable cluster": "CLUSTER_UNREACHABLE",
  "wrong token": "UNAUTHORIZED",
  "no rights": "FORBIDDEN",
};

/** Ends that leave no record. */
const early: ReadonlySet<Outcome> = new Set([
  "CHART_NOT_FOUND",
  "TEMPLATE_FAILED",
  "VALUES_INVALID",
  "INVALID_ARGUMENT",
]);

const names = ["a", "b", "c"];
const soon = { readyAfter: 10 } as const;

export class Lane {
  readonly #world: World;
  readonly #place: Place;
  readonly #known = new Map<string, Known>(names.map((name) => [name, "absent"]));
  #helm: Helm;
  #clients = 0;
  /** The operation under way, or the last one. */
  current = "";

  constructor(world: World, place: Place) {
    this.#world = world;
    this.#place = place;
    this.#helm = this.#client();
  }

  /** Runs one operation and tells what it was and how it ended. Throws when that was not expected. */
  async step(random: Random): Promise<{ what: string; outcome: Outcome }> {
    if (random.chance(0.02)) await this.#reopen(random);
    const verb = random.weighted(verbs);
    const step = verb === "failing" ? this.#failing(random) : this.#working(verb, random);
    const isCancelled = random.chance(0.15);
    this.current = step.what;
    const outcome = await this.#run(step, isCancelled, random);
    const expected: readonly Outcome[] = isCancelled ? [...step.expected, "ABORTED"] : step.expected;
    if (!expected.includes(outcome.name)) {
      const hint = `${step.what} in ${this.#place.namespace} (${this.#place.driver}): expected ${expected.join(" or ")}, but got`;
      throw new Error(`${hint} ${outcome.name}`, { cause: outcome.error });
    }
    if (step.name !== undefined) {
      const known = outcome.name === "ABORTED" ? "unknown" : step.leaves?.(outcome.name);
      if (known !== undefined) this.#known.set(step.name, known);
    }
    return { what: step.what, outcome: outcome.name };
  }

  close(): Promise<void> {
    return this.#helm.close();
  }

  /** A client; every other one has an identity of its own, as after a rotation. */
  #client(options: HelmOptions = {}): Helm {
    const { kubeconfig } = this.#world;
    const { namespace, driver } = this.#place;
    const as =
      this.#clients++ % 2 === 0 ? {} : { kubeAsUser: `${namespace}-${this.#clients}`, kubeAsGroup: ["system:masters"] };
    return newHelm({ kubeconfig, namespace, driver, ...as, ...options });
  }

  /** Opens another client and closes this one, at times with an operation under way. */
  async #reopen(random: Random): Promise<void> {
    const old = this.#helm;
    this.#helm = this.#client();
    const pending = random.chance(0.5) ? old.releases.list().then(String, code) : undefined;
    await old.close();
    const end = await pending;
    if (end !== undefined && typeof end !== "string") throw new Error("a client that is closed", { cause: end });
    // The memory driver's releases go with their client.
    if (this.#place.driver === "memory") for (const name of names) this.#known.set(name, "absent");
  }

  async #run(step: Step, isCancelled: boolean, random: Random): Promise<{ name: Outcome; error?: unknown }> {
    const reader = random.weighted({ none: 4, callback: 3, loop: 2, "part of a loop": 1 });
    const abort = isCancelled && random.chance(0.3) ? new AbortController() : undefined;
    const delay = random.chance(0.3) ? 0 : random.next() ** 2 * 150;
    let seen = 0;
    const operation = step.start(this.#helm, {
      ...(abort && { signal: abort.signal }),
      ...(reader === "callback" && { onEvent: () => void seen++ }),
    });
    const timer = isCancelled
      ? setTimeout(() => (abort === undefined ? operation.cancel() : abort.abort()), delay)
      : undefined;
    try {
      if (reader === "loop" || reader === "part of a loop") {
        for await (const _ of operation) if (reader !== "loop" && ++seen > 3) break;
      }
      await operation;
      return { name: "ok" };
    } catch (error) {
      return { name: code(error) as Outcome, error };
    } finally {
      clearTimeout(timer);
    }
  }

  #working(verb: Exclude<keyof typeof verbs, "failing">, random: Random): Step {
    const { chart } = this.#world;
    const name = names[random.below(names.length)] as string;
    const known = this.#known.get(name) as Known;
    const what = `${verb} ${name} (${known})`;
    const values = {
      text: `text ${random.below(5)}`,
      ...(random.chance(0.15) && { pod: pod.annotations(soon) }),
      ...(random.chance(0.1) && { hook: pod.annotations({ ...soon, exitAfter: 10 }) }),
    };
    const exists = (isThere: Outcome, isNot: Outcome): Outcome[] =>
      known === "present" ? [isThere] : known === "absent" ? [isNot] : [isThere, isNot];
    const nothing = { expected: exists("ok", "RELEASE_NOT_FOUND"), what, name };
    switch (verb) {
      case "install":
        return {
          what,
          name,
          start: ({ releases }, options) => releases.install(name, chart, { values, ...options }),
          expected: exists("RELEASE_EXISTS", "ok"),
          leaves: () => "present",
        };
      case "upgrade": {
        const install = random.chance(0.6);
        return {
          what: `${what}${install ? " with install" : ""}`,
          name,
          start: ({ releases }, options) => releases.upgrade(name, chart, { install, values, ...options }),
          expected: install ? ["ok"] : exists("ok", "RELEASE_NOT_FOUND"),
          leaves: (outcome) => (outcome === "ok" ? "present" : "absent"),
        };
      }
      case "rollback":
        return {
          ...nothing,
          start: ({ releases }, options) => releases.rollback(name, { wait: false, ...options }),
          // The revision before may not be there, or be one that failed and fails again.
          expected: [...nothing.expected, ...(known === "absent" ? [] : rollbackFailures)],
        };
      case "uninstall":
        return {
          ...nothing,
          start: ({ releases }, options) => releases.uninstall(name, { ...options }),
          leaves: () => "absent",
        };
      case "test":
        return { ...nothing, start: ({ releases }, options) => releases.test(name, { ...options }) };
      case "list":
        return { what: verb, start: ({ releases }, options) => releases.list({ ...options }), expected: ["ok"] };
      case "status":
      case "history":
      case "get":
      case "getValues":
      case "getMetadata":
        return { ...nothing, start: ({ releases }, options) => releases[verb](name, { ...options }) };
      case "template":
        return {
          what: verb,
          start: ({ charts }, options) => charts.template(chart, { values, ...options }),
          expected: ["ok"],
        };
      case "version":
        return { what: verb, start: (helm) => helm.version(), expected: ["ok"] };
    }
  }

  #failing(random: Random): Step {
    const { chart, nobody, stranger } = this.#world;
    const name = names[random.below(names.length)] as string;
    const way = random.weighted(Object.fromEntries(Object.keys(failures).map((key) => [key, 1])));
    const expected = [failures[way] as Outcome];
    const what = `upgrade ${name} (${this.#known.get(name)}), ${way}`;
    const asked = upgradeThatFails(way);
    if (asked !== undefined) {
      const start: Step["start"] = ({ releases }, options) =>
        releases.upgrade(name, way === "no chart" ? `${chart}/none` : chart, {
          install: true,
          ...asked,
          ...options,
        } as never);
      return { what, name, start, expected, leaves: (outcome) => (early.has(outcome) ? undefined : "unknown") };
    }
    const other: Record<string, HelmOptions> = {
      "no namespace": { namespace: "nowhere" },
      "unreachable cluster": { kubeApiserver: "https://127.0.0.1:1" },
      "wrong token": { kubeconfig: stranger, kubeToken: `wrong-${random.below(20)}` },
      "no rights": { kubeconfig: nobody },
    };
    return {
      what: `upgrade elsewhere, ${way}`,
      expected,
      start: (_, options) => {
        const client = this.#client(other[way]);
        const { namespace } = this.#place; // lanes meet in the namespace that is not there
        const operation = client.releases.upgrade(`elsewhere-${namespace}`, chart, { install: true, ...options });
        operation.then(
          () => client.close(),
          () => client.close(),
        );
        return operation;
      },
    };
  }
}

const rollbackFailures = [
  "REVISION_NOT_FOUND",
  "RELEASE_NOT_FOUND",
  "OWNERSHIP_CONFLICT",
  "MANIFEST_INVALID",
  "HOOK_FAILED",
] as const satisfies Outcome[];

/** Options with which an upgrade fails; undefined for a way that needs another client. */
function upgradeThatFails(way: string): object | undefined {
  switch (way) {
    case "no chart":
      return {};
    case "bad template":
      return { values: { wrong: "template" } };
    case "bad values":
      return { values: { text: 3 } };
    case "bad option":
      return { instal: true };
    case "object of somebody else":
      return { values: { wrong: "owner" } };
    case "bad object":
      return { values: { wrong: "object" } };
    case "not ready":
      return { values: { pod: pod.annotations({ neverReady: true }) }, timeout: "300ms" };
    case "failing hook":
      return { values: { hook: pod.annotations({ ...soon, exitAfter: 10, exitCode: 1 }) } };
    case "throwing post-renderer":
      return {
        postRenderer: () => {
          throw new Error("as asked");
        },
      };
  }
  return undefined;
}

function code(error: unknown): string {
  return error instanceof HelmError ? error.code.replace("ERR_HELM_", "") : String(error);
}
