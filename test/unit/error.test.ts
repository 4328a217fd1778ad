import { describe, expect, test } from "bun:test";
import { helmError, messageOf } from "../../src/error.ts";
import {
  AbortedError,
  ChartError,
  ConfigurationError,
  HelmError,
  InstallError,
  LibraryNotFoundError,
  RegistryError,
  ReleaseError,
  RollbackError,
  UninstallError,
  UpgradeError,
  ValidationError,
} from "../../src/index.ts";
import type { HelmErrorCode } from "../../src/wire.gen.ts";

describe("the class of an error", () => {
  test.each<[HelmErrorCode, string, { readonly name: string }]>([
    ["ERR_HELM_LIBRARY_NOT_FOUND", "version", LibraryNotFoundError],
    ["ERR_HELM_LIBRARY_MISMATCH", "version", LibraryNotFoundError],
    ["ERR_HELM_UNSUPPORTED_PLATFORM", "releases.list", LibraryNotFoundError],
    ["ERR_HELM_KUBECONFIG_INVALID", "releases.install", ConfigurationError],
    ["ERR_HELM_INVALID_ARGUMENT", "releases.install", ValidationError],
    ["ERR_HELM_VALUES_INVALID", "releases.upgrade", ValidationError],
    ["ERR_HELM_CHART_NOT_FOUND", "releases.install", ChartError],
    ["ERR_HELM_CHART_INVALID", "charts.template", ChartError],
    ["ERR_HELM_CHART_INCOMPATIBLE", "releases.install", ChartError],
    ["ERR_HELM_TEMPLATE_FAILED", "charts.template", ChartError],
    ["ERR_HELM_DEPENDENCY_MISSING", "releases.install", ChartError],
    ["ERR_HELM_VERIFICATION_FAILED", "releases.install", ChartError],
    ["ERR_HELM_REPOSITORY_NOT_FOUND", "releases.install", RegistryError],
    ["ERR_HELM_REPOSITORY_UNREACHABLE", "releases.install", RegistryError],
    ["ERR_HELM_REGISTRY_UNAUTHORIZED", "releases.install", RegistryError],
    ["ERR_HELM_REGISTRY_UNREACHABLE", "releases.install", RegistryError],
    ["ERR_HELM_ABORTED", "releases.install", AbortedError],
    ["ERR_HELM_RELEASE_EXISTS", "releases.install", InstallError],
    ["ERR_HELM_RELEASE_NOT_FOUND", "releases.upgrade", UpgradeError],
    ["ERR_HELM_RELEASE_NOT_FOUND", "releases.uninstall", UninstallError],
    ["ERR_HELM_RELEASE_NOT_FOUND", "releases.rollback", RollbackError],
    ["ERR_HELM_RELEASE_NOT_FOUND", "releases.status", ReleaseError],
    ["ERR_HELM_FORBIDDEN", "releases.list", ReleaseError],
    ["ERR_HELM_CLOSED", "version", HelmError],
    ["ERR_HELM_INTERNAL", "charts.template", HelmError],
  ])("for %s of %s is the one that fits", (code, verb, errorClass) => {
    const error = helmError({ code, message: "it failed", verb });
    expect<unknown>(error.constructor).toBe(errorClass);
    expect(error.name).toBe(errorClass === AbortedError ? "AbortError" : errorClass.name);
    expect(error).toBeInstanceOf(HelmError);
    expect(error).toBeInstanceOf(Error);
  });
});

describe("an error", () => {
  test("carries what Go has sent, and nothing that it has not", () => {
    const wire = {
      code: "ERR_HELM_HOOK_FAILED" as const,
      message: "hook failed",
      verb: "releases.install",
      phase: "hook" as const,
      release: { name: "shop", status: "failed" as const },
      manifest: "kind: Job",
      applied: [{ kind: "Job", name: "migrate", action: "created" as const }],
      details: { hook: { kind: "Job", name: "migrate" }, event: "pre-install", pods: [] },
    };
    const error = helmError(wire);
    for (const [name, value] of Object.entries(wire)) expect(error[name as keyof typeof error]).toEqual(value);
    for (const name of ["cause", "chart", "resource", "revisions", "notApplied"] as const)
      expect(error[name]).toBeUndefined();
    expect(error.retryable).toBe(false);
  });

  test("has details even where Go has none to tell", () => {
    expect(helmError({ code: "ERR_HELM_CLOSED", message: "closed" }).details).toEqual({});
  });

  test("has Go's messages as a chain of causes", () => {
    const error = helmError({ code: "ERR_HELM_INTERNAL", message: "top", causes: ["middle", "bottom"] });
    const middle = error.cause as Error;
    expect([middle.message, (middle.cause as Error).message]).toEqual(["middle", "bottom"]);
    expect((middle.cause as Error).cause).toBeUndefined();
  });

  test("prefers the cause from JavaScript, be it undefined", () => {
    const reason = new Error("mine");
    const wire = { code: "ERR_HELM_ABORTED" as const, message: "cancelled", causes: ["context canceled"] };
    expect(helmError(wire, { cause: reason }).cause).toBe(reason);
    expect(helmError(wire, { cause: undefined }).cause).toBeUndefined();
  });

  test("has the stack of the one who called", () => {
    const error = helmError(
      { code: "ERR_HELM_RELEASE_EXISTS", message: "in use", verb: "releases.install" },
      { origin: "    at deploy (/app/deploy.ts:3:9)\n    at /app/main.ts:1:1" },
    );
    expect(error.stack).toBe(
      "InstallError: in use\n    at deploy (/app/deploy.ts:3:9)\n    at <anonymous> (/app/main.ts:1:1)",
    );
  });

  test("does not turn stack traces off for others", () => {
    const limit = Error.stackTraceLimit;
    helmError({ code: "ERR_HELM_INTERNAL", message: "x", causes: ["y"] });
    expect(Error.stackTraceLimit).toBe(limit);
  });

  test("shows its fields when it is printed", () => {
    const text = Bun.inspect(
      helmError({ code: "ERR_HELM_RELEASE_EXISTS", message: "in use", verb: "releases.install" }),
    );
    expect(text).toContain("InstallError: in use");
    expect(text).toContain("ERR_HELM_RELEASE_EXISTS");
    expect(text).not.toContain("undefined");
  });

  test("has the manifest, and keeps it to itself: it may hold Secrets", () => {
    const manifest = "kind: Secret\nstringData: {token: tell-nobody}\n";
    const error = helmError({ code: "ERR_HELM_WAIT_TIMEOUT", message: "timed out", manifest });
    expect(error.manifest).toBe(manifest);
    expect(Bun.inspect(error) + JSON.stringify(error)).not.toContain("tell-nobody");
  });
});

describe("the message of anything thrown", () => {
  const thrower = (): never => {
    throw new Error("from within");
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  test.each<[string, unknown, string]>([
    ["an error", new Error("plain"), "plain"],
    ["text", "plain", "plain"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["nothing", undefined, "undefined"],
    ["no prototype", Object.create(null), "[object Object]"],
    ["a toString that throws", { toString: thrower }, "[object Object]"],
    ["a toString that gives an object", { toString: () => ({}), valueOf: () => ({}) }, "[object Object]"],
    ["a message that throws", Object.defineProperty(new Error(), "message", { get: thrower }), "[object Error]"],
    ["a message that is no text", Object.assign(new Error(), { message: Symbol("m") }), "Symbol(m)"],
    ["nothing that can be asked", revoked.proxy, "object"],
  ])("is there for %s", (_, thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});

describe("HelmError.is", () => {
  const error: unknown = helmError({ code: "ERR_HELM_RELEASE_EXISTS", message: "in use", verb: "releases.install" });

  test("knows our errors from others", () => {
    expect(HelmError.is(error)).toBe(true);
    for (const other of [new Error("x"), new DOMException("x", "AbortError"), null, undefined, "text"]) {
      expect(HelmError.is(other)).toBe(false);
    }
  });

  test("tells one code from another", () => {
    expect(HelmError.is(error, "ERR_HELM_RELEASE_EXISTS")).toBe(true);
    expect(HelmError.is(error, "ERR_HELM_RELEASE_PENDING")).toBe(false);
  });

  test("knows those of another copy of the module, as bun --hot makes them", async () => {
    const again: typeof import("../../src/error.ts") = await import(`../../src/error.ts?${"again"}`);
    expect(again.HelmError).not.toBe(HelmError);
    expect(again.HelmError.is(error, "ERR_HELM_RELEASE_EXISTS")).toBe(true);
    expect(HelmError.is({ code: "ERR_HELM_RELEASE_EXISTS" })).toBe(false);
  });

  test("and instanceof agree", () => {
    expect(error).toBeInstanceOf(InstallError);
    expect(error).not.toBeInstanceOf(ValidationError);
    expect(error).not.toBeInstanceOf(AbortedError);
  });
});
