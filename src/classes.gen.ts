// Generated from go/helm/internal/wire/errors_codes.go by scripts/errors.ts. DO NOT EDIT.
// To change it, edit the Go file and run: bun run gen

/** The classes of errors by code; an error with another code has the class of its verb. */
export const classOfCode = {
  ERR_HELM_LIBRARY_NOT_FOUND: "LibraryNotFoundError",
  ERR_HELM_LIBRARY_MISMATCH: "LibraryNotFoundError",
  ERR_HELM_UNSUPPORTED_PLATFORM: "LibraryNotFoundError",
  ERR_HELM_INVALID_ARGUMENT: "ValidationError",
  ERR_HELM_VALUES_INVALID: "ValidationError",
  ERR_HELM_KUBECONFIG_INVALID: "ConfigurationError",
  ERR_HELM_ABORTED: "AbortedError",
  ERR_HELM_CHART_NOT_FOUND: "ChartError",
  ERR_HELM_CHART_INVALID: "ChartError",
  ERR_HELM_CHART_INCOMPATIBLE: "ChartError",
  ERR_HELM_DEPENDENCY_MISSING: "ChartError",
  ERR_HELM_TEMPLATE_FAILED: "ChartError",
  ERR_HELM_VERIFICATION_FAILED: "ChartError",
  ERR_HELM_REPOSITORY_NOT_FOUND: "RegistryError",
  ERR_HELM_REPOSITORY_EXISTS: "RegistryError",
  ERR_HELM_REPOSITORY_UNREACHABLE: "RegistryError",
  ERR_HELM_REPOSITORY_UNAUTHORIZED: "RegistryError",
  ERR_HELM_REGISTRY_UNAUTHORIZED: "RegistryError",
  ERR_HELM_REGISTRY_UNREACHABLE: "RegistryError",
} as const;
