import type { InspectOptions } from "node:util";
import { classOfCode } from "./classes.gen.ts";
import { reportLines, type Told } from "./report.ts";
import type {
  AppliedResource,
  ChartInfo,
  DetailsOf,
  FailedRelease,
  HelmErrorCode,
  OperationPhase,
  ResourceRef,
  RevisionState,
  WireError,
} from "./wire.gen.ts";

// `bun --hot` evaluates this module again, so its errors are recognized by this, not by their class.
const brand = Symbol.for("bunhelm.error");

// The report, as a property, for those who print only properties.
const evidence = Symbol("report");

/** Printed below an error. */
class Evidence extends Error {
  static {
    Evidence.prototype.name = "details"; // Bun prints it as a heading
  }
}

/** What an error is made from, besides what Go has sent. */
export interface HelmErrorContext {
  /** The cause, instead of the chain of Go's messages. */
  readonly cause?: unknown;
  /** Where the operation was started: lines of a stack. */
  readonly origin?: string | undefined;
}

/**
 * Every failure of bunhelm. `code` says what went wrong, and its meaning never changes. The other fields
 * say more, if it is known.
 *
 * @example
 * ```ts
 * try {
 *   await helm.releases.upgrade("shop", "./charts/shop");
 * } catch (error) {
 *   if (HelmError.is(error, "ERR_HELM_RELEASE_PENDING")) console.error("held since", error.details.since);
 *   else throw error;
 * }
 * ```
 */
export class HelmError<Code extends HelmErrorCode = HelmErrorCode> extends Error {
  static {
    HelmError.prototype.name = "HelmError";
    Object.defineProperty(HelmError.prototype, brand, { value: true });
    Object.defineProperty(HelmError.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: HelmError, _depth: number, options: InspectOptions): string {
        return this.#printed(options);
      },
    });
  }

  /** What went wrong. */
  readonly code: Code;
  /** More about it; its type depends on the code. `details.hint` says what to do, if that is known. */
  declare readonly details: DetailsOf<Code>;
  /** The verb that was called, such as "releases.install". */
  declare readonly verb?: string;
  /** The step that failed. */
  declare readonly phase?: OperationPhase;
  /** The release as recorded after the failure, if there is one. */
  declare readonly release?: FailedRelease;
  /** The revisions that the operation has written and the deployed one, as recorded; oldest first. */
  declare readonly revisions?: readonly RevisionState[];
  /** The chart, if it was read. */
  declare readonly chart?: ChartInfo;
  /** The object that the error is about. */
  declare readonly resource?: ResourceRef;
  /** The objects written to the cluster, in order. */
  declare readonly applied?: readonly AppliedResource[];
  /** The objects in the manifest that were not written. */
  declare readonly notApplied?: readonly ResourceRef[];

  /**
   * Whether the same call may succeed a little later with nothing changed: the server did not answer, another
   * operation was faster, or the API server was too busy.
   */
  declare readonly retryable: boolean;

  readonly #manifest: string | undefined;
  /** Go's messages, except those that the message contains. */
  readonly #causes: readonly string[];
  #goCause: Error | undefined;

  /** Go's messages as a chain of errors, what your own function threw, or the reason you cancelled with. */
  override get cause(): unknown {
    return this.#goCause;
  }

  /** The rendered manifest, if there is one. It is never printed with the error, since it may contain Secrets. */
  get manifest(): string | undefined {
    return this.#manifest;
  }

  /** @internal */
  constructor(wire: WireError & { readonly code: Code }, context: HelmErrorContext = {}) {
    const { code, message, retryable = false, details, causes = [], thrown: _, manifest, ...known } = wire;
    super(message);
    this.code = code;
    this.#manifest = manifest;
    this.#causes = causes.filter(
      (cause, i) => ![message, ...causes.slice(0, i)].some((said) => said.includes(cause.trim())),
    );
    this.#goCause = causeChain(causes);
    // Bun prints enumerable properties, but only one level deep: the report below says everything in words.
    for (const [name, value] of Object.entries({ ...known, retryable, details: details ?? {} }))
      hidden(this, name, value);
    if ("cause" in context && context.cause !== undefined) hidden(this, "cause", context.cause);
    else if ("cause" in context) this.#goCause = undefined;
    if (context.origin) hidden(this, "stack", `${this.name}: ${this.message}\n${namedFrames(context.origin)}`);
    const lines = reportLines(this.#told(), this.message);
    // Bun does not use inspect.custom for an uncaught error, but prints an error among its properties below it.
    if (lines.length > 0)
      Object.assign(this, { [evidence]: withoutStack(() => new Evidence(`\n${lines.join("\n")}`)) });
  }

  /**
   * The error as plain text for people: what failed, where and why, with pods, events and the ends of logs,
   * what was applied, how the release is recorded, and what to do.
   *
   * @example
   * ```ts
   * const result = await helm.releases.upgrade("shop", "./charts/shop").catch((error: unknown) => {
   *   console.error(HelmError.is(error) ? error.report() : error);
   * });
   * ```
   */
  report(): string {
    return [`${this.name}: ${this.message}`, `code: ${this.code}`, ...reportLines(this.#told(), this.message)].join(
      "\n",
    );
  }

  /** For JSON.stringify and Response.json: every field except the manifest, the stack, and foreign causes. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    return { name, message, ...this.#told() };
  }

  #printed(options: InspectOptions): string {
    const frames = framesOf(this);
    const { cause } = this;
    const thrown = cause === undefined || cause === this.#goCause ? [] : [`caused by ${inspected(cause, options)}`];
    return [this.report(), ...(frames === "" ? [] : [frames]), ...thrown].join("\n");
  }

  #told(): Told {
    const { code, verb, phase, retryable, release, revisions, chart, resource, applied, notApplied, details } = this;
    const told = { code, verb, phase, retryable, release, revisions, chart, resource, applied, notApplied, details };
    return { ...told, causes: this.#causes };
  }

  /**
   * Whether a caught value is an error of bunhelm. With a code, whether it has that code; `details` then has
   * the type of that code.
   */
  static is<C extends HelmErrorCode = HelmErrorCode>(error: unknown, code?: C): error is HelmError<C> {
    if (typeof error !== "object" || error === null || !(brand in error)) return false;
    return code === undefined || (error as { code?: unknown }).code === code;
  }
}

/** The native library is missing, has the wrong version, or cannot run here. */
export class LibraryNotFoundError extends HelmError<
  "ERR_HELM_LIBRARY_NOT_FOUND" | "ERR_HELM_LIBRARY_MISMATCH" | "ERR_HELM_UNSUPPORTED_PLATFORM"
> {
  static {
    LibraryNotFoundError.prototype.name = "LibraryNotFoundError";
  }
}

/** The kubeconfig cannot be used. */
export class ConfigurationError extends HelmError<"ERR_HELM_KUBECONFIG_INVALID"> {
  static {
    ConfigurationError.prototype.name = "ConfigurationError";
  }
}

/** An option or a value is wrong. */
export class ValidationError extends HelmError<"ERR_HELM_INVALID_ARGUMENT" | "ERR_HELM_VALUES_INVALID"> {
  static {
    ValidationError.prototype.name = "ValidationError";
  }
}

/** The chart cannot be found, read, verified or rendered. */
export class ChartError extends HelmError {
  static {
    ChartError.prototype.name = "ChartError";
  }
}

/** A chart repository or registry cannot be reached, refuses access, or lacks what was asked for. */
export class RegistryError extends HelmError {
  static {
    RegistryError.prototype.name = "RegistryError";
  }
}

/**
 * The operation was cancelled. Its `name` is "AbortError", as with fetch. `cause` is the signal's reason or
 * the argument of cancel(). `details.changed` says whether anything was changed.
 */
export class AbortedError extends HelmError<"ERR_HELM_ABORTED"> {
  static {
    AbortedError.prototype.name = "AbortError";
  }
}

/** An install has failed. */
export class InstallError extends HelmError {
  static {
    InstallError.prototype.name = "InstallError";
  }
}

/** An upgrade has failed, or an install through `upgrade` with `install: true`. */
export class UpgradeError extends HelmError {
  static {
    UpgradeError.prototype.name = "UpgradeError";
  }
}

/** An uninstall has failed. */
export class UninstallError extends HelmError {
  static {
    UninstallError.prototype.name = "UninstallError";
  }
}

/** A rollback has failed. */
export class RollbackError extends HelmError {
  static {
    RollbackError.prototype.name = "RollbackError";
  }
}

/** Another operation on releases has failed. */
export class ReleaseError extends HelmError {
  static {
    ReleaseError.prototype.name = "ReleaseError";
  }
}

type HelmErrorClass = new (wire: never, context?: HelmErrorContext) => HelmError;

const classes = {
  LibraryNotFoundError,
  ConfigurationError,
  ValidationError,
  ChartError,
  RegistryError,
  AbortedError,
} satisfies Record<(typeof classOfCode)[keyof typeof classOfCode], HelmErrorClass>;

// For codes without a class of their own; the first match counts.
const classesOfVerbs: readonly (readonly [RegExp, HelmErrorClass])[] = [
  [/^releases\.install$/, InstallError],
  [/^releases\.upgrade$/, UpgradeError],
  [/^releases\.uninstall$/, UninstallError],
  [/^releases\.rollback$/, RollbackError],
  [/^releases\./, ReleaseError],
];

function classOf({ code, verb = "" }: WireError): HelmErrorClass {
  if (code in classOfCode) return classes[classOfCode[code as keyof typeof classOfCode]];
  return classesOfVerbs.find(([pattern]) => pattern.test(verb))?.[1] ?? HelmError;
}

/** Makes an error of the class that fits its code and verb. */
export function helmError(wire: WireError, context?: HelmErrorContext): HelmError {
  return withoutStack(() => new (classOf(wire))(wire as never, context));
}

/** The message of anything thrown. Never throws. */
export function messageOf(error: unknown): string {
  for (const text of [
    () => String(error instanceof Error ? error.message : error),
    () => Object.prototype.toString.call(error),
  ]) {
    try {
      return text();
    } catch {} // the next one asks less of it
  }
  return typeof error;
}

// Go's messages as a chain of errors.
function causeChain(messages: readonly string[] = []): Error | undefined {
  return messages.reduceRight<Error | undefined>(
    (cause, message) => withoutStack(() => new Error(message, cause && { cause })),
    undefined,
  );
}

// The place where these errors are made says nothing: it is where Go's records are read.
function withoutStack<T>(create: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

// Bun shows source lines only for frames of this form, and omits the name at the top level of a module.
function namedFrames(frames: string): string {
  return frames.replace(/^(\s+at )([^(\n]+:\d+:\d+)$/gm, "$1<anonymous> ($2)");
}

/** Bun would print a DOMException of an AbortSignal with the place in its engine where it was made. */
function inspected(cause: unknown, options: InspectOptions): string {
  if (cause instanceof DOMException) return `[DOMException [${cause.name}]: ${cause.message}]`;
  return process.getBuiltinModule("node:util").inspect(cause, options);
}

/** The lines of the stack. */
function framesOf({ stack }: Error): string {
  const lines = typeof stack === "string" ? stack.split("\n") : [];
  return lines.filter((line) => /^\s+at /.test(line)).join("\n");
}

// Not enumerable, as the engine defines cause and stack.
function hidden(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, configurable: true, enumerable: false });
}
