export type { CallOptions } from "./call.ts";
export { Chart } from "./chart.ts";
export type { Charts } from "./charts.ts";
export type { Dependencies } from "./dependencies.ts";
export {
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
} from "./error.ts";
export { Helm, helm } from "./helm.ts";
export type { Operation } from "./operation.ts";
export type { HelmOptions, LogLine } from "./options.ts";
export type { PlanTextOptions } from "./plan.ts";
export { Plan } from "./plan.ts";
export type { Registry } from "./registry.ts";
export type { Releases } from "./releases.ts";
export type { Repositories } from "./repositories.ts";
export type * from "./types.gen.ts";
