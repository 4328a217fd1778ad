// Generated from go/helm/internal/wire by go/helm/cmd/typegen. DO NOT EDIT.
// To change it, edit the Go structs and run: bun run gen

import type { ChartHandle } from "./handle.ts";

/** A post-renderer: gets the manifest, returns the one to use in its place. */
export type PostRenderer = (manifest: string) => string | Promise<string>;

/** A chart's archive: its path, a file URL, or its bytes. */
export type ArchiveRef = string | URL | Uint8Array | ArrayBuffer | Blob;

/** A file of keys: its path, a file URL, or its contents. */
export type Keyring = string | URL | Uint8Array | ArrayBuffer | Blob;

/** The contents of a file: text or bytes. */
export type FileContents = string | Uint8Array | ArrayBuffer | Blob;

/** A chart: a string as the CLI takes it (directory, archive, repo/name, URL, oci://), a URL, an archive's bytes, or a chart that charts.load has read. */
export type ChartRef = string | URL | Uint8Array | ArrayBuffer | Blob | ChartHandle;

/** ChartInfo names a chart. */
export interface ChartInfo {
  name: string;
  version: string;
  appVersion?: string | undefined;
}

/** ChartMetadata is the contents of Chart.yaml. */
export interface ChartMetadata {
  apiVersion: string;
  name: string;
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  /** "application" or "library"; if absent, it is an application. */
  type?: string | undefined;
  /** The range of Kubernetes versions that it supports. */
  kubeVersion?: string | undefined;
  deprecated?: boolean | undefined;
  home?: string | undefined;
  icon?: string | undefined;
  sources?: string[] | undefined;
  keywords?: string[] | undefined;
  maintainers?: Maintainer[] | undefined;
  annotations?: Record<string, string> | undefined;
  /** A path in the parent's values that enables or disables it. */
  condition?: string | undefined;
  tags?: string | undefined;
  /** The dependencies that Chart.yaml lists, whether or not they are in charts/. */
  dependencies?: Dependency[] | undefined;
}

/** Maintainer is a maintainer of a chart. */
export interface Maintainer {
  name?: string | undefined;
  email?: string | undefined;
  url?: string | undefined;
}

/** Dependency is one entry of a Chart.yaml's dependencies. */
export interface Dependency {
  name: string;
  version?: string | undefined;
  repository: string;
  /** A path in the values that enables or disables it. */
  condition?: string | undefined;
  tags?: string[] | undefined;
  /** Whether it was enabled in the release. */
  enabled?: boolean | undefined;
  alias?: string | undefined;
  /** The values that the parent imports from it, as in Chart.yaml. */
  importValues?: unknown[] | undefined;
}

/** CreateOptions are the options of charts.create. */
export interface CreateOptions {
  /** The chart to start from: a name in Helm's directory of starters, or an absolute path. CLI: --starter. */
  starter?: string | URL | undefined;
  /**
   * The directory in which to create the chart's directory.
   *
   * @default the working directory
   */
  directory?: string | URL | undefined;
}

/** CreateRequest is charts.create. */
export interface CreateRequest extends CreateOptions {
  name: string;
}

/** CreateResult is a chart that was created. */
export interface CreateResult {
  /** Its directory, an absolute path. */
  path: string;
}

/** DependencyOptions are the options of charts.dependencies.update and build. */
export interface DependencyOptions extends LinksOption, RegistryOptions, SourceDateOption, KeyringOption {
  /**
   * Verify the dependencies against their provenance files. If one has none, update refuses it, but build does not.
   * CLI: --verify.
   *
   * @default false
   */
  verify?: boolean | undefined;
  /**
   * Use the repositories' indexes as they were last updated. CLI: --skip-refresh.
   *
   * @default false
   */
  skipRefresh?: boolean | undefined;
}

/** DependencyRequest is charts.dependencies.update and build. */
export interface DependencyRequest extends DependencyOptions {
  path: string | URL;
}

/** DependencyListRequest is charts.dependencies.list. */
export interface DependencyListRequest extends LinksOption {
  path: string | URL;
}

/** ListedDependency is a dependency listed in Chart.yaml. */
export interface ListedDependency {
  name: string;
  /** The version that the chart asks for, which may be a range. */
  version: string;
  /**
   * The repository as Chart.yaml gives it: a URL, "oci://...", "file://..." or "@name"; empty for a chart that is
   * only in charts/.
   */
  repository: string;
  status: DependencyStatus;
}

/** DependencyStatus is the state of a dependency in charts/, in the command's words. */
export type DependencyStatus =
  | "ok"
  | "unpacked"
  | "missing"
  | "wrong version"
  | "invalid version"
  | "too many matches"
  | "corrupt"
  | "misnamed"
  | "bad pattern";

/** DependencyChanges is the result of charts.dependencies.update and build. */
export interface DependencyChanges {
  /** The dependencies whose archives were saved in charts/, in the order of Chart.yaml. */
  saved: SavedDependency[];
  /** The archives that were deleted from charts/, such as "charts/redis-1.0.0.tgz". */
  removed: string[];
  /** Whether Chart.lock, or requirements.lock, was written. */
  lockWritten: boolean;
}

/** SavedDependency is a dependency in charts/. */
export interface SavedDependency {
  name: string;
  /** The exact version. */
  version: string;
  repository: string;
  /** Its archive, such as "charts/redis-1.2.0.tgz". */
  file: string;
  /** The digest of the archive: "sha256:" and its hexadecimal digits. */
  archiveDigest: string;
  /** Whether the file is new or its contents have changed. */
  changed: boolean;
}

/** LintOptions are the options of charts.lint. */
export interface LintOptions extends NamespaceOption, LinksOption, ValuesOptions, SchemaOptions {
  /**
   * Fail on warnings too. CLI: --strict.
   *
   * @default false
   */
  strict?: boolean | undefined;
  /**
   * Also lint the charts in charts/. CLI: --with-subcharts.
   *
   * @default false
   */
  withSubcharts?: boolean | undefined;
  /**
   * Leave out messages of severity "info". CLI: --quiet.
   *
   * @default false
   */
  quiet?: boolean | undefined;
  /**
   * The Kubernetes version that templates see, and for which deprecated APIs are reported. CLI: --kube-version.
   *
   * @default the version of the linked Kubernetes client
   */
  kubeVersion?: string | undefined;
}

/** LintRequest is charts.lint. */
export interface LintRequest extends LintOptions {
  chart: ChartRef;
}

/** LintResult is the result of charts.lint. */
export interface LintResult {
  /** Whether the command would exit with status 0. */
  passed: boolean;
  /** The paths of the charts that were checked. */
  charts: string[];
  /** The ones that failed. */
  failed: string[];
  /** All messages, in Helm's order. */
  messages: LintMessage[];
}

/** LintMessage is one finding. */
export interface LintMessage {
  severity: LintSeverity;
  /** The file of the chart that it is about, or the chart's directory. Empty if nothing could be read. */
  path: string;
  message: string;
  /** The chart, as in charts. */
  chart: string;
}

/** LintSeverity is how serious a finding is. */
export type LintSeverity = "unknown" | "info" | "warning" | "error";

/** LoadOptions are the options of charts.load. */
export interface LoadOptions extends ChartSourceOptions, LinksOption {
}

/** LoadRequest is charts.load. */
export interface LoadRequest extends LoadOptions {
  chart: ChartRef;
}

/** LoadedChart is the part of a loaded chart that crosses to JavaScript. */
export interface LoadedChart {
  handle: number;
  metadata: ChartMetadata;
  dependencies: ChartInfo[];
  templates: string[];
  files: string[];
  crds: string[];
  /** As JSON. */
  values: string;
  schema: string;
  readme: string;
  url?: string | undefined;
  digest?: string | undefined;
  archiveDigest?: string | undefined;
  /** How many bytes Go keeps for it. */
  size: number;
}

/** CloseChartRequest frees a loaded chart. */
export interface CloseChartRequest {
  handle: number;
}

/** ReadChartRequest reads a file of a chart. */
export interface ReadChartRequest {
  chart: ChartRef;
  file: string;
  /** AsBytes asks for bytes instead of text. */
  asBytes?: boolean | undefined;
}

/** ChartFile is a file of a chart. */
export interface ChartFile {
  text: string;
  bytes?: Uint8Array<ArrayBuffer> | undefined;
}

/** PackageOptions are the options of charts.package. */
export interface PackageOptions extends RegistryOptions, SourceDateOption, LinksOption {
  /** The version to give the package, instead of the chart's. CLI: --version. */
  version?: string | undefined;
  /** The appVersion to give the package. CLI: --app-version. */
  appVersion?: string | undefined;
  /**
   * Write the archive to this directory, which is created if it does not exist. The command's default is the
   * current directory. CLI: --destination.
   *
   * @default no file: the result has the bytes
   */
  destination?: string | URL | undefined;
  /**
   * Update the dependencies in charts/ first, as charts.dependencies.update does. CLI:
   * --dependency-update.
   *
   * @default false
   */
  dependencyUpdate?: boolean | undefined;
  /**
   * Create a provenance file, signed with key. CLI: --sign.
   *
   * @default false
   */
  sign?: boolean | undefined;
  /** The name of the key to sign with, or a part of it. CLI: --key. */
  key?: string | undefined;
  /**
   * The file of secret keys, or its contents. GNUPGHOME changes the default directory. CLI: --keyring.
   *
   * @default "~/.gnupg/pubring.gpg"
   */
  keyring?: Keyring | undefined;
  /** The passphrase of the key. It is never asked for on the terminal. */
  passphrase?: string | undefined;
  /** A file whose first line is the passphrase. CLI: --passphrase-file. */
  passphraseFile?: string | URL | undefined;
}

/** PackageRequest is charts.package. */
export interface PackageRequest extends PackageOptions {
  path: string | URL;
}

/** PackagedChart is the result of charts.package. */
export interface PackagedChart {
  name: string;
  version: string;
  /** The name of the archive: "name-version.tgz". */
  file: string;
  /**
   * The digest of the archive: "sha256:" and its hexadecimal digits. charts.push returns it as archiveDigest, since
   * a registry has a digest of its own.
   */
  digest: string;
  /** The file that was written. */
  path?: string | undefined;
  /** The archive, if no file was written. */
  bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** The provenance file, with sign. It is also written next to the archive. */
  provenance?: string | undefined;
}

/** PullOptions are the options of charts.pull. */
export interface PullOptions extends ChartSourceOptions {
  /**
   * Write the archive to this directory, which must exist, under the name that the command gives it. The command's
   * default is the current directory. CLI: --destination.
   *
   * @default no file: the result has the bytes
   */
  destination?: string | URL | undefined;
  /**
   * Unpack the chart into a directory with its name, which must not exist yet. CLI: --untar.
   *
   * @default false
   */
  untar?: boolean | undefined;
  /**
   * With untar: the directory to unpack into, relative to destination unless it is absolute. CLI: --untardir.
   *
   * @default "."
   */
  untarDir?: string | URL | undefined;
  /**
   * Also download the provenance file, if there is one, without checking it. CLI: --prov.
   *
   * @default false
   */
  prov?: boolean | undefined;
}

/** PullRequest is charts.pull. */
export interface PullRequest extends PullOptions {
  chart: string | URL;
}

/** PulledChart is the result of charts.pull. */
export interface PulledChart {
  name: string;
  version: string;
  /**
   * The URL it was downloaded from, without credentials. It can be pulled again from there. In a registry,
   * "oci://host/path/name:version", as in the result of charts.push.
   */
  url: string;
  /**
   * The digest that its server uses for it, "sha256:" and hexadecimal digits. In a registry, that of the manifest,
   * so it can be pulled as "oci://host/path/name@sha256:..."; otherwise that of the archive.
   */
  digest: string;
  /** The digest of the archive. */
  archiveDigest: string;
  /** The file that was written, or the directory with untar. */
  path?: string | undefined;
  /** The archive, if no file was written. */
  bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** The provenance file, with prov or verify. It is also written next to the archive. */
  provenance?: string | undefined;
  /** With verify: who signed it, as in the result of charts.verify. */
  verification?: VerifyResult | undefined;
}

/** PushOptions are the options of charts.push. */
export interface PushOptions extends RegistryOptions, ProvenanceOption {
}

/** PushRequest is charts.push. */
export interface PushRequest extends PushOptions {
  chart: ArchiveRef;
  remote: string;
}

/** PushedChart is the result of charts.push. */
export interface PushedChart {
  name: string;
  version: string;
  /** Its reference: "oci://host/path/name:version". A plus sign in the version becomes an underscore. */
  reference: string;
  /** The digest of the manifest in the registry. The chart can be pulled with it: "oci://host/path/name@sha256:...". */
  digest: string;
  /** The digest of the archive. */
  archiveDigest: string;
  /** Whether a provenance file was pushed too. */
  provenance: boolean;
}

/** ShowOptions are the options of charts.show. */
export interface ShowOptions extends ChartSourceOptions, LinksOption {
  /**
   * A JSONPath expression that selects from the values. text.values is its result, as with `helm show values`. CLI:
   * --jsonpath.
   *
   * @example "{.image.tag}"
   */
  jsonpath?: string | undefined;
}

/** ShowRequest is charts.show. */
export interface ShowRequest extends ShowOptions {
  chart: ChartRef;
}

/** ShowResult is the result of charts.show. */
export interface ShowResult {
  metadata: ChartMetadata;
  /** The default values. */
  values: Record<string, unknown>;
  /** The output of each command. */
  text: ShowText;
}

/** ShowText is what `helm show` prints. */
export interface ShowText {
  /** `helm show chart`: Chart.yaml. */
  chart: string;
  /** `helm show values`: values.yaml with its comments, or what jsonpath selects. */
  values: string;
  /** `helm show readme`. */
  readme: string;
  /** `helm show crds`. */
  crds: string;
  /** `helm show all`. */
  all: string;
}

/** TemplateOptions are the options of charts.template. */
export interface TemplateOptions extends NamespaceOption, ChartSourceOptions, LinksOption, DependencyUpdateOption, NameOptions, ValuesOptions, RenderOptions, HooksOption, RecordOptions {
  /**
   * The name of the release. CLI: the first argument.
   *
   * @default "release-name"
   */
  name?: string | undefined;
  /**
   * Include the chart's crds/ in the manifest. CLI: --include-crds.
   *
   * @default false
   */
  includeCrds?: boolean | undefined;
  /**
   * Leave test hooks out of hooks. CLI: --skip-tests.
   *
   * @default false
   */
  skipTests?: boolean | undefined;
  /**
   * Set .Release.IsUpgrade instead of .Release.IsInstall. CLI: --is-upgrade.
   *
   * @default false
   */
  isUpgrade?: boolean | undefined;
  /**
   * The Kubernetes version that templates see. Not with dryRun: "server". CLI: --kube-version.
   *
   * @default the version of the linked Kubernetes client
   */
  kubeVersion?: string | undefined;
  /** Additional entries for .Capabilities.APIVersions. Not with dryRun: "server". CLI: --api-versions. */
  apiVersions?: readonly string[] | undefined;
  /**
   * "client" contacts no cluster. With "server", lookup works and .Capabilities are the cluster's. Every kind must
   * be served by the cluster or defined in the chart's crds/, and an object that exists but does not belong to this
   * release is an error. Errors that the API server reports only when objects are written, such as an unknown
   * field, are not found; use releases.install with dryRun: "server" for that. CLI: --dry-run.
   *
   * @default "client"
   */
  dryRun?: TemplateDryRun | undefined;
  /**
   * With dryRun: "server": do not read the API server's OpenAPI document, which Helm uses to check fields before
   * Kubernetes 1.25. CLI: --disable-openapi-validation.
   *
   * @default false
   */
  disableOpenapiValidation?: boolean | undefined;
  /**
   * With dryRun: "server": accept existing objects that belong to another release or to none. CLI:
   * --take-ownership.
   *
   * @default false
   */
  takeOwnership?: boolean | undefined;
  /**
   * Also return the documents of the manifest as objects, parsed by Helm's own YAML rules: 0o777 is 511 and yes is
   * true. Documents without an object are left out, a List remains one object, and integers above 2^53 are rounded,
   * as in JavaScript.
   *
   * @default false
   */
  objects?: boolean | undefined;
  /** Return only the manifests of these templates, given as paths in the chart or patterns. CLI: --show-only. */
  showOnly?: readonly string[] | undefined;
  /** Also write each template's result to a file in this directory. CLI: --output-dir. */
  outputDir?: string | URL | undefined;
  /**
   * With outputDir: put the files in a subdirectory named after the release. CLI: --release-name.
   *
   * @default false
   */
  releaseName?: boolean | undefined;
}

/** TemplateRequest is charts.template. */
export interface TemplateRequest extends TemplateOptions {
  chart: ChartRef;
}

/** TemplateResult is a rendered chart. */
export interface TemplateResult {
  /** What `helm template` prints: the objects, then the hooks, as YAML documents. */
  manifest: string;
  /** The hooks, each with its own manifest. */
  hooks: Hook[];
  /** The rendered NOTES.txt, which `helm template` does not print. */
  notes: string;
  /** With objects: the documents of the manifest, hooks included, in its order. */
  objects?: KubernetesObject[] | undefined;
}

/** TemplateDryRun is "client" or "server". */
export type TemplateDryRun = "client" | "server";

/** VerifyOptions are the options of charts.verify. */
export interface VerifyOptions extends ProvenanceOption, KeyringOption {
}

/** VerifyRequest is charts.verify. */
export interface VerifyRequest extends VerifyOptions {
  chart: ArchiveRef;
}

/** VerifyResult says who signed a chart. */
export interface VerifyResult {
  /** The identities of the key, such as "Jane <jane@example.com>". */
  signedBy: string[];
  /** The key's fingerprint in upper-case hexadecimal digits. */
  fingerprint: string;
  /** The archive's digest, as signed: "sha256:...". */
  digest: string;
  /** The archive's name, as signed: "name-version.tgz". Bytes have no other name. */
  file: string;
}

/**
 * ClientOptions are the options of a client that Go reads. Each overrides its HELM_* or KUBECONFIG variable, as the
 * flags of the CLI do.
 */
export interface ClientOptions {
  /**
   * The kubeconfig. A string or file URL is a path; several paths are merged as kubectl merges them; a Blob, bytes
   * or an object are the contents. Files are read at each call, so a renewed credential works without a new client.
   * Relative paths in a file are resolved against its directory, those in contents against the working directory.
   *
   * A credential plugin (exec) runs in the client's `env`, without a terminal. It runs once for all calls until its
   * credential expires or is refused. New tokens of the oidc provider are written to the file they came from, as
   * kubectl does.
   *
   * @default the files in KUBECONFIG, then ~/.kube/config, then the pod's service account
   */
  kubeconfig?: Kubeconfig | undefined;
  /**
   * Use only the service account of the pod that this process runs in.
   *
   * @default false
   */
  inCluster?: boolean | undefined;
  /**
   * The directory of the service account, with the files token and ca.crt, and namespace if there is one. Use it
   * for a token that is projected to another directory.
   *
   * @default "/var/run/secrets/kubernetes.io/serviceaccount"
   */
  serviceAccountDirectory?: string | undefined;
  /**
   * The kubeconfig context to use. CLI: --kube-context.
   *
   * @default HELM_KUBECONTEXT, then the current context
   */
  kubeContext?: string | undefined;
  /**
   * The namespace of calls that do not set their own. CLI: --namespace.
   *
   * @default HELM_NAMESPACE, then the context's namespace, then "default"
   */
  namespace?: string | undefined;
  /**
   * A bearer token, used instead of the kubeconfig's token, token file, plugin or provider. If the kubeconfig has a
   * client certificate, it is sent too, and the API server prefers it. CLI: --kube-token.
   *
   * @default HELM_KUBETOKEN
   */
  kubeToken?: string | undefined;
  /**
   * The user to impersonate. CLI: --kube-as-user.
   *
   * @default HELM_KUBEASUSER
   */
  kubeAsUser?: string | undefined;
  /**
   * The groups to impersonate. CLI: --kube-as-group.
   *
   * @default HELM_KUBEASGROUPS, separated by commas
   */
  kubeAsGroup?: readonly string[] | undefined;
  /**
   * The address of the API server. CLI: --kube-apiserver.
   *
   * @default HELM_KUBEAPISERVER
   */
  kubeApiserver?: string | undefined;
  /**
   * The path of the certificate authority file of the API server. CLI: --kube-ca-file.
   *
   * @default HELM_KUBECAFILE
   */
  kubeCaFile?: string | undefined;
  /**
   * The name to expect in the API server's certificate. CLI: --kube-tls-server-name.
   *
   * @default HELM_KUBETLS_SERVER_NAME
   */
  kubeTlsServerName?: string | undefined;
  /**
   * Do not check the API server's certificate. CLI: --kube-insecure-skip-tls-verify.
   *
   * @default HELM_KUBEINSECURE_SKIP_TLS_VERIFY, then false
   */
  kubeInsecureSkipTlsVerify?: boolean | undefined;
  /**
   * The most requests per second to the API server; 0 means client-go's default of 5, -1 means no limit. CLI:
   * --qps.
   *
   * @default HELM_QPS, then 0
   */
  qps?: number | undefined;
  /**
   * How many requests may be sent at once before qps applies. CLI: --burst-limit.
   *
   * @default HELM_BURST_LIMIT, then 100
   */
  burstLimit?: number | undefined;
  /**
   * Where release records are stored. Records in "memory" exist as long as the client.
   *
   * @default HELM_DRIVER, then "secret"
   */
  driver?: StorageDriver | undefined;
  /**
   * The PostgreSQL connection string of the "sql" driver, as a URL or as "host=... user=...". PG* variables supply
   * what it leaves out.
   *
   * @default HELM_DRIVER_SQL_CONNECTION_STRING
   */
  driverSqlConnectionString?: string | undefined;
  /**
   * The releases that the "memory" driver starts with, as Helm stores them: objects, or paths or file URLs of YAML
   * or JSON files that contain a list of them. Only a name is required; the defaults are revision 1, deployed, in
   * the namespace "default". They are read once, when the client first uses the driver.
   *
   * @default the files in HELM_MEMORY_DRIVER_DATA, separated by colons
   */
  memoryDriverData?: readonly MemoryDriverData[] | undefined;
  /**
   * Where Helm's own files are kept: repositories and their indexes, logins, downloaded charts. With "memory", none
   * of them is read or written, and neither is Docker's configuration. The client's repositories and logins then
   * belong to it alone and exist as long as it does. Paths set by the next four options still apply. A client
   * without HOME always keeps them in memory.
   *
   * @default "disk"
   */
  home?: HelmHome | undefined;
  /**
   * The file of chart repositories. CLI: --repository-config.
   *
   * @default HELM_REPOSITORY_CONFIG, then "~/.config/helm/repositories.yaml"
   */
  repositoryConfig?: string | undefined;
  /**
   * The directory of the repositories' indexes. CLI: --repository-cache.
   *
   * @default HELM_REPOSITORY_CACHE, then "~/.cache/helm/repository"
   */
  repositoryCache?: string | undefined;
  /**
   * The directory of downloaded charts, stored by digest. CLI: --content-cache.
   *
   * @default HELM_CONTENT_CACHE, then "~/.cache/helm/content"
   */
  contentCache?: string | undefined;
  /**
   * The file of logins to registries. CLI: --registry-config.
   *
   * @default HELM_REGISTRY_CONFIG, then "~/.config/helm/registry/config.json"
   */
  registryConfig?: string | undefined;
  /** Text added to the User-Agent of every request to the API server, to identify the client in the audit log. */
  userAgent?: string | undefined;
  /**
   * How long to retry the repair of a release's record after an operation has failed, was cancelled, or could not
   * write it, while the API server cannot be reached. The time starts at the failure; a request under way at its
   * end has 10 s more. A repair that the API server refuses is not retried. Milliseconds, at least 1000, or text
   * such as "1m".
   *
   * @default "30s"
   */
  repairTimeout?: number | string | undefined;
  /**
   * The limit of each request to the API server; one that is not answered in time fails with
   * ERR_HELM_CLUSTER_UNREACHABLE. (An API server itself gives up on a request after a minute.) It also limits each
   * read or write of records by the "sql" driver, which fails with ERR_HELM_STORAGE_FAILED. If the call has a
   * shorter `timeout`, that is the limit, but at least 5 s. Watches are not limited; they end with the wait.
   * Milliseconds, at least 1000, or text such as "1m".
   *
   * @default "1m15s"
   */
  requestTimeout?: number | string | undefined;
  /**
   * Follow symbolic links that lead out of charts' directories, as the command does. Whatever file they point to
   * becomes part of the chart. Use this only for charts of your own, such as charts that share files. Each call may
   * override it.
   *
   * @default false
   */
  followLinks?: boolean | undefined;
  /** Limits on data from others: release records, charts, responses of servers. */
  limits?: ClientLimits | undefined;
}

/** HelmHome is where Helm's own files are kept. */
export type HelmHome = "disk" | "memory";

/** StorageDriver is a storage driver of Helm. */
export type StorageDriver = "secret" | "configmap" | "memory" | "sql";

/** Client is the part of each call that describes its client. */
export interface Client extends ClientOptions {
  /** The client's number within its channel. The records of the memory driver belong to it. */
  id: number;
  /** The variables that Helm and client-go would read from the process environment. */
  env?: Record<string, string> | undefined;
  /** The PATH of the JavaScript process, where env has none. */
  searchPath?: string | undefined;
}

/** CloseRequest drops what Go keeps for one client. */
export interface CloseRequest {
}

/** RepairedRequest names a cancelled operation whose repair is still running. */
export interface RepairedRequest {
  operation: number;
}

/** RepairedResult is the outcome of the repair. */
export interface RepairedResult {
  /** Why the newest record does not say how the operation ended; absent if every record does. */
  unwritten?: WireError | undefined;
}

/** SettingsRequest asks what the client's options and environment mean. Only files are read. */
export interface SettingsRequest {
}

/**
 * ClientSettings are where a client keeps Helm's files and its release records. An empty path: there is no such place,
 * and what belongs there is kept in memory.
 */
export interface ClientSettings {
  driver: string;
  repositoryConfig: string;
  repositoryCache: string;
  contentCache: string;
  registryConfig: string;
  pluginsDirectory: string;
  /** The plugins that are installed there. */
  plugins: ClientPlugin[];
}

/** ClientPlugin is a plugin that is installed for Helm. */
export interface ClientPlugin {
  directory: string;
  name?: string | undefined;
  type?: string | undefined;
  /** Why it cannot be used. */
  problem?: string | undefined;
}

/** TargetRequest asks which cluster the client is for, without asking the cluster. */
export interface TargetRequest {
}

/** ClientTarget is a cluster and who asks it. */
export interface ClientTarget {
  /** The kubeconfig's files, in order of precedence; none for contents and a pod's service account. */
  kubeconfigs: string[];
  context?: string | undefined;
  /** The names of the cluster and the user in the kubeconfig. */
  cluster?: string | undefined;
  user?: string | undefined;
  /** The addresses of the API server and of the proxy before it, without credentials. */
  server?: string | undefined;
  proxy?: string | undefined;
  /** The namespace of calls that do not set their own. */
  namespace?: string | undefined;
  /** Nothing names a cluster: no option, no variable, no file, no service account. */
  none?: boolean | undefined;
}

/** ServerRequest asks the cluster for its version. */
export interface ServerRequest {
}

/** ClientServer is what the API server says. */
export interface ClientServer {
  version: string;
  /** Whether the client's namespace exists; absent if the user may not know. */
  namespaceExists?: boolean | undefined;
}

/** RightsRequest asks what the client's user may do in its namespace. */
export interface RightsRequest {
}

/** ClientRights are what Helm does with release records, and bunhelm to explain a failure. */
export interface ClientRights {
  rights: ClientRight[];
}

/** ClientRight is one verb on one resource. */
export interface ClientRight {
  verb: string;
  resource: string;
  /** Whether release records need it; otherwise the errors of failed waits do. */
  records: boolean;
  allowed: boolean;
  /** What the authorizer says. */
  reason?: string | undefined;
}

/** VersionResult is the version of everything that is linked. */
export interface VersionResult {
  /** bunhelm's own version. */
  bunhelm: string;
  /** The version of the Helm SDK. */
  helm: string;
  /** The version of the Kubernetes client. */
  kubernetes: string;
  /** The version of Go. */
  go: string;
}

/** VersionRequest has no options. */
export interface VersionRequest {
}

/** WireError is the error of a failed operation. It becomes a HelmError. */
export interface WireError {
  code: HelmErrorCode;
  message: string;
  /** The verb that was called, such as "releases.install". */
  verb?: string | undefined;
  /** The step that failed. */
  phase?: OperationPhase | undefined;
  /** Whether the same call may succeed a little later with nothing changed. */
  retryable?: boolean | undefined;
  /** The release as recorded after the failure, if there is one. */
  release?: FailedRelease | undefined;
  /** The revisions that the operation has written and the deployed one, as recorded; oldest first. */
  revisions?: RevisionState[] | undefined;
  /** The chart, if it was read. */
  chart?: ChartInfo | undefined;
  /** The object that the error is about. */
  resource?: ResourceRef | undefined;
  /** The rendered manifest, if there is one. */
  manifest?: string | undefined;
  /** The objects written to the cluster, in order. */
  applied?: AppliedResource[] | undefined;
  /** The objects in the manifest that were not written. */
  notApplied?: ResourceRef[] | undefined;
  /** Fields by code; see ErrorDetails. */
  details?: unknown | undefined;
  /** Go's messages, outermost first. */
  causes?: string[] | undefined;
  /** The ask in which JavaScript threw the cause, or 0. */
  thrown?: number | undefined;
}

/** FailedRelease is the release that an error is about. */
export interface FailedRelease {
  name: string;
  namespace?: string | undefined;
  /** Absent if it has no record. */
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
  /** Helm's description in the record. */
  description?: string | undefined;
}

/** RevisionState is the recorded state of a revision. */
export interface RevisionState {
  revision: number;
  /** Absent if its record was sent, but the API server did not answer. */
  status?: ReleaseStatus | undefined;
  /** Helm's description in the record. */
  description?: string | undefined;
}

/** AppliedResource is an object and what was done to it. */
export interface AppliedResource extends ResourceRef {
  action: ResourceAction;
}

/** HintDetails may be part of any error. */
export interface HintDetails {
  /** What to do about it. */
  hint?: string | undefined;
  /** The record that could not be repaired after the failure; absent if the record is correct. */
  unwritten?: UnwrittenRecord | undefined;
}

/** InvalidArgumentDetails name the wrong option. */
export interface InvalidArgumentDetails extends HintDetails {
  /** The option, as a path such as "values.image". */
  option?: string | undefined;
  /** The most similar option that exists. */
  didYouMean?: string | undefined;
}

/** LibraryDetails say where the library was searched for and what was found. */
export interface LibraryDetails extends HintDetails {
  /** Files tried, in order. */
  tried?: string[] | undefined;
  /** The file that was loaded. */
  file?: string | undefined;
  /** The version or ABI that this package needs. */
  expected?: string | undefined;
  /** The one it found. */
  found?: string | undefined;
}

/** ProcessEndedDetails say how the child process ended. */
export interface ProcessEndedDetails extends HintDetails {
  /** The signal that ended it. */
  signal?: string | undefined;
  /** The code that it ended with. */
  exitCode?: number | undefined;
  /** The beginning of what it wrote to standard error. */
  output?: string | undefined;
}

/** AbortedDetails say what state a cancelled operation left behind. */
export interface AbortedDetails extends HintDetails {
  /** Whether any change was sent to the cluster, including the release's record. */
  changed: boolean;
  /** The objects that were not ready when last seen. */
  notReady: ResourceStatus[];
  /**
   * The release's record is still being repaired, for up to `repairTimeout`. Meanwhile the process stays alive, and
   * close() waits.
   */
  repairing?: boolean | undefined;
  /** How many cancelled renders of this process are still computing, if this is one of them. */
  leftBehind?: number | undefined;
}

/** InternalDetails are for a bug report. */
export interface InternalDetails extends HintDetails {
  /** Go's stack. */
  stack?: string | undefined;
}

/** ChartDetails name a chart that cannot be used. */
export interface ChartDetails extends HintDetails {
  /** The chart that was asked for; "bytes" for an archive given as bytes. */
  reference: string;
}

/** ChartNotFoundDetails say which versions exist. */
export interface ChartNotFoundDetails extends ChartDetails {
  /** The version that was asked for, exact or a range. */
  version?: string | undefined;
  /** The newest versions of the chart that exist, newest first; at most ten. */
  versions?: string[] | undefined;
  /** Where it was searched for: the repository's name, or its URL if it was not added. */
  repository?: string | undefined;
}

/** ChartIncompatibleDetails compare versions of Kubernetes. */
export interface ChartIncompatibleDetails extends HintDetails {
  /** The chart's kubeVersion. */
  required: string;
  /** The cluster's. */
  kubeVersion: string;
}

/** DependencyMissingDetails name what charts/ lacks. */
export interface DependencyMissingDetails extends HintDetails {
  missing: string[];
}

/** VerificationDetails say why a chart is not trusted. */
export interface VerificationDetails extends ChartDetails {
  reason: VerificationReason;
}

/**
 * VerificationReason says why a chart is not trusted: there is no provenance file; its signature is missing or
 * invalid; no key in the keyring has signed it; it belongs to another file; or the archive's digest differs from that
 * in the provenance file, the repository's index or the registry.
 */
export type VerificationReason = "ProvenanceMissing" | "Signature" | "SignerUnknown" | "OtherFile" | "Digest";

/** KubeconfigDetails say what the kubeconfig lacks. */
export interface KubeconfigDetails extends HintDetails {
  /** The files that were read. */
  files?: string[] | undefined;
  /** The context that was asked for. */
  context?: string | undefined;
  /** The contexts that exist. */
  contexts?: string[] | undefined;
}

/** APIServerDetails are what the API server answered. */
export interface APIServerDetails extends HintDetails {
  /** The HTTP status; 0 if there was no response. */
  status?: number | undefined;
  /** Kubernetes' reason, such as "Forbidden"; "EndlessList" for a list that never ends. */
  reason?: string | undefined;
  /** The address of the API server. */
  server?: string | undefined;
  /** If a wait failed: the objects that were not ready when last seen. */
  notReady?: ResourceStatus[] | undefined;
}

/** UnreachableDetails name the proxy, if there is one. */
export interface UnreachableDetails extends APIServerDetails {
  /** The URL of the proxy in front of the API server, without its password. */
  proxy?: string | undefined;
}

/** ApplyConflictDetails list fields that other managers own. */
export interface ApplyConflictDetails extends HintDetails {
  conflicts: FieldConflict[];
}

/** FieldConflict is one field and who manages it. */
export interface FieldConflict {
  field: string;
  manager: string;
}

/** OwnershipConflictDetails list objects that are not this release's. */
export interface OwnershipConflictDetails extends HintDetails {
  conflicts: OwnershipConflict[];
  /**
   * How many other objects of the release could not be read, at least not within 5 s. They may belong to others
   * too.
   */
  unchecked?: number | undefined;
}

/** OwnershipConflict is one object and its owner. */
export interface OwnershipConflict extends ResourceRef {
  /** The release that owns it, if its annotations name one. */
  ownerName?: string | undefined;
  ownerNamespace?: string | undefined;
  /** Its label app.kubernetes.io/managed-by: "Helm", or another tool. */
  managedBy?: string | undefined;
  /** Who owns it, in words. */
  message: string;
}

/** HelmErrorCode says what went wrong. Codes never change their meaning. */
export type HelmErrorCode =
  | "ERR_HELM_LIBRARY_NOT_FOUND"
  | "ERR_HELM_LIBRARY_MISMATCH"
  | "ERR_HELM_UNSUPPORTED_PLATFORM"
  | "ERR_HELM_CLOSED"
  | "ERR_HELM_PROCESS_ENDED"
  | "ERR_HELM_KUBECONFIG_INVALID"
  | "ERR_HELM_CLUSTER_UNREACHABLE"
  | "ERR_HELM_UNAUTHORIZED"
  | "ERR_HELM_FORBIDDEN"
  | "ERR_HELM_RELEASE_NOT_FOUND"
  | "ERR_HELM_RELEASE_EXISTS"
  | "ERR_HELM_RELEASE_PENDING"
  | "ERR_HELM_PLAN_OUTDATED"
  | "ERR_HELM_REVISION_NOT_FOUND"
  | "ERR_HELM_RELEASE_TOO_LARGE"
  | "ERR_HELM_RECORD_INVALID"
  | "ERR_HELM_RELEASE_FAILED"
  | "ERR_HELM_RECORD_NOT_WRITTEN"
  | "ERR_HELM_STORAGE_FAILED"
  | "ERR_HELM_CHART_NOT_FOUND"
  | "ERR_HELM_CHART_INVALID"
  | "ERR_HELM_CHART_INCOMPATIBLE"
  | "ERR_HELM_DEPENDENCY_MISSING"
  | "ERR_HELM_TEMPLATE_FAILED"
  | "ERR_HELM_POST_RENDERER_FAILED"
  | "ERR_HELM_VALUES_INVALID"
  | "ERR_HELM_MANIFEST_INVALID"
  | "ERR_HELM_APPLY_CONFLICT"
  | "ERR_HELM_OWNERSHIP_CONFLICT"
  | "ERR_HELM_UNINSTALL_INCOMPLETE"
  | "ERR_HELM_HOOK_FAILED"
  | "ERR_HELM_WAIT_TIMEOUT"
  | "ERR_HELM_RESOURCE_FAILED"
  | "ERR_HELM_TEST_FAILED"
  | "ERR_HELM_REPOSITORY_NOT_FOUND"
  | "ERR_HELM_REPOSITORY_EXISTS"
  | "ERR_HELM_REPOSITORY_UNREACHABLE"
  | "ERR_HELM_REPOSITORY_UNAUTHORIZED"
  | "ERR_HELM_REGISTRY_UNAUTHORIZED"
  | "ERR_HELM_REGISTRY_UNREACHABLE"
  | "ERR_HELM_VERIFICATION_FAILED"
  | "ERR_HELM_TOO_LARGE"
  | "ERR_HELM_ABORTED"
  | "ERR_HELM_OVERLOADED"
  | "ERR_HELM_INVALID_ARGUMENT"
  | "ERR_HELM_API_SERVER"
  | "ERR_HELM_INTERNAL";

/**
 * ErrorDetails says what each code means and which details it has. The tags are the rest of its row in
 * docs/errors.md: the heading above it, the error's class in TypeScript (by default, that of the verb), and when the
 * same call may succeed a little later (by default, never).
 */
export interface ErrorDetails {
  /**
   * The native library is not installed or cannot be loaded. Install without `--omit=optional`; in a checkout run
   * `bun run build`; for an executable, make sure that the temporary directory allows executable files.
   */
  ERR_HELM_LIBRARY_NOT_FOUND: LibraryDetails;
  /**
   * The library has a different ABI from what the package expects: their versions differ. Install the same version
   * of both, or rebuild the file that `BUNHELM_LIBRARY` names.
   */
  ERR_HELM_LIBRARY_MISMATCH: LibraryDetails;
  /** There is no package for this operating system and processor, or its Bun is too old. */
  ERR_HELM_UNSUPPORTED_PLATFORM: LibraryDetails;
  /**
   * The child process that ran the call (`isolation: "process"`) has ended: by `signal`, such as SIGKILL from the kernel
   * when memory ran out, or with `exitCode`; `output` is the beginning of what it said. `release` and `applied` of the
   * error are what was known of the release until then; its record may say pending. The next call starts another
   * process: look with `releases.status` before you do it again.
   */
  ERR_HELM_PROCESS_ENDED: ProcessEndedDetails;
  /** The client was closed before the call. */
  ERR_HELM_CLOSED: HintDetails;
  /** A bug in bunhelm or in what it links. The process keeps running. Please report it with `details.stack`. */
  ERR_HELM_INTERNAL: InternalDetails;
  /**
   * An option is unknown, of the wrong type, malformed, or cannot be combined with another. `option` is its path.
   * Nothing was changed.
   */
  ERR_HELM_INVALID_ARGUMENT: InvalidArgumentDetails;
  /**
   * The values do not fit the schema of the chart or of a subchart. Each violation has the chart, the path of the
   * value, the schema's keyword and a message. If there are more than 100, `details.more` is the number of the
   * others.
   */
  ERR_HELM_VALUES_INVALID: ValuesInvalidDetails;
  /**
   * The kubeconfig is missing or malformed, lacks the context, or provides no credentials: one of its files is
   * missing, or a plugin failed (the message has the plugin's output). `contexts` lists the contexts that exist.
   */
  ERR_HELM_KUBECONFIG_INVALID: KubeconfigDetails;
  /**
   * The API server did not answer within `requestTimeout`, the response was cut off or did not come from an API
   * server, or the certificate cannot be trusted; the hint says which. Or the API server became unreachable during
   * a wait or a hook: `notReady` lists what was not ready when last seen, and may be ready by now. It is safe to
   * try again, except after an install that has recorded its first revision (`error.release.revision` is set).
   * `retryable` is then false, since the name is taken; use `releases.upgrade` with `install: true`.
   */
  ERR_HELM_CLUSTER_UNREACHABLE: UnreachableDetails;
  /**
   * The credentials are wrong or have expired, perhaps during a wait; `notReady` lists what was not ready then.
   * Kubeconfig files are read at each call, so renewed credentials work with the same client.
   */
  ERR_HELM_UNAUTHORIZED: APIServerDetails;
  /**
   * The user may not do this (RBAC), or a policy of the cluster forbids it. The message names user, verb and
   * resource.
   */
  ERR_HELM_FORBIDDEN: APIServerDetails;
  /**
   * The API server refused for any other reason; the message is its own. If `reason` is EndlessList, the API
   * server, or a proxy in front of it, returns a list that never ends.
   */
  ERR_HELM_API_SERVER: APIServerDetails;
  /**
   * There is no such release in this namespace, none of its revisions can be upgraded, or another operation deleted
   * it while this one ran.
   */
  ERR_HELM_RELEASE_NOT_FOUND: HintDetails;
  /** The name is taken. Use `releases.upgrade`, with `install: true` if the release may not exist. */
  ERR_HELM_RELEASE_EXISTS: ReleaseExistsDetails;
  /**
   * Another operation is working on the release, was killed and left it pending, or took it over while this one
   * ran. `holder` names it if it belongs to this process. Wait for it. If nothing is working on the release any
   * more, `releases.rollback` goes back to a revision that worked, and `releases.uninstall` removes a release that
   * has none.
   */
  ERR_HELM_RELEASE_PENDING: ReleasePendingDetails;
  /**
   * The world has moved since the plan was made that was to be applied: the release has another revision or status,
   * the chart renders something else, or `objects` were changed, created or deleted meanwhile. Nothing was changed.
   * Make another plan.
   */
  ERR_HELM_PLAN_OUTDATED: PlanOutdatedDetails;
  /**
   * A stored record of the release cannot be read: it was cut off or edited by hand, its revision is too high to be
   * followed by another (9,007,199,254,740,991 and above), or it is larger than the client's `limits.record` when
   * decompressed. Or the records that the call would hold at once are larger than eight times that limit together;
   * `record` is then the largest of them. Raise the limit if the records are genuine; otherwise delete the Secret,
   * ConfigMap or row that `record` names. In lists, or if the release has other records, such a record is skipped,
   * and a `log` event names it.
   */
  ERR_HELM_RECORD_INVALID: RecordInvalidDetails;
  /** The release exists, but has no such revision; `revisions` lists those that exist. */
  ERR_HELM_REVISION_NOT_FOUND: RevisionDetails;
  /**
   * The release's record does not fit into a Secret or ConfigMap. Sizes are in bytes; `largest` lists the chart's
   * largest files. Leave large files out of the chart (`.helmignore`), split it, or use the sql driver.
   */
  ERR_HELM_RELEASE_TOO_LARGE: ReleaseTooLargeDetails;
  /**
   * Everything was done, but the release's record does not say so, because it could not be written, not even within
   * `repairTimeout`. `cluster` is what it should say, `record` what it says, and `reason` why it could not be
   * written. Fix that (credentials, permission to update Secrets), then do what the hint says.
   */
  ERR_HELM_RECORD_NOT_WRITTEN: RecordNotWrittenDetails;
  /**
   * The database of the sql driver cannot be used. `reason` is Unreachable (no connection, or it was lost: safe to
   * try again), Unauthorized (wrong user or password), Forbidden (a permission is missing; on first use Helm
   * creates its tables) or Refused (anything else). No message contains the password.
   */
  ERR_HELM_STORAGE_FAILED: StorageFailedDetails;
  /** Any failure without a code of its own. The message and `cause` are Helm's. */
  ERR_HELM_RELEASE_FAILED: HintDetails;
  /**
   * You cancelled it. `changed` says whether the cluster or the record was changed, `notReady` lists what was not
   * ready when last seen, `release` and `revisions` say what is recorded. If its render is still computing,
   * `leftBehind` is the number of such renders in the process. If the record is still being repaired, `repairing`
   * is true: the process stays alive, and `close()` waits, and rejects with `ERR_HELM_RECORD_NOT_WRITTEN` if the
   * repair fails. `name` is "AbortError", as with `fetch`.
   */
  ERR_HELM_ABORTED: AbortedDetails;
  /**
   * Too many cancelled renders are still computing: there are `leftBehind` of them, and from `limit` on the process
   * refuses new ones. Or other renders kept this one waiting for longer than `timeout`. Find the chart that never
   * stops computing. Such renders end with the process at the latest: see [security.md](security.md).
   */
  ERR_HELM_OVERLOADED: OverloadedDetails;
  /**
   * There is no such directory or archive, or no such version in the repository or registry. `versions` lists up to
   * ten of the newest versions that exist. If it is absent, there is no such chart at all, or none of the versions
   * in the index can be used; the message says which.
   */
  ERR_HELM_CHART_NOT_FOUND: ChartNotFoundDetails;
  /**
   * The chart exists, but it cannot be read, is malformed, is a library chart (which cannot be installed), has a
   * JSON schema that cannot be used, refers to itself in a circle or refers to something outside the chart
   * (`schemaReferences`), or has a `Chart.lock` that is out of sync. Also refused: an archive with more than 50,000
   * files, with more than 256 MiB unpacked, or with a link that leads out of it; a chart whose YAML and JSON have
   * more than 2,097,152 keys, items and brackets (the message names the file); a `kubeVersion` of more than 256
   * bytes; and a directory with a link that leads out of it (the message names it; `followLinks: true` follows it).
   */
  ERR_HELM_CHART_INVALID: ChartDetails;
  /** The chart's `kubeVersion` excludes this cluster. */
  ERR_HELM_CHART_INCOMPATIBLE: ChartIncompatibleDetails;
  /**
   * `Chart.yaml` lists dependencies that are missing from `charts/`, or a `file://` dependency that does not exist.
   * `dependencyUpdate: true` or `charts.dependencies.build` fetches them.
   */
  ERR_HELM_DEPENDENCY_MISSING: DependencyMissingDetails;
  /**
   * A template cannot be parsed or executed, calls `fail` or `required`, or would use more memory than
   * `limits.render` allows.
   */
  ERR_HELM_TEMPLATE_FAILED: TemplateFailedDetails;
  /**
   * Your `postRenderer` threw (`cause` is what it threw) or did not return a string. Or the plugin failed; the
   * message has the end of its output.
   */
  ERR_HELM_POST_RENDERER_FAILED: HintDetails;
  /**
   * The chart could not be verified. `reason` is Digest (it differs from the index, the provenance file or the
   * registry), ProvenanceMissing, Signature (it is missing or invalid), SignerUnknown (no key in the keyring signed
   * it) or OtherFile (the provenance file belongs to another file).
   */
  ERR_HELM_VERIFICATION_FAILED: VerificationDetails;
  /**
   * The rendered text is not YAML (the message has the line), an object is of a kind that the API server does not
   * serve (is its CRD installed?), or the API server refuses it. `resource` and `template` name the object, even
   * for hooks and objects in a List. Each cause has a field, a reason and a message. The reasons Type, Missing,
   * Unknown, Duplicate, Invalid, YAML and NoMatch are bunhelm's own; all others are the API server's.
   */
  ERR_HELM_MANIFEST_INVALID: ManifestInvalidDetails;
  /**
   * Other field managers own fields that the chart sets. `conflicts` lists each field and its manager.
   * `forceConflicts: true` takes the fields over.
   */
  ERR_HELM_APPLY_CONFLICT: ApplyConflictDetails;
  /**
   * Some objects exist already and belong to another release or to none. `conflicts` lists each with its
   * `ownerName`, `ownerNamespace` and `managedBy`; `unchecked` is the number of objects that could not be read.
   * `takeOwnership: true` adopts them.
   */
  ERR_HELM_OWNERSHIP_CONFLICT: OwnershipConflictDetails;
  /**
   * A hook failed or did not end in time; `reason` says why, if known. `pods` have the ends of their logs, read
   * before a delete policy removes them.
   */
  ERR_HELM_HOOK_FAILED: HookFailedDetails;
  /**
   * Some objects were not ready within `timeout`. Each of `resources` has its status, its `reason` if known, its
   * pods with their containers, events and logs, and its own events.
   */
  ERR_HELM_WAIT_TIMEOUT: WaitTimeoutDetails;
  /** The wait ended early because an object has failed permanently. The details are those of a timeout. */
  ERR_HELM_RESOURCE_FAILED: WaitTimeoutDetails;
  /**
   * Objects of the release, or of an earlier revision, could not be deleted or read; the message says which. The
   * release's record is kept, so you can uninstall it again, as a user who may get all of them. `missingKinds:
   * "skip"` skips those of earlier revisions.
   */
  ERR_HELM_UNINSTALL_INCOMPLETE: UninstallIncompleteDetails;
  /**
   * A test of the release failed. The details are those of a failed hook, and `tests` has the outcome of each test.
   * Tests after the failed one did not run.
   */
  ERR_HELM_TEST_FAILED: TestFailedDetails;
  /**
   * There is no such repository: its name is not in `repositories.yaml` (`known` lists the names there), its URL
   * has no index, no installed plugin supports its URLs, or its index has not been downloaded yet.
   */
  ERR_HELM_REPOSITORY_NOT_FOUND: RepositoryDetails;
  /**
   * A repository of this name exists with another URL or other options. Choose another name, or replace it with
   * `forceUpdate: true`.
   */
  ERR_HELM_REPOSITORY_EXISTS: RepositoryExistsDetails;
  /** The repository does not answer, or its response was cut off. It is safe to try again. */
  ERR_HELM_REPOSITORY_UNREACHABLE: RepositoryDetails;
  /** The repository refuses the credentials, or requires some (`username` and `password`); the hint says which. */
  ERR_HELM_REPOSITORY_UNAUTHORIZED: RepositoryDetails;
  /** The registry refuses the credentials of the call or of a login, or requires some; the hint says which. */
  ERR_HELM_REGISTRY_UNAUTHORIZED: RegistryDetails;
  /** The registry does not answer; the hint says why, if known. Perhaps it speaks plain HTTP (`plainHttp`). */
  ERR_HELM_REGISTRY_UNREACHABLE: RegistryDetails;
  /**
   * An index, an archive, a list of tags, another response or a watch event is larger than the client allows, has
   * too many parts, or never ends. It was discarded. If it is meant to be that large, raise the limit that `option`
   * names: `limits: { archive: 512 * 2 ** 20 }`.
   */
  ERR_HELM_TOO_LARGE: TooLargeDetails;
}

/** StorageFailedDetails say what is wrong with the database of the "sql" driver. */
export interface StorageFailedDetails extends HintDetails {
  /** The database as host:port/name. */
  server: string;
  /** The kind of failure. */
  reason: StorageReason;
  /** PostgreSQL's code, such as "28P01", if the server answered. */
  sqlState?: string | undefined;
}

/**
 * StorageReason says what kind of failure it is: no connection, or it was lost; wrong credentials; a missing
 * permission; anything else.
 */
export type StorageReason = "Unreachable" | "Unauthorized" | "Forbidden" | "Refused";

/** RecordInvalidDetails name a stored record of a release that cannot be read. */
export interface RecordInvalidDetails extends HintDetails {
  /** The name of the Secret or ConfigMap, or the key in the database. */
  record: string;
  namespace?: string | undefined;
  /** What is wrong with it. */
  reason: string;
  /** Its decompressed size in bytes, as the record states it, if that is above the limit. */
  size?: number | undefined;
  /** The client's limits.record, in bytes. */
  limit: number;
}

/** RecordNotWrittenDetails compare the cluster with the record. */
export interface RecordNotWrittenDetails extends HintDetails, UnwrittenRecord {
}

/** UnwrittenRecord is a record that does not say how the operation ended. */
export interface UnwrittenRecord {
  revision: number;
  /** The release's actual status in the cluster, which the record should say. */
  cluster: ReleaseStatus;
  /** What the record says; absent if it could not be read. */
  record?: ReleaseStatus | undefined;
  /** Why it could not be written. */
  reason: string;
}

/** ReleaseTooLargeDetails are in bytes. */
export interface ReleaseTooLargeDetails extends HintDetails {
  size: number;
  limit: number;
  /** The largest files of the chart, the largest first, at most five. */
  largest?: SizedFile[] | undefined;
}

/** SizedFile is a file of a chart. */
export interface SizedFile {
  /** Its path in the chart; in a subchart it begins with charts/. */
  path: string;
  /** Its size in bytes, uncompressed. (The record contains it compressed.) */
  size: number;
}

/** ReleaseExistsDetails describe the release that has the name. */
export interface ReleaseExistsDetails extends HintDetails {
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
}

/** ReleasePendingDetails say which operation holds a release. */
export interface ReleasePendingDetails extends HintDetails {
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
  /** When the operation that holds it started, as RFC 3339; absent if the record does not say. */
  since?: string | undefined;
  /** Milliseconds since then; 0 if that is unknown, or in the future by this machine's clock. */
  ageMs: number;
  /** The operation that holds it; absent if it belongs to another process. */
  holder?: ReleaseHolder | undefined;
}

/** PlanOutdatedDetails say what has moved. */
export interface PlanOutdatedDetails extends HintDetails {
  /** The newest revision and its status, as they are; 0 and absent if there is none. */
  revision: number;
  status?: ReleaseStatus | undefined;
  /** The objects that were changed, created or deleted; empty if it is something else that has moved. */
  objects: ResourceRef[];
}

/** ReleaseHolder is the operation of this process that works on a release. */
export interface ReleaseHolder {
  /** Its verb, such as "releases.upgrade". */
  verb: string;
  /** Its id: `operation.id` in the JavaScript context that started it, the main one or a Worker. */
  operation: number;
}

/** RevisionDetails name a revision that does not exist. */
export interface RevisionDetails extends HintDetails {
  revision: number;
  /** The revisions that exist, oldest first. */
  revisions?: number[] | undefined;
}

/** UninstallIncompleteDetails list what was not deleted and what could not be read. */
export interface UninstallIncompleteDetails extends HintDetails {
  remaining: ResourceRef[];
}

/** TemplateFailedDetails give the position in a template. */
export interface TemplateFailedDetails extends HintDetails {
  /** The template's path, starting with the chart's name. */
  template?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

/**
 * OverloadedDetails count the cancelled renders that are still computing. If there are fewer than the limit, other
 * renders kept this one waiting.
 */
export interface OverloadedDetails extends HintDetails {
  /** The number in this process. */
  leftBehind: number;
  /** The number that is allowed. */
  limit: number;
}

/** ValuesInvalidDetails list the violations of the charts' schemas. */
export interface ValuesInvalidDetails extends HintDetails {
  /** At most 100. */
  violations: SchemaViolation[];
  /** The number of further violations. */
  more?: number | undefined;
}

/** SchemaViolation is one value that a schema refuses. */
export interface SchemaViolation {
  /** The chart whose schema was violated; for a subchart, its path. */
  chart: string;
  /**
   * The position in the values, as a JSON pointer such as "/image/tag"; "" stands for all values. If the path is
   * too long to show, the path of a value above it.
   */
  path: string;
  /** The schema's keyword, such as "/type" or "/pattern". */
  keyword?: string | undefined;
  message: string;
}

/** ManifestInvalidDetails list what is wrong with a rendered object. */
export interface ManifestInvalidDetails extends HintDetails {
  /** The template that it comes from, if known. */
  template?: string | undefined;
  /** Each field with a problem, and what is wrong with it. */
  causes?: FieldCause[] | undefined;
}

/** FieldCause is one problem with one field. */
export interface FieldCause {
  field?: string | undefined;
  reason?: string | undefined;
  message: string;
}

/** RepositoryDetails name a chart repository. */
export interface RepositoryDetails extends HintDetails {
  /** Its name in repositories.yaml, if it has one. */
  name?: string | undefined;
  /** Its URL, or that of the requested file, without credentials. */
  url?: string | undefined;
  /** The HTTP status; absent if there was no response. */
  status?: number | undefined;
  /** If the name does not exist: the names that do. */
  known?: string[] | undefined;
  /** Each repository that could not be updated. */
  failures?: RepositoryFailure[] | undefined;
}

/** RepositoryExistsDetails describe the repository that has the name. */
export interface RepositoryExistsDetails extends HintDetails {
  name: string;
  /** Without credentials. */
  url: string;
}

/** RepositoryFailure is a repository that could not be updated. */
export interface RepositoryFailure {
  name: string;
  /** Without credentials. */
  url: string;
  code: HelmErrorCode;
  message: string;
}

/** RegistryDetails name what was requested from a registry. */
export interface RegistryDetails extends HintDetails {
  reference: string;
  /** The HTTP status; absent if there was no response. */
  status?: number | undefined;
}

/** TooLargeDetails name what is too large, and the option that raises the limit. */
export interface TooLargeDetails extends HintDetails {
  /** The URL, without credentials; absent for a registry. */
  url?: string | undefined;
  /** The reference in a registry. */
  reference?: string | undefined;
  /** Bytes. */
  limit: number;
  /** The option of the client that raises the limit, such as "limits.archive". */
  option: string;
}

/** HookFailedDetails show a hook that failed. */
export interface HookFailedDetails extends HintDetails {
  hook: ResourceRef;
  event: HookEvent;
  /** The template it comes from. */
  path?: string | undefined;
  /** Whether it did not end within the timeout. */
  timedOut: boolean;
  /**
   * Why it failed, in Kubernetes' words, such as "ImagePullBackOff" or "FailedCreate", and an explanation; if
   * known.
   */
  reason?: string | undefined;
  message?: string | undefined;
  /** Its pods, with the end of their logs, fetched before a delete policy removes them. */
  pods: PodReport[];
  /** Its newest events, newest last. */
  events: EventReport[];
}

/** TestFailedDetails show which test failed, and why. */
export interface TestFailedDetails extends HookFailedDetails {
  /** The selected tests, in order; those after the failed one did not run. */
  tests: ReleaseTest[];
}

/** WaitTimeoutDetails list what was not ready. */
export interface WaitTimeoutDetails extends HintDetails {
  resources: NotReady[];
}

/** NotReady is an object that is not ready, and why. */
export interface NotReady extends ResourceStatus {
  /** Its pods, if it has any. */
  pods: PodReport[];
  /** Its newest events, and for a Deployment also those of its newest ReplicaSet; newest last. */
  events: EventReport[];
}

/** PodReport is the state of a pod. */
export interface PodReport {
  name: string;
  /** Kubernetes' phase: Pending, Running, Succeeded, Failed, Unknown. */
  phase: string;
  /** Why it is not ready, if known. */
  reason?: string | undefined;
  message?: string | undefined;
  containers: ContainerReport[];
  /** Its newest events, newest last. */
  events: EventReport[];
}

/** ContainerReport is the state of a container. */
export interface ContainerReport {
  name: string;
  ready: boolean;
  restarts: number;
  /** waiting, running or terminated. */
  state: string;
  /** Such as CrashLoopBackOff or ImagePullBackOff. */
  reason?: string | undefined;
  message?: string | undefined;
  exitCode?: number | undefined;
  /** The end of its log; if it has restarted, of the previous, crashed run. */
  log?: string | undefined;
}

/** EventReport is one event of the cluster. */
export interface EventReport {
  /** Normal or Warning. */
  type: string;
  reason: string;
  message: string;
  count?: number | undefined;
  /** RFC 3339. */
  lastSeen?: string | undefined;
}

/** Events maps the type of an event to its fields. */
export interface Events {
  phase: PhaseEvent;
  resource: ResourceEvent;
  tried: TriedEvent;
  drift: DriftEvent;
  readiness: ReadinessEvent;
  hook: HookStatusEvent;
  hookLog: HookLogEvent;
  record: RecordEvent;
  warning: WarningEvent;
  download: DownloadEvent;
  log: LogEvent;
  dropped: DroppedEvent;
}

/**
 * PhaseEvent says that the operation has reached its next step. A phase may occur more than once: an upgrade that is
 * rolled back applies and waits again.
 */
export interface PhaseEvent {
  /** "build" appears only in errors. */
  phase: OperationPhase;
  /** The number of objects in this step, if known. */
  resources?: number | undefined;
}

/** OperationPhase is a step of an operation. */
export type OperationPhase =
  | "load"
  | "connect"
  | "render"
  | "post-render"
  | "build"
  | "store"
  | "hook"
  | "apply"
  | "wait"
  | "delete"
  | "repair";

/**
 * ResourceEvent says what the API server has done to an object of the release or to a hook. It is sent as soon as the
 * API server has answered.
 */
export interface ResourceEvent extends ResourceRef {
  action: ResourceAction;
}

/** TriedEvent says that the API server has tried an object of a plan. */
export interface TriedEvent extends ResourceRef {
  /** The number of objects and hooks that were tried. */
  done: number;
  /** The number of those that are known to be tried; what would be deleted comes on top. */
  total: number;
}

/**
 * DriftEvent says how the objects of a watched release differ from what was deployed: at the beginning, and whenever that
 * changes.
 */
export interface DriftEvent extends DriftReport {
}

/** ResourceAction is what was done to an object. */
export type ResourceAction = "created" | "configured" | "unchanged" | "deleted";

/**
 * ReadinessEvent says whether an object that the operation waits for is ready. It is sent again when the status, or
 * the reason why it is not ready, changes: within about 2 seconds for up to 20 objects that are not ready; if there
 * are more, they take turns.
 */
export interface ReadinessEvent extends ResourceStatus {
}

/** HookStatusEvent says that a hook has started, succeeded or failed. */
export interface HookStatusEvent {
  hook: ResourceRef;
  /** The hook event that it runs for, such as "pre-install". */
  event: HookEvent;
  /** The template it comes from. */
  path: string;
  status: HookStatus;
}

/** HookStatus is the state of a hook. */
export type HookStatus = "started" | "succeeded" | "failed";

/** HookLogEvent is a line that a container of a running hook has written. */
export interface HookLogEvent {
  hook: ResourceRef;
  pod: string;
  container: string;
  line: string;
}

/**
 * RecordEvent says that a record of the release (a Secret, unless the driver option says otherwise) was written with
 * a new status or description.
 */
export interface RecordEvent {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  /** Helm's description, such as "Upgrade complete". */
  description?: string | undefined;
}

/**
 * WarningEvent is a warning: from the API server, about an unknown field or a deprecated API version for example, or
 * that a CustomResourceDefinition in the chart's crds/ differs from the one in the cluster, which an upgrade does not
 * change.
 */
export interface WarningEvent {
  message: string;
}

/** LogEvent is a line that Helm or bunhelm has logged during the operation. */
export interface LogEvent {
  level: LogLevel;
  message: string;
  attributes?: Record<string, string> | undefined;
}

/** LogLevel is the level of a log line. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * DownloadEvent says that a chart or a repository's index was downloaded. For a chart it has the exact version that a
 * reference or a range of versions was resolved to.
 */
export interface DownloadEvent {
  /** The URL it came from, without credentials. */
  url: string;
  /** The chart and its exact version. Absent for an index. */
  name?: string | undefined;
  version?: string | undefined;
  /** The digests of the chart, as in the result of charts.pull. Absent for an index. */
  digest?: string | undefined;
  archiveDigest?: string | undefined;
  /** Its size in bytes. */
  size: number;
  /** "cache" if the archive was in Helm's content cache and was not downloaded. */
  from: DownloadSource;
}

/** DownloadSource is where a download came from. */
export type DownloadSource = "server" | "cache";

/** DroppedEvent stands in place of events that were dropped because they were not read in time. */
export interface DroppedEvent {
  /** The number of dropped events. */
  count: number;
}

/** A kubeconfig: a path or file URL, several to merge, or contents as a Blob, bytes or an object. */
export type Kubeconfig = string | URL | readonly (string | URL)[] | Blob | Uint8Array | object;

/**
 * ClientLimits limit data from others: charts, records, responses of servers, output of plugins. Each is a number of bytes;
 * the defaults are far above what ordinary data needs. Texts with very many small parts are refused earlier;
 * docs/security.md says how many.
 */
export interface ClientLimits {
  /**
   * The largest release record, decompressed. All records that a call holds at once may have eight times as much.
   *
   * @default 67108864 (64 MiB)
   */
  record?: number | undefined;
  /**
   * The largest output of one render, all templates together, and of a post-renderer plugin.
   *
   * @default 268435456 (256 MiB)
   */
  render?: number | undefined;
  /**
   * The largest chart archive that is downloaded.
   *
   * @default 134217728 (128 MiB)
   */
  archive?: number | undefined;
  /**
   * The largest index of a chart repository, or response of a hub to a search.
   *
   * @default 134217728 (128 MiB)
   */
  index?: number | undefined;
  /**
   * The longest list of a chart's tags in a registry, all pages together.
   *
   * @default 16777216 (16 MiB)
   */
  tags?: number | undefined;
  /**
   * The largest values file that is downloaded.
   *
   * @default 16777216 (16 MiB)
   */
  values?: number | undefined;
  /**
   * The largest provenance file, manifest or configuration of a chart in a registry, or document that a
   * JSON schema refers to.
   *
   * @default 4194304 (4 MiB)
   */
  metadata?: number | undefined;
  /**
   * The largest response of the API server, or watch event. For discovery and OpenAPI documents, which operations
   * share, the default always applies.
   *
   * @default 134217728 (128 MiB)
   */
  answer?: number | undefined;
}

/** Releases: a path or file URL of a file that lists them, or one as Helm stores it. */
export type MemoryDriverData = string | URL | StoredRelease;

/** StoredRelease is a release as Helm stores it, by Helm's names. */
export interface StoredRelease {
  name: string;
  /** @default "default" */
  namespace?: string | undefined;
  /**
   * The revision.
   *
   * @default 1
   */
  version?: number | undefined;
  info?: StoredInfo | undefined;
  /** The chart: metadata as in Chart.yaml, and templates, values and files as Helm stores them. */
  chart?: Record<string, unknown> | undefined;
  /** The values that the user gave. */
  config?: Record<string, unknown> | undefined;
  manifest?: string | undefined;
  hooks?: (Record<string, unknown>)[] | undefined;
  /** The user's labels, which Helm stores beside the release. */
  labels?: Record<string, string> | undefined;
  apply_method?: ApplyMethod | undefined;
}

/** StoredInfo is the state of a stored release. Times are RFC 3339. */
export interface StoredInfo {
  first_deployed?: string | undefined;
  last_deployed?: string | undefined;
  deleted?: string | undefined;
  description?: string | undefined;
  /** @default "deployed" */
  status?: ReleaseStatus | undefined;
  notes?: string | undefined;
}

/** ApplyOptions say how objects are written to the cluster. */
export interface ApplyOptions {
  /**
   * Replace objects instead of updating them. Only with client-side apply. CLI: --force-replace.
   *
   * @default false
   */
  forceReplace?: boolean | undefined;
  /**
   * Take over fields from other field managers. Only with server-side apply. CLI: --force-conflicts.
   *
   * @default false
   */
  forceConflicts?: boolean | undefined;
}

/** CrdsOption says what becomes of the CustomResourceDefinitions in the chart's crds/. */
export interface CrdsOption {
  /**
   * What to do with the CustomResourceDefinitions in the chart's crds/ and in those of its dependencies, before anything
   * is rendered. "skip" writes none. "create" creates those that the cluster does not have. "createReplace" also makes
   * those that differ what the chart says, whoever has changed them: a version that is removed is no longer served, and
   * objects lose the fields that are removed. releases.plan tells which, and how many objects there are. None is ever
   * deleted, nor put back by rollbackOnFailure. With "createReplace", what the release has recorded in a version that
   * is no longer served is looked for in another one.
   *
   * @default as Helm: an install creates them, and with server-side apply updates those that differ; an upgrade skips them
   */
  crds?: Crds | undefined;
}

/** Crds is "skip", "create" or "createReplace". */
export type Crds = "skip" | "create" | "createReplace";

/** DeployOptions are what releases.install and releases.upgrade share. */
export interface DeployOptions extends NamespaceOption, ChartSourceOptions, LinksOption, DependencyUpdateOption, ValuesOptions, RenderOptions, CrdsOption, HooksOption, RecordOptions, ApplyOptions, DryRunOptions, WaitOptions, TakeOverOption, ObjectsOption {
  /**
   * Create the namespace if it does not exist. On upgrade, only together with install. CLI: --create-namespace.
   *
   * @default false
   */
  createNamespace?: boolean | undefined;
  /**
   * Adopt existing objects that belong to another release or to none. CLI: --take-ownership.
   *
   * @default false
   */
  takeOwnership?: boolean | undefined;
  /**
   * Do not read the API server's OpenAPI document, which Helm uses to check fields before Kubernetes 1.25. Newer
   * API servers always check fields themselves when objects are written: an unknown field is an error with
   * server-side apply, and a warning event without it. CLI: --disable-openapi-validation.
   *
   * @default false
   */
  disableOpenapiValidation?: boolean | undefined;
  /**
   * Undo the operation if it fails: uninstall after a failed install, roll back after a failed upgrade. Cancelling
   * undoes nothing; the error says what state the release was left in. (The CLI rolls back on ^C.) CLI:
   * --rollback-on-failure.
   *
   * @default false
   */
  rollbackOnFailure?: boolean | undefined;
  /**
   * Leave the notes out of the result. The record still has them. CLI: --hide-notes.
   *
   * @default false
   */
  hideNotes?: boolean | undefined;
}

/** DryRunOptions let a call change nothing. */
export interface DryRunOptions {
  /**
   * Change nothing. "client" only renders; an install needs no cluster for this, an upgrade reads the release.
   * "server" also sends each object and hook to the API server as a dry run, and lookup works. The call then
   * rejects as the real one would, even for missing permissions (to render without them, use charts.template). What
   * only the real call creates (a namespace, the kinds of crds/) cannot be tried in advance; log events say so. The
   * status of the result is "dry-run". CLI: --dry-run.
   *
   * @default "none"
   */
  dryRun?: DryRun | undefined;
  /**
   * Leave Secrets out of the manifest of a dry run. "server" does not try them either. CLI: --hide-secret.
   *
   * @default false
   */
  hideSecret?: boolean | undefined;
}

/** DryRun is "none", "client" or "server". */
export type DryRun = "none" | "client" | "server";

/** MissingKindsOption says what to do about recorded objects whose kind is no longer served. */
export interface MissingKindsOption {
  /**
   * What to do about recorded objects of a kind that the API server no longer serves: "fail" rejects and changes
   * nothing, as helm does. "skip" continues without them, or with another version of the kind if one is served, also in
   * the group to which Kubernetes has moved it, such as networking.k8s.io for an Ingress of extensions/v1beta1; the
   * result's `left` lists the skipped objects, and a log event names each. Hooks of such a kind are rejected either
   * way, unless noHooks is set. In an uninstall, "skip" also skips objects of earlier revisions that this user may
   * not get. Whether they still exist is not known, so `left` lists them too.
   *
   * @default "fail"
   */
  missingKinds?: MissingKinds | undefined;
}

/** MissingKinds is "fail" or "skip". */
export type MissingKinds = "fail" | "skip";

/** ObjectsOption belongs to calls that have a manifest to show. */
export interface ObjectsOption {
  /**
   * Also return the objects of the manifest and of the hooks, parsed by Helm's own YAML rules (0o777 is 511 and yes is
   * true), each with its template. The items of a List come one by one, and integers above 2^53 are rounded, as in
   * JavaScript. Of a plan, each object and each hook has its own.
   *
   * @default false
   */
  objects?: boolean | undefined;
}

/** RenderedObject is an object of a manifest, or of a hook. */
export interface RenderedObject {
  /** The template it comes from; absent if the manifest does not say. */
  template?: string | undefined;
  /** When it runs; absent if it is no hook. */
  hook?: RenderedHook | undefined;
  object: KubernetesObject;
}

/** RenderedHook says when a hook runs. */
export interface RenderedHook {
  events: HookEvent[];
  /** Hooks of the same event run in the order of their weights, the lowest first. */
  weight: number;
  /** hook-succeeded, hook-failed, before-hook-creation. */
  deletePolicies: string[];
}

/** PostRenderOptions change the manifest before it is applied. */
export interface PostRenderOptions {
  /**
   * A function that gets the rendered manifest and returns the one to use instead. If it throws, the operation
   * fails with ERR_HELM_POST_RENDERER_FAILED, with that error as its cause.
   */
  postRenderer?: PostRenderer | undefined;
  /**
   * The name of an installed post-renderer plugin. It runs in the client's env. If it fails, the operation fails
   * with ERR_HELM_POST_RENDERER_FAILED, and the message has what it wrote to standard error. CLI: --post-renderer.
   */
  postRendererPlugin?: string | undefined;
  /** Arguments of the post-renderer plugin. CLI: --post-renderer-args. */
  postRendererArgs?: readonly string[] | undefined;
  /**
   * What the post-renderer gets: hooks and other objects together ("combined"), one after the other ("separate"),
   * or no hooks, as in Helm 3 ("nohooks"). SDK: PostRenderStrategy; the CLI has no flag for it.
   *
   * @default "combined"
   */
  postRenderStrategy?: PostRenderStrategy | undefined;
}

/** PostRenderStrategy is what a post-renderer gets to see. */
export type PostRenderStrategy = "combined" | "separate" | "nohooks";

/** When an object is ready: "skip", an expression as for kubectl wait, or a function. */
export type ReadinessRule =
  | "skip"
  | `condition=${string}`
  | `jsonpath=${string}`
  | ((object: KubernetesObject) => ReadinessAnswer
  | Promise<ReadinessAnswer>);

/** NamespaceOption is the namespace of one call. */
export interface NamespaceOption {
  /** The namespace, instead of the client's. CLI: --namespace. */
  namespace?: string | undefined;
}

/** NameOptions generate the name of a new release. */
export interface NameOptions {
  /**
   * Generate the name of the release from the chart's name. Pass no name. CLI: --generate-name.
   *
   * @default false
   */
  generateName?: boolean | undefined;
  /** A template that generates the name of the release. CLI: --name-template. */
  nameTemplate?: string | undefined;
}

/** RevisionOption selects a revision of a release. */
export interface RevisionOption {
  /**
   * The revision; 0 means the newest. CLI: --revision.
   *
   * @default 0
   */
  revision?: number | undefined;
}

/** RecordOptions set the description and the labels of a release record. */
export interface RecordOptions extends DescriptionOption {
  /**
   * Labels of the release record. An upgrade merges them with the previous ones; the value "null" removes one. CLI:
   * --labels.
   */
  labels?: Record<string, string> | undefined;
}

/** DescriptionOption is the description of a revision. */
export interface DescriptionOption {
  /** The description in the release record, instead of Helm's own. CLI: --description. */
  description?: string | undefined;
}

/** HooksOption says whether hooks run. */
export interface HooksOption {
  /**
   * Do not run hooks. CLI: --no-hooks.
   *
   * @default false
   */
  noHooks?: boolean | undefined;
}

/** HistoryMaxOption limits the history of a release. */
export interface HistoryMaxOption {
  /**
   * The number of revisions to keep; 0 keeps all. CLI: --history-max.
   *
   * @default HELM_MAX_HISTORY, then 10
   */
  historyMax?: number | undefined;
}

/** RenderOptions say how a chart becomes a manifest. */
export interface RenderOptions extends SchemaOptions, PostRenderOptions {
  /**
   * Do not install the chart's crds/ directory. CLI: --skip-crds.
   *
   * @default false
   */
  skipCrds?: boolean | undefined;
  /**
   * Render the notes of subcharts too. CLI: --render-subchart-notes.
   *
   * @default false
   */
  renderSubchartNotes?: boolean | undefined;
  /**
   * Allow getHostByName in templates to query DNS. CLI: --enable-dns.
   *
   * @default false
   */
  enableDns?: boolean | undefined;
}

/** SchemaOptions say how the chart's JSON schema is used. */
export interface SchemaOptions {
  /**
   * Do not check values against the chart's JSON schema. CLI: --skip-schema-validation.
   *
   * @default false
   */
  skipSchemaValidation?: boolean | undefined;
  /**
   * Allow $ref in the chart's JSON schema to point to files on this machine and to documents on servers. They are
   * read with the proxies and limits of the client. Use this only for charts you trust: parts of such a document
   * may show up in error messages. The helm command follows every reference.
   *
   * @default false
   */
  schemaReferences?: boolean | undefined;
}

/**
 * ChartSourceOptions say where a chart comes from and how to reach its server. They are refused for a chart given as
 * bytes or already loaded.
 */
export interface ChartSourceOptions extends RegistryOptions, KeyringOption {
  /**
   * The version of the chart, exact or a range such as "^1.4". Ignored for directories and archives. CLI:
   * --version.
   *
   * @default the latest version, excluding pre-releases
   */
  version?: string | undefined;
  /**
   * Include pre-releases when version is not set. CLI: --devel.
   *
   * @default false
   */
  devel?: boolean | undefined;
  /** The URL of a chart repository; the chart is then a name in it. CLI: --repo. */
  repo?: string | URL | undefined;
  /**
   * Refuse a chart whose provenance file is missing or invalid. To verify bytes, use charts.verify; a loaded chart
   * is verified when it is loaded. CLI: --verify.
   *
   * @default false
   */
  verify?: boolean | undefined;
  /**
   * Also send the credentials to other hosts that the repository's index or a redirect points to. CLI:
   * --pass-credentials.
   *
   * @default false
   */
  passCredentials?: boolean | undefined;
}

/** RegistryOptions say how to reach a registry. */
export interface RegistryOptions extends ServerOptions, PlainHttpOption {
}

/** ServerOptions say how to reach a server. */
export interface ServerOptions extends AccountOptions {
  /**
   * Do not check the server's certificate. CLI: --insecure-skip-tls-verify.
   *
   * @default false
   */
  insecureSkipTlsVerify?: boolean | undefined;
}

/** AccountOptions are the credentials for a server. */
export interface AccountOptions {
  /**
   * The user name for the server. For a chart, it overrides the stored login of its repository or registry. CLI:
   * --username.
   */
  username?: string | undefined;
  /** The password, or a token. CLI: --password. */
  password?: string | undefined;
  /** The path of the client certificate. CLI: --cert-file. */
  certFile?: string | URL | undefined;
  /** The path of the client certificate's key. CLI: --key-file. */
  keyFile?: string | URL | undefined;
  /** The path of the certificate authority that the server's certificate is checked against. CLI: --ca-file. */
  caFile?: string | URL | undefined;
}

/** LinksOption says where links in a chart's directory may lead. */
export interface LinksOption {
  /**
   * Follow symbolic links that lead out of the chart's directory, as the command does. Whatever file they point to
   * becomes part of the chart. Use this only for charts of your own, such as charts that share files. Without it,
   * such links are refused. Links within the directory are always followed.
   *
   * @default that of the client
   */
  followLinks?: boolean | undefined;
}

/** DependencyUpdateOption downloads missing dependencies before a chart is used. */
export interface DependencyUpdateOption {
  /**
   * If charts/ of a chart directory lacks dependencies, download them first, as charts.dependencies.update does.
   * CLI: --dependency-update.
   *
   * @default false
   */
  dependencyUpdate?: boolean | undefined;
}

/** SourceDateOption makes equal charts give archives that are equal byte for byte. */
export interface SourceDateOption {
  /**
   * The modification time of all files in created archives, in seconds since 1970. CLI: only the variable
   * SOURCE_DATE_EPOCH.
   *
   * @default SOURCE_DATE_EPOCH, then each file's own time
   */
  sourceDateEpoch?: number | undefined;
}

/** PlainHttpOption says whether to use TLS for a registry. */
export interface PlainHttpOption {
  /**
   * Connect to the registry without TLS. CLI: --plain-http.
   *
   * @default false
   */
  plainHttp?: boolean | undefined;
}

/** KeyringOption is the keys to verify charts with. */
export interface KeyringOption {
  /**
   * The file of public keys to verify with, or its contents. GNUPGHOME changes the default directory. CLI:
   * --keyring.
   *
   * @default "~/.gnupg/pubring.gpg"
   */
  keyring?: Keyring | undefined;
}

/** ProvenanceOption is the provenance of a chart given as bytes. */
export interface ProvenanceOption {
  /**
   * The contents of the provenance file, for an archive given as bytes. For a path, the file next to it with the
   * added ending ".prov" is used.
   */
  provenance?: FileContents | undefined;
}

/** TakeOverOption frees a release that an interrupted operation has left. */
export interface TakeOverOption {
  /**
   * Take over a release that is pending or uninstalling if nothing has been heard of its operation for this long,
   * instead of rejecting with RELEASE_PENDING: its newest revision is recorded as "failed" first, and what is there
   * stays. Whether or not it is pending, objects that only failed revisions since the last good one have created, and
   * that the chart does not have, are deleted, which Helm leaves for good. Of those, CustomResourceDefinitions and
   * Namespaces stay, and are listed in `left`.
   *
   * An operation of bunhelm is heard of every 30 s while it runs, if its user may patch records (and not with the "sql"
   * driver), one of the command when it writes the record: at its beginning and around each hook. Take a time longer
   * than any of your operations may be silent. An operation of this process is never taken over. Milliseconds, at least
   * 1000, or text such as "10m".
   *
   * @default a release that is pending is refused
   */
  takeOver?: number | string | undefined;
}

/**
 * ValuesOptions say which values a chart is rendered with. Later options override earlier ones, in the order of the
 * fields here, as in the CLI.
 */
export interface ValuesOptions {
  /**
   * YAML files; later ones override earlier ones. Each is a path or a URL: http, https, or a scheme that an
   * installed plugin supports. A download may have up to limits.values, 16 MiB by default. CLI: --values.
   */
  valueFiles?: readonly (string | URL)[] | undefined;
  /**
   * Values as an object, or several, of which later ones override earlier ones. They override valueFiles. Numbers
   * and null mean what they mean in a values file; strings and keys are passed unchanged.
   *
   * @example { image: { tag: "1.4.2" } }
   */
  values?: Values | undefined;
  /** "key=JSON" pairs or JSON objects. CLI: --set-json. */
  setJson?: readonly string[] | undefined;
  /** "key=value" pairs with the CLI's type guessing. CLI: --set. */
  set?: readonly string[] | undefined;
  /** "key=value" pairs whose values remain strings. CLI: --set-string. */
  setString?: readonly string[] | undefined;
  /** "key=path" pairs whose values are read from files. CLI: --set-file. */
  setFile?: readonly string[] | undefined;
  /** "key=value" pairs whose values are taken literally. CLI: --set-literal. */
  setLiteral?: readonly string[] | undefined;
  /**
   * Paths of values to mask in errors, schema violations, lint messages, events and log lines, whether the values
   * are given here, are the chart's defaults or come from the previous revision. "*" stands for any key or item;
   * the path of an object covers everything in it. The result and the release's record are not masked. Values under
   * names such as password, token or apiKey are masked in errors anyway.
   *
   * @example ["db.password", "users.*.token"]
   */
  sensitive?: readonly string[] | undefined;
}

/** Chart values: an object, or several of which later ones win. */
export type Values = Record<string, unknown> | readonly Record<string, unknown>[];

/** WaitOptions say what a call that changes objects waits for, and how long. */
export interface WaitOptions extends WaitOption, TimeoutOption {
  /**
   * Also wait until all Jobs have completed. CLI: --wait-for-jobs.
   *
   * @default false
   */
  waitForJobs?: boolean | undefined;
  /**
   * When objects of a kind are ready, by "group/Kind", or by "Kind" for the core group; the group "*" is any. It replaces
   * the rules that a wait has for the kind. "skip" does not wait for them. "condition=Ready" and
   * "jsonpath={.status.phase}=Running" are written as for kubectl wait, and heed no status of a former generation. A
   * function gets the object each time it changes, and returns "ready", "progressing", "failed", or one of them with a message; it may be async, and has 10 s. If it
   * throws, or does not answer in time, the call rejects with RESOURCE_FAILED. Hooks are not asked about. Not with wait:
   * "legacy".
   *
   * @default the status conditions of the object, as kstatus reads them; one without a status is ready
   */
  readiness?: Record<string, ReadinessRule> | undefined;
}

/** WaitOption says what a call waits for. */
export interface WaitOption {
  /**
   * Resolve when every object is ready (true or "watcher"), when the hooks have run (false or "hookOnly"), or when
   * every object is ready by Helm 3's rules ("legacy"). An uninstall waits until everything is gone. The CLI's
   * default is "hookOnly". CLI: --wait.
   *
   * @default true
   */
  wait?: boolean | "watcher" | "legacy" | "hookOnly" | undefined;
}

/** TimeoutOption limits each wait of a call. */
export interface TimeoutOption {
  /**
   * The limit of each wait: one for every hook, and one for the readiness of all objects. To limit the whole call,
   * use AbortSignal.timeout. Milliseconds, at least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
   *
   * @default "5m0s"
   */
  timeout?: number | string | undefined;
}

/** LoginOptions are the options of registry.login. */
export interface LoginOptions extends AccountOptions, PlainHttpOption {
  /**
   * Do not check the server's certificate. CLI: --insecure.
   *
   * @default false
   */
  insecure?: boolean | undefined;
}

/** LoginRequest is registry.login. */
export interface LoginRequest extends LoginOptions {
  host: string;
}

/** LoginResult is a login that the registry has accepted. */
export interface LoginResult {
  host: string;
  /** Empty if the password is a token. */
  username: string;
}

/** LogoutRequest is registry.logout. */
export interface LogoutRequest {
  host: string;
}

/** LogoutResult is the result of registry.logout. */
export interface LogoutResult {
  host: string;
  /** Whether there was a login. */
  removed: boolean;
}

/** ResolveOptions are the options of registry.resolve. */
export interface ResolveOptions extends RegistryOptions {
  /**
   * The version, exact or a range such as "^1.4", if the reference has no tag.
   *
   * @default the latest version, excluding pre-releases
   */
  version?: string | undefined;
}

/** ResolveRequest is registry.resolve. */
export interface ResolveRequest extends ResolveOptions {
  reference: string;
}

/** ResolvedReference is what a reference points to now. */
export interface ResolvedReference {
  /**
   * The reference with its tag or digest: "oci://host/path/name:version". A plus sign in the version becomes an
   * underscore.
   */
  reference: string;
  /** The digest of the manifest. The chart can be pulled with it. */
  digest: string;
  /** The digest of the chart's archive; absent if it is not a chart. */
  archiveDigest?: string | undefined;
  /** The version of the chart; absent if it is not one. */
  version?: string | undefined;
  /** Its media type. */
  mediaType: string;
  /** The manifest's size in bytes, not that of the chart. */
  size: number;
}

/** TagsRequest is registry.tags. */
export interface TagsRequest extends RegistryOptions {
  reference: string;
}

/** Release is a release with everything that was rendered. */
export interface Release extends ReleaseSummary {
  /** The values given by the user, without the chart's own; absent if there were none. */
  config?: Record<string, unknown> | undefined;
  /** The objects of the release as YAML documents. */
  manifest: string;
  /** The hooks, sorted by kind. Hooks of the same event run in the order of their weight. */
  hooks: Hook[];
  /** The rendered NOTES.txt. */
  notes: string;
  /** How objects were applied. */
  applyMethod?: ApplyMethod | undefined;
  /**
   * What the API server did to each object, those of hooks and of crds/ included, in that order; absent if the call
   * changes nothing, as get and a dry run.
   */
  applied?: AppliedResource[] | undefined;
  /** With objects: those of the manifest, then those of the hooks. */
  objects?: RenderedObject[] | undefined;
  /** The objects that missingKinds: "skip" has skipped, and those that takeOver has left behind. */
  left?: ResourceRef[] | undefined;
  /** An upgrade with skipIfUnchanged had nothing to do, and has written no revision. */
  unchanged?: boolean | undefined;
}

/** ReleaseSummary is a release as returned by list and history. */
export interface ReleaseSummary {
  name: string;
  namespace: string;
  revision: number;
  /** The status, in Helm's words; "unknown" if the record has none. */
  status: ReleaseStatus;
  /** Helm's description of the last operation. */
  description?: string | undefined;
  /** RFC 3339. */
  firstDeployed?: string | undefined;
  /** RFC 3339. */
  lastDeployed?: string | undefined;
  /** RFC 3339; only for an uninstalled release. */
  deleted?: string | undefined;
  /** The revision that this one went back to; only for a rollback. */
  rollbackRevision?: number | undefined;
  /** The chart; name and version are empty if the record has none ("MISSING" in `helm history`). */
  chart: ChartInfo;
  /** The record's labels set by users. */
  labels?: Record<string, string> | undefined;
}

/** ReleaseStatus is the status of a release; "dry-run" is the status of a dry run's result, and is never recorded. */
export type ReleaseStatus =
  | "unknown"
  | "deployed"
  | "uninstalled"
  | "superseded"
  | "failed"
  | "uninstalling"
  | "pending-install"
  | "pending-upgrade"
  | "pending-rollback"
  | "dry-run";

/** ApplyMethod is server-side ("ssa") or client-side ("csa") apply. */
export type ApplyMethod = "ssa" | "csa";

/** Hook is one hook of a release. */
export interface Hook {
  name: string;
  kind: string;
  /** The template it comes from. */
  path: string;
  /** The object, as YAML. */
  manifest: string;
  /** When it runs. */
  events: HookEvent[];
  /** Hooks of the same event run in the order of their weights, the lowest first. */
  weight: number;
  /** hook-succeeded, hook-failed, before-hook-creation. */
  deletePolicies: string[];
  /** hook-succeeded, hook-failed. */
  outputLogPolicies: string[];
  /** Absent until it has run. */
  lastRun?: HookRun | undefined;
}

/** HookEvent says when a hook runs. */
export type HookEvent =
  | "pre-install"
  | "post-install"
  | "pre-delete"
  | "post-delete"
  | "pre-upgrade"
  | "post-upgrade"
  | "pre-rollback"
  | "post-rollback"
  | "test";

/** HookRun is the last run of a hook. */
export interface HookRun {
  /** RFC 3339. */
  startedAt?: string | undefined;
  /** RFC 3339. */
  completedAt?: string | undefined;
  phase: HookPhase;
}

/** HookPhase is the phase of a hook's last run. */
export type HookPhase = "Unknown" | "Running" | "Succeeded" | "Failed";

/** DriftOptions are the options of releases.drift and releases.watchDrift. */
export interface DriftOptions extends NamespaceOption, MissingKindsOption, ShowSecretsOption {
}

/** DriftRequest is releases.drift. */
export interface DriftRequest extends DriftOptions {
  name: string;
}

/** WatchDriftRequest is releases.watchDrift. */
export interface WatchDriftRequest extends DriftOptions {
  name: string;
}

/** WatchDriftResult is empty: a watch ends when it is cancelled, or with an error. */
export interface WatchDriftResult {
}

/** DriftReport says how the objects of a release differ from what was deployed. */
export interface DriftReport {
  name: string;
  namespace: string;
  /** The revision that is compared: the deployed one, or the newest if none is. */
  revision: number;
  status: ReleaseStatus;
  /** The number of objects that were compared. */
  compared: number;
  /** Those that differ, in the order of the manifest. */
  objects: DriftedObject[];
  /** The objects that missingKinds: "skip" has skipped. */
  left?: ResourceRef[] | undefined;
}

/** DriftedObject is an object that is not as it was deployed. */
export interface DriftedObject extends ResourceRef {
  /** The template it comes from; absent if the manifest does not say. */
  template?: string | undefined;
  status: DriftStatus;
  /** The fields that differ. Fields that the manifest does not have belong to others, and are no drift. */
  fields: DriftedField[];
  /** The object as it is and as releases.repair would leave it, as a unified diff of YAML. */
  diff: string;
  /** Whom it belongs to by its annotations; only if it is "adopted". */
  owner?: OwnershipConflict | undefined;
  /**
   * Why the API server refuses to apply it again, so that it could not be compared and cannot be repaired; absent if it
   * does not.
   */
  problem?: PlannedProblem | undefined;
  /** Why the API server cannot try to apply it, such as a webhook that does not support dry runs. */
  untried?: string | undefined;
}

/** DriftStatus is how an object differs. */
export type DriftStatus = "changed" | "missing" | "adopted" | "unknown";

/** DriftedField is a field that was changed outside of the release. */
export interface DriftedField {
  /** Such as spec.template.spec.containers[name="app"].image. */
  path: string;
  /** As it is; absent if it is gone. */
  live?: unknown | undefined;
  /** As it was deployed; absent if it was not there. */
  deployed?: unknown | undefined;
  /** The items of a list have another order; live and deployed name them. */
  reordered?: boolean | undefined;
  /** Who owns the field now, such as "kubectl-edit"; absent if the object does not say. */
  manager?: string | undefined;
  /** When that manager last wrote the object, as RFC 3339. */
  since?: string | undefined;
}

/** RepairOptions are the options of releases.repair. */
export interface RepairOptions extends NamespaceOption, MissingKindsOption, WaitOptions {
  /**
   * Also take back objects that belong to another release by their annotations, or to none.
   *
   * @default false
   */
  takeOwnership?: boolean | undefined;
}

/** RepairRequest is releases.repair. */
export interface RepairRequest extends RepairOptions {
  name: string;
}

/** RepairResult is what was put back. */
export interface RepairResult {
  /** The revision whose state the objects have again. No revision is written. */
  revision: number;
  /** The objects that were written or created. */
  repaired: ResourceRef[];
  /**
   * The objects that were left as they are, since they are "adopted", could not be compared, or were skipped by
   * missingKinds: "skip".
   */
  left: ResourceRef[];
}

/** GetOptions are the options of releases.get. */
export interface GetOptions extends NamespaceOption, RevisionOption, ObjectsOption {
}

/** GetRequest is releases.get. */
export interface GetRequest extends GetOptions {
  name: string;
}

/** GetMetadataOptions are the options of releases.getMetadata. */
export interface GetMetadataOptions extends NamespaceOption, RevisionOption {
}

/** GetMetadataRequest is releases.getMetadata. */
export interface GetMetadataRequest extends GetMetadataOptions {
  name: string;
}

/** GetValuesOptions are the options of releases.getValues. */
export interface GetValuesOptions extends NamespaceOption, RevisionOption {
  /**
   * Include the chart's own values, merged as the templates saw them. CLI: --all.
   *
   * @default false
   */
  all?: boolean | undefined;
}

/** GetValuesRequest is releases.getValues. */
export interface GetValuesRequest extends GetValuesOptions {
  name: string;
}

/** ReleaseMetadata is what `helm get metadata` prints. */
export interface ReleaseMetadata {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  /** RFC 3339. */
  deployedAt?: string | undefined;
  /** How objects were applied; absent for a release of Helm 3, which used client-side apply. */
  applyMethod?: ApplyMethod | undefined;
  /** The name of the chart. */
  chart: string;
  /** The version of the chart. */
  version: string;
  /** The version of the application. */
  appVersion?: string | undefined;
  /** The annotations of the chart. */
  annotations?: Record<string, string> | undefined;
  /** The record's labels set by users. `helm get metadata` also shows Helm's own, but only of the newest revision. */
  labels?: Record<string, string> | undefined;
  /** The dependencies that Chart.yaml lists. */
  dependencies: Dependency[];
}

/** HistoryOptions are the options of releases.history. */
export interface HistoryOptions extends NamespaceOption {
  /**
   * The most revisions to return; if there are more, the newest. The command's default is 256, without a note about
   * the rest. CLI: --max.
   *
   * @default no limit
   */
  max?: number | undefined;
}

/** HistoryRequest is releases.history. */
export interface HistoryRequest extends HistoryOptions {
  name: string;
}

/** InstallOptions are the options of releases.install. */
export interface InstallOptions extends DeployOptions, NameOptions {
  /**
   * Use server-side apply. CLI: --server-side.
   *
   * @default true
   */
  serverSide?: boolean | undefined;
  /**
   * Reuse the name of a release that was uninstalled with keepHistory. Unsafe in production. CLI: --replace.
   *
   * @default false
   */
  replace?: boolean | undefined;
}

/** InstallRequest is releases.install. */
export interface InstallRequest extends InstallOptions {
  name?: string | undefined;
  chart: ChartRef;
}

/**
 * ListOptions are the options of releases.list. Without a status option, every release is listed with its newest
 * revision, including those uninstalled with keepHistory, as by `helm list`.
 */
export interface ListOptions extends NamespaceOption {
  /**
   * List the releases of every namespace. CLI: --all-namespaces.
   *
   * @default false
   */
  allNamespaces?: boolean | undefined;
  /** A regular expression that names must match. CLI: --filter. */
  filter?: string | undefined;
  /** A label selector over the release records; not with the "sql" driver. CLI: --selector. */
  selector?: string | undefined;
  /**
   * Sort by date instead of by name. CLI: --date.
   *
   * @default false
   */
  date?: boolean | undefined;
  /**
   * Reverse the order. CLI: --reverse.
   *
   * @default false
   */
  reverse?: boolean | undefined;
  /**
   * The most releases to return; 0 means all. The command's default is 256, without a note about the rest. CLI:
   * --max.
   *
   * @default 0
   */
  max?: number | undefined;
  /**
   * The number of releases to skip. CLI: --offset.
   *
   * @default 0
   */
  offset?: number | undefined;
  /**
   * Include deployed releases. CLI: --deployed.
   *
   * @default false
   */
  deployed?: boolean | undefined;
  /**
   * Include failed releases. CLI: --failed.
   *
   * @default false
   */
  failed?: boolean | undefined;
  /**
   * Include pending releases. CLI: --pending.
   *
   * @default false
   */
  pending?: boolean | undefined;
  /**
   * Include superseded releases. CLI: --superseded.
   *
   * @default false
   */
  superseded?: boolean | undefined;
  /**
   * Include releases uninstalled with keepHistory. CLI: --uninstalled.
   *
   * @default false
   */
  uninstalled?: boolean | undefined;
  /**
   * Include releases being uninstalled. CLI: --uninstalling.
   *
   * @default false
   */
  uninstalling?: boolean | undefined;
}

/** ListRequest is releases.list. */
export interface ListRequest extends ListOptions {
}

/**
 * PlanOptions are the options of releases.plan: those of the upgrade that is planned. dryRun, hideSecret and the options
 * of waiting have no effect.
 */
export interface PlanOptions extends UpgradeOptions, ShowSecretsOption {
}

/** PlanRequest is releases.plan. */
export interface PlanRequest extends PlanOptions {
  name: string;
  chart: ChartRef;
}

/**
 * PlanRollbackOptions are the options of releases.planRollback: those of the rollback that is planned. dryRun and the
 * options of waiting have no effect.
 */
export interface PlanRollbackOptions extends RollbackOptions, ShowSecretsOption {
}

/** PlanRollbackRequest is releases.planRollback. */
export interface PlanRollbackRequest extends PlanRollbackOptions {
  name: string;
}

/**
 * PlanUninstallOptions are the options of releases.planUninstall: those of the uninstall that is planned. dryRun and the
 * options of waiting have no effect.
 */
export interface PlanUninstallOptions extends UninstallOptions, ObjectsOption, ShowSecretsOption {
}

/** PlanUninstallRequest is releases.planUninstall. */
export interface PlanUninstallRequest extends PlanUninstallOptions {
  name: string;
}

/** ShowSecretsOption belongs to calls that show objects. */
export interface ShowSecretsOption {
  /**
   * Show the data of Secrets and what is known to be secret. Otherwise a hash stands for the data of a Secret, which
   * is another one in each plan and only tells that a value changes, and "xxxxx" for other secrets.
   *
   * @default false
   */
  showSecrets?: boolean | undefined;
}

/** PlanData is what a call would do. */
export interface PlanData {
  /** The call. For a release that does not exist yet, a plan of an upgrade is one of an install. */
  verb: PlannedVerb;
  name: string;
  namespace: string;
  /** The newest revision, as it is recorded; absent if there is none. */
  current?: ReleaseSummary | undefined;
  /** The revision that the call would write; absent for an uninstall. */
  next?: PlannedRevision | undefined;
  /** The operation that has not ended and would have the call rejected with RELEASE_PENDING; absent if there is none. */
  pending?: ReleasePendingDetails | undefined;
  /** What would become of each object, in the order in which they are written, then those that are deleted. */
  objects: PlannedObject[];
  /**
   * The hooks that would run, in the order of the manifest, then those that the newest revision has and the next
   * one has not.
   */
  hooks: PlannedHook[];
  /** What the chart has in crds/. */
  crds: PlannedDefinition[];
  /** How the values given by users differ from those of the revision that is upgraded. */
  values: FieldChange[];
  /** What else would have the call rejected: the release's namespace or its record. */
  problems: PlannedProblem[];
  /** The API server's warnings. */
  warnings: string[];
  /** The objects that missingKinds: "skip" would skip, and those that takeOver would leave behind. */
  left?: ResourceRef[] | undefined;
  /** What the plan was made from. */
  basis: PlanBasis;
}

/** PlannedVerb is the call that is planned. */
export type PlannedVerb = "install" | "upgrade" | "rollback" | "uninstall";

/** PlannedRevision is a revision that would be written. */
export interface PlannedRevision {
  revision: number;
  chart: ChartInfo;
  /** The revision that a rollback goes back to. */
  rollbackRevision?: number | undefined;
  /** How objects would be applied. */
  applyMethod?: ApplyMethod | undefined;
}

/** PlannedObject is what would become of an object. */
export interface PlannedObject extends ResourceRef {
  /** The template it comes from; absent if the manifest does not say. */
  template?: string | undefined;
  action: PlannedAction;
  /** What would differ from the object as it is now. Empty for one that is created or deleted: diff has all of it. */
  changes: FieldChange[];
  /** What the new manifest has otherwise than that of the revision that is upgraded. */
  manifestChanges: FieldChange[];
  /** The object as it is now and as it would be, as a unified diff of YAML; "" if nothing changes. */
  diff: string;
  /** Why the API server would refuse it, or Helm would; absent if nobody would. */
  problem?: PlannedProblem | undefined;
  /** Why the API server could not try it, such as a namespace or a kind that only the call creates. */
  untried?: string | undefined;
  /** With objects: the object as it is rendered; absent for one that is no longer part of the release. */
  object?: Record<string, unknown> | undefined;
  /** With objects: the object as it is now; absent if there is none. */
  live?: Record<string, unknown> | undefined;
  /**
   * With objects: the object as it would be, with what the API server and its webhooks add; absent if it would be deleted,
   * or if nobody knows.
   */
  next?: Record<string, unknown> | undefined;
}

/** PlannedAction is what would be done to an object. */
export type PlannedAction = "create" | "update" | "replace" | "adopt" | "unchanged" | "delete" | "keep";

/**
 * FieldChange is a field that differs. Integers above 2^53 are rounded in before and after, as in JavaScript, but not in
 * a diff.
 */
export interface FieldChange {
  /** Such as spec.template.spec.containers[name="app"].image. */
  path: string;
  /** Absent if the field would be new. */
  before?: unknown | undefined;
  /** Absent if the field would go. */
  after?: unknown | undefined;
  /** The items of a list have another order; before and after name them. */
  reordered?: boolean | undefined;
  /** The object was changed outside of the release: the revision that is upgraded has another value here. */
  drift?: boolean | undefined;
}

/** PlannedProblem is why a write would be refused. */
export interface PlannedProblem {
  /** The code with which the call would reject. */
  code: HelmErrorCode;
  message: string;
  /** The fields that others own; only with APPLY_CONFLICT. */
  conflicts?: FieldConflict[] | undefined;
  /** The fields that the API server does not accept; only with MANIFEST_INVALID or RESOURCE_FAILED. */
  causes?: FieldCause[] | undefined;
  hint?: string | undefined;
}

/** PlannedHook is a hook that would run. */
export interface PlannedHook extends ResourceRef {
  /** The template it comes from. */
  template: string;
  /** When it would run: the events of this call. */
  events: HookEvent[];
  weight: number;
  /** How it differs from the hook of the newest revision: "removed" ones do not run. */
  status: PlannedHookStatus;
  changes: FieldChange[];
  diff: string;
  problem?: PlannedProblem | undefined;
  untried?: string | undefined;
  /** With objects: the object as it is rendered; absent for a hook that is removed. */
  object?: Record<string, unknown> | undefined;
}

/** PlannedHookStatus is how a hook differs from that of the newest revision. */
export type PlannedHookStatus = "new" | "changed" | "unchanged" | "removed";

/** PlannedDefinition is what would become of a CustomResourceDefinition in the chart's crds/, or of another object there. */
export interface PlannedDefinition extends ResourceRef {
  /** The file in the chart. */
  path: string;
  action: DefinitionAction;
  /** What would differ from the definition as it is now; empty for one that is created, or left as it is. */
  changes: FieldChange[];
  /** The definition as it is now and as it would be, as a unified diff of YAML; "" if nothing changes. */
  diff: string;
  /** The versions that the API server would no longer serve: whoever uses them fails. */
  removedVersions: RemovedVersion[];
  /**
   * The fields that a version would no longer have, such as "v1: spec.size". An object that has one loses it when it is
   * next written.
   */
  removedFields: string[];
  /** How many objects of the kind there are, if a version or a field is removed; absent if this user may not list them. */
  storedObjects?: number | undefined;
  /** The objects of the release that need it and could not be tried, because the cluster does not have it yet. */
  objects: ResourceRef[];
  /** Why the API server would refuse it; absent if it would not. */
  problem?: PlannedProblem | undefined;
}

/** RemovedVersion is a version of a CustomResourceDefinition that would no longer be served. */
export interface RemovedVersion {
  name: string;
  /** Objects may be stored in it. The API server refuses to remove such a version before they are stored in another one. */
  isStored: boolean;
}

/** DefinitionAction is what would be done to a CustomResourceDefinition. */
export type DefinitionAction = "create" | "update" | "unchanged" | "differs" | "missing" | "unknown";

/** PlanBasis is what a plan was made from. The call that carries it out is refused if something of it has changed. */
export interface PlanBasis {
  /** The newest revision and its status; 0 and "" if there is none. */
  revision: number;
  status?: ReleaseStatus | undefined;
  /** Of what would be applied, and of the hooks. */
  digest: string;
  /** Of each object as it was, by its name: kind, namespace and name. */
  objects: Record<string, string>;
}

/** RollbackOptions are the options of releases.rollback. */
export interface RollbackOptions extends NamespaceOption, HooksOption, ApplyOptions, WaitOptions, HistoryMaxOption, MissingKindsOption, ObjectsOption {
  /**
   * The revision to go back to; 0 means the one before the newest, whatever its status. CLI: the second argument.
   *
   * @default 0
   */
  revision?: number | undefined;
  /**
   * The description in the release record, at most 256 characters, instead of Helm's own. CLI: --description.
   *
   * @default Helm's "Rollback to N"
   */
  description?: string | undefined;
  /**
   * Use server-side apply. "auto" does what was done for the revision to go back to, unless forceConflicts turns it
   * on or forceReplace turns it off. CLI: --server-side.
   *
   * @default "auto"
   */
  serverSide?: boolean | "auto" | undefined;
  /**
   * Delete the objects that this rollback has created if applying fails, but not if a wait fails. CLI:
   * --cleanup-on-fail.
   *
   * @default false
   */
  cleanupOnFail?: boolean | undefined;
  /**
   * Change nothing: check that the revision exists, and return the release as it would be recorded. Both "client"
   * and "server" only read the records. CLI: --dry-run.
   *
   * @default "none"
   */
  dryRun?: DryRun | undefined;
}

/** RollbackRequest is releases.rollback. */
export interface RollbackRequest extends RollbackOptions {
  name: string;
  /** Plan is what the plan was made from that the call carries out. */
  plan?: PlanBasis | undefined;
}

/** StatusOptions are the options of releases.status. */
export interface StatusOptions extends NamespaceOption, RevisionOption {
  /**
   * Look up the release's objects and return the status of each. The CLI always does.
   *
   * @default true
   */
  resources?: boolean | undefined;
}

/** StatusRequest is releases.status. */
export interface StatusRequest extends StatusOptions {
  name: string;
}

/** StatusResult is a release with the status of its objects. */
export interface StatusResult extends ReleaseSummary {
  /**
   * The release's objects as they are now; absent with resources: false. Objects that no longer exist are included.
   * (`helm status` leaves them out, and shows the pods of workloads instead.)
   */
  resources?: ResourceStatus[] | undefined;
}

/** TestOptions are the options of releases.test. */
export interface TestOptions extends NamespaceOption {
  /**
   * Which tests to run: ["name=one", "name=two"] for these two, ["!name=one"] for all except that one. A name that
   * is not one of the release's tests is refused; the CLI runs nothing, or everything. CLI: --filter.
   *
   * @default all tests
   */
  filter?: readonly string[] | undefined;
  /**
   * Return the logs of the tests' pods, including pods of Jobs, as `logs` of each test; if a test fails, they are
   * in details.tests of the error. (Lines of a running test are always sent as hookLog events.) If a log cannot be
   * read, a log event warns. Only the first 16 MiB of each log are returned. CLI: --logs.
   *
   * @default false
   */
  logs?: boolean | undefined;
  /**
   * The limit of each test. To limit the whole call, use AbortSignal.timeout. Milliseconds, at least 1000, or text
   * such as "5m30s" or "300ms". CLI: --timeout.
   *
   * @default "5m0s"
   */
  timeout?: number | string | undefined;
}

/** TestRequest is releases.test. */
export interface TestRequest extends TestOptions {
  name: string;
}

/** TestResult is a release with the outcome of its tests. */
export interface TestResult extends ReleaseSummary {
  /** The selected tests, in the order in which they run. */
  tests: ReleaseTest[];
}

/** ReleaseTest is one test hook of a release. */
export interface ReleaseTest {
  name: string;
  kind: string;
  /** The template it comes from. */
  path: string;
  /** The outcome; absent if it did not run because an earlier test failed. */
  run?: HookRun | undefined;
  /**
   * With logs: the output of its containers, init containers first; empty if it has no pods; absent if the test did
   * not run.
   */
  logs?: ContainerLog[] | undefined;
}

/** ContainerLog is the output of a container. */
export interface ContainerLog {
  pod: string;
  container: string;
  log: string;
}

/** UninstallOptions are the options of releases.uninstall. */
export interface UninstallOptions extends NamespaceOption, DescriptionOption, HooksOption, WaitOption, TimeoutOption, MissingKindsOption {
  /**
   * Return what would be uninstalled, and change nothing. CLI: --dry-run.
   *
   * @default false
   */
  dryRun?: boolean | undefined;
  /**
   * Resolve if there is no such release, instead of rejecting. CLI: --ignore-not-found.
   *
   * @default false
   */
  ignoreNotFound?: boolean | undefined;
  /**
   * Keep the release's records, marked as uninstalled. CLI: --keep-history.
   *
   * @default false
   */
  keepHistory?: boolean | undefined;
  /**
   * What happens to the objects that depend on the deleted ones. CLI: --cascade.
   *
   * @default "background"
   */
  cascade?: Cascade | undefined;
}

/** UninstallRequest is releases.uninstall. */
export interface UninstallRequest extends UninstallOptions {
  name: string;
  /** Plan is what the plan was made from that the call carries out. */
  plan?: PlanBasis | undefined;
}

/** UninstallResult is what was uninstalled. */
export interface UninstallResult {
  /** The last state of the release; absent if there was none and ignoreNotFound is set. */
  release?: ReleaseSummary | undefined;
  /**
   * Helm's remarks, such as the objects kept because of their resource policy, and objects of earlier revisions
   * that may still exist because their kind is no longer served.
   */
  info?: string | undefined;
  /** What the API server did to each object, those of hooks included, in that order; absent for a dry run. */
  applied?: AppliedResource[] | undefined;
  /**
   * The objects that missingKinds: "skip" has skipped, including those that this user may not get. info and log
   * events name objects of kinds that are no longer served and that only earlier revisions had.
   */
  left?: ResourceRef[] | undefined;
}

/** Cascade is a deletion propagation policy. */
export type Cascade = "background" | "orphan" | "foreground";

/** UnlockOptions are the options of releases.unlock. */
export interface UnlockOptions extends NamespaceOption, DescriptionOption {
  /**
   * How long nothing must have been heard of the operation: see takeOver of releases.upgrade. Milliseconds, at least
   * 1000, or text such as "1h".
   *
   * @default "10m"
   */
  olderThan?: number | string | undefined;
  /**
   * Unlock whatever has been heard of the operation. Only an operation of this process still stands in the way. If the
   * other operation lives, it notices when it writes its record, and rejects.
   *
   * @default false
   */
  force?: boolean | undefined;
}

/** UnlockRequest is releases.unlock. */
export interface UnlockRequest extends UnlockOptions {
  name: string;
}

/** UnlockResult is a release that was looked at. */
export interface UnlockResult {
  /** Whether it was pending or uninstalling, and is recorded as failed now. */
  unlocked: boolean;
  /** The newest revision, as it is recorded now. */
  release: ReleaseSummary;
  /** What it was before; only if it was unlocked. */
  before?: ReleaseStatus | undefined;
}

/** UpgradeOptions are the options of releases.upgrade. */
export interface UpgradeOptions extends DeployOptions, HistoryMaxOption, MissingKindsOption {
  /**
   * Install the release if it does not exist, or if it was uninstalled with keepHistory. CLI: --install.
   *
   * @default false
   */
  install?: boolean | undefined;
  /**
   * Use server-side apply. "auto" does what was done for the previous revision, unless forceConflicts turns it on
   * or forceReplace turns it off. CLI: --server-side.
   *
   * @default "auto"
   */
  serverSide?: boolean | "auto" | undefined;
  /**
   * Discard the values of the previous revision. CLI: --reset-values.
   *
   * @default false
   */
  resetValues?: boolean | undefined;
  /**
   * Start from the values of the previous revision, including its chart's defaults. Ignored with resetValues. CLI:
   * --reuse-values.
   *
   * @default false
   */
  reuseValues?: boolean | undefined;
  /**
   * Start from the new chart's defaults, overridden by the values given to the previous revision. Ignored with
   * resetValues or reuseValues. CLI: --reset-then-reuse-values.
   *
   * @default false
   */
  resetThenReuseValues?: boolean | undefined;
  /**
   * If the upgrade fails, delete the objects that it has created. CLI: --cleanup-on-fail.
   *
   * @default false
   */
  cleanupOnFail?: boolean | undefined;
  /**
   * Write no revision, run no hook and change nothing if the deployed revision has the same values, manifest, hooks,
   * labels and Chart.yaml, and the API server, which tries each object, would change none. The result is the deployed
   * revision then, with `unchanged: true`. What `crds` writes is written nevertheless.
   *
   * @default false
   */
  skipIfUnchanged?: boolean | undefined;
}

/** UpgradeRequest is releases.upgrade. */
export interface UpgradeRequest extends UpgradeOptions {
  name: string;
  chart: ChartRef;
  /** Plan is what the plan was made from that the call carries out. */
  plan?: PlanBasis | undefined;
}

/** AddRepositoryOptions are the options of repositories.add. */
export interface AddRepositoryOptions extends ServerOptions, IndexTimeoutOption {
  /**
   * Also send the credentials to other hosts that the index or a redirect points to. CLI: --pass-credentials.
   *
   * @default false
   */
  passCredentials?: boolean | undefined;
  /**
   * Replace an existing repository of this name that has other options. CLI: --force-update.
   *
   * @default false
   */
  forceUpdate?: boolean | undefined;
  /**
   * Allow the URLs of the stable and incubator repositories, which no longer exist. CLI: --allow-deprecated-repos.
   *
   * @default false
   */
  allowDeprecatedRepos?: boolean | undefined;
}

/** AddRepositoryRequest is repositories.add. */
export interface AddRepositoryRequest extends AddRepositoryOptions {
  name: string;
  url: string;
}

/** AddedRepository is the result of repositories.add. */
export interface AddedRepository extends Repository {
  /** "unchanged" if it existed with the same options; then nothing was fetched or written. */
  action: AddRepositoryAction;
}

/** AddRepositoryAction is what repositories.add has done. */
export type AddRepositoryAction = "added" | "replaced" | "unchanged";

/** IndexRepositoryOptions are the options of repositories.index. */
export interface IndexRepositoryOptions {
  /**
   * The URL at which the directory will be served; the archives' URLs start with it. CLI: --url.
   *
   * @default none: the URLs are relative
   */
  url?: string | URL | undefined;
  /**
   * An index file to add the charts to. If both have the same version of a chart, that of the directory is used.
   * The file is created if it does not exist. CLI: --merge.
   */
  merge?: string | URL | undefined;
  /**
   * Write JSON, still as index.yaml. CLI: --json.
   *
   * @default false
   */
  json?: boolean | undefined;
}

/** IndexRepositoryRequest is repositories.index. */
export interface IndexRepositoryRequest extends IndexRepositoryOptions {
  directory: string | URL;
}

/** RepositoryIndex is an index that was written. */
export interface RepositoryIndex {
  /** The absolute path of the file. */
  path: string;
  /** The contents of the file. */
  content: string;
}

/** ListRepositoriesRequest has no options. */
export interface ListRepositoriesRequest {
}

/** RemoveRepositoriesRequest is repositories.remove. */
export interface RemoveRepositoriesRequest {
  names: string | readonly string[];
}

/** Repository is a chart repository as it was added, without its credentials. */
export interface Repository {
  name: string;
  /** As it was added. */
  url: string;
  certFile?: string | undefined;
  keyFile?: string | undefined;
  caFile?: string | undefined;
  insecureSkipTlsVerify?: boolean | undefined;
  passCredentials?: boolean | undefined;
}

/** SearchOptions are the options of repositories.search. */
export interface SearchOptions {
  /**
   * Treat the keyword as a Go regular expression. CLI: --regexp.
   *
   * @default false
   */
  regexp?: boolean | undefined;
  /**
   * Return every matching version, not only the newest of each chart. CLI: --versions.
   *
   * @default false
   */
  versions?: boolean | undefined;
  /**
   * Include pre-releases when version is not set. CLI: --devel.
   *
   * @default false
   */
  devel?: boolean | undefined;
  /**
   * A version or a range such as "^1.4". CLI: --version.
   *
   * @default every version except pre-releases
   */
  version?: string | undefined;
}

/** SearchRequest is repositories.search. */
export interface SearchRequest extends SearchOptions {
  keyword?: string | undefined;
}

/** FoundChart is a chart found in a repository. */
export interface FoundChart {
  /** The name to refer to it: "repository/chart". */
  name: string;
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  /** Whether its maintainers have deprecated it. */
  deprecated?: boolean | undefined;
  /** The Kubernetes versions that it supports. */
  kubeVersion?: string | undefined;
  keywords?: string[] | undefined;
  home?: string | undefined;
  /** When it was added to the index, as RFC 3339. */
  created?: string | undefined;
  /** The digest of its archive, as in the index: "sha256:" and its hexadecimal digits. */
  digest?: string | undefined;
  /** The URLs of its archive, as in the index; relative ones are relative to the repository's URL. */
  urls: string[];
}

/** SearchHubOptions are the options of repositories.searchHub. */
export interface SearchHubOptions {
  /**
   * The URL of a hub with the API of Artifact Hub. CLI: --endpoint.
   *
   * @default "https://hub.helm.sh"
   */
  endpoint?: string | URL | undefined;
}

/** SearchHubRequest is repositories.searchHub. */
export interface SearchHubRequest extends SearchHubOptions {
  keyword?: string | undefined;
}

/** HubChart is a chart found in a hub. */
export interface HubChart {
  /** Its name in its repository: charts.pull(name, { repo: repository.url }). Empty if the hub does not say. */
  name: string;
  /** Its page on the hub. */
  url: string;
  /** Its newest version. */
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  repository: HubRepository;
}

/** HubRepository is the repository of a chart in a hub. */
export interface HubRepository {
  name: string;
  url: string;
}

/** UpdateRepositoriesOptions are the options of repositories.update. */
export interface UpdateRepositoriesOptions extends IndexTimeoutOption {
}

/** UpdateRepositoriesRequest is repositories.update. */
export interface UpdateRepositoriesRequest extends UpdateRepositoriesOptions {
  names?: string | readonly string[] | undefined;
}

/** UpdatedRepository is a repository whose index was fetched. */
export interface UpdatedRepository {
  name: string;
  /** As it was added. */
  url: string;
  /** Whether its index has changed. */
  changed: boolean;
  /** The number of charts in it, not counting versions. */
  charts: number;
}

/** IndexTimeoutOption limits the download of an index. */
export interface IndexTimeoutOption {
  /**
   * The limit for downloading an index: milliseconds, at least 1000, or text such as "30s" or "300ms". CLI:
   * --timeout.
   *
   * @default "2m0s"
   */
  timeout?: number | string | undefined;
}

/** ResourceRef names an object of the cluster. */
export interface ResourceRef {
  /** Group and version, such as "apps/v1". */
  apiVersion?: string | undefined;
  kind: string;
  /** Absent for objects that have none. */
  namespace?: string | undefined;
  name: string;
}

/** ResourceStatus is the status of an object. */
export interface ResourceStatus extends ResourceRef {
  status: ResourceState;
  /**
   * Why it is not ready, in Kubernetes' words, such as "ImagePullBackOff" or "FailedCreate". Set during waits, if
   * known and if the user may read pods and events.
   */
  reason?: string | undefined;
  /** What is missing, as a sentence that starts with the reason, if there is one. */
  message?: string | undefined;
}

/** ResourceState is the state of an object, in kstatus' words; Current means ready. */
export type ResourceState = "Current" | "InProgress" | "Failed" | "Terminating" | "NotFound" | "Unknown";

/** An object as it was rendered. */
export type KubernetesObject =
  | { apiVersion: string; kind: string; metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>; [field: string]: any }; [field: string]: any };

/** What happened during an operation: its type tells its fields. */
export type HelmEvent = {
  [K in keyof Events]: {
    /** What kind of event it is. */
    type: K;
    /** When it happened: RFC 3339. */
    at: string;
  } & Events[K];
}[keyof Events];

/** How far an object is, as a function of the option `readiness` says. */
export type ReadinessAnswer = "ready" | "progressing" | "failed" | { status: "ready" | "progressing" | "failed"; message?: string };

/** The details of an error by its code. */
export type DetailsOf<C extends HelmErrorCode> = ErrorDetails[C];

/** The verbs: what each takes, what it resolves with, and the codes that it rejects with beside those of any call. */
export interface Verbs {
  version: { request: VersionRequest; result: VersionResult; errors: never };
  "client.close": { request: CloseRequest; result: CloseRequest; errors: never };
  "client.repaired": { request: RepairedRequest; result: RepairedResult; errors: never };
  "client.closeChart": { request: CloseChartRequest; result: CloseRequest; errors: never };
  "client.readChart": { request: ReadChartRequest; result: ChartFile; errors: never };
  "client.settings": { request: SettingsRequest; result: ClientSettings; errors: never };
  "client.target": { request: TargetRequest; result: ClientTarget; errors: "ERR_HELM_KUBECONFIG_INVALID" };
  "client.server": { request: ServerRequest; result: ClientServer; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "client.rights": { request: RightsRequest; result: ClientRights; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.install": { request: InstallRequest; result: Release; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_APPLY_CONFLICT" | "ERR_HELM_CHART_INCOMPATIBLE" | "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_OVERLOADED" | "ERR_HELM_OWNERSHIP_CONFLICT" | "ERR_HELM_POST_RENDERER_FAILED" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RECORD_NOT_WRITTEN" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_RELEASE_EXISTS" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RELEASE_TOO_LARGE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TEMPLATE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_VALUES_INVALID" | "ERR_HELM_VERIFICATION_FAILED" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.upgrade": { request: UpgradeRequest; result: Release; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_APPLY_CONFLICT" | "ERR_HELM_CHART_INCOMPATIBLE" | "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_OVERLOADED" | "ERR_HELM_OWNERSHIP_CONFLICT" | "ERR_HELM_PLAN_OUTDATED" | "ERR_HELM_POST_RENDERER_FAILED" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RECORD_NOT_WRITTEN" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RELEASE_TOO_LARGE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TEMPLATE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_VALUES_INVALID" | "ERR_HELM_VERIFICATION_FAILED" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.uninstall": { request: UninstallRequest; result: UninstallResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_PLAN_OUTDATED" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RECORD_NOT_WRITTEN" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_UNINSTALL_INCOMPLETE" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.rollback": { request: RollbackRequest; result: Release; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_APPLY_CONFLICT" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_OWNERSHIP_CONFLICT" | "ERR_HELM_PLAN_OUTDATED" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RECORD_NOT_WRITTEN" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RELEASE_TOO_LARGE" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.test": { request: TestRequest; result: TestResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RECORD_NOT_WRITTEN" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TEST_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.plan": { request: PlanRequest; result: PlanData; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CHART_INCOMPATIBLE" | "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_OVERLOADED" | "ERR_HELM_POST_RENDERER_FAILED" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TEMPLATE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_VALUES_INVALID" | "ERR_HELM_VERIFICATION_FAILED" };
  "releases.planRollback": { request: PlanRollbackRequest; result: PlanData; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.planUninstall": { request: PlanUninstallRequest; result: PlanData; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.unlock": { request: UnlockRequest; result: UnlockResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.drift": { request: DriftRequest; result: DriftReport; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.watchDrift": { request: WatchDriftRequest; result: WatchDriftResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.repair": { request: RepairRequest; result: RepairResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_APPLY_CONFLICT" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_HOOK_FAILED" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_FAILED" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_RELEASE_PENDING" | "ERR_HELM_RESOURCE_FAILED" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_WAIT_TIMEOUT" };
  "releases.list": { request: ListRequest; result: ReleaseSummary[]; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.history": { request: HistoryRequest; result: ReleaseSummary[]; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.status": { request: StatusRequest; result: StatusResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.get": { request: GetRequest; result: Release; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.getValues": { request: GetValuesRequest; result: Record<string, unknown>; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "releases.getMetadata": { request: GetMetadataRequest; result: ReleaseMetadata; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_RECORD_INVALID" | "ERR_HELM_RELEASE_NOT_FOUND" | "ERR_HELM_REVISION_NOT_FOUND" | "ERR_HELM_STORAGE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" };
  "charts.template": { request: TemplateRequest; result: TemplateResult; errors: "ERR_HELM_API_SERVER" | "ERR_HELM_CHART_INCOMPATIBLE" | "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_CLUSTER_UNREACHABLE" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_FORBIDDEN" | "ERR_HELM_KUBECONFIG_INVALID" | "ERR_HELM_MANIFEST_INVALID" | "ERR_HELM_OVERLOADED" | "ERR_HELM_OWNERSHIP_CONFLICT" | "ERR_HELM_POST_RENDERER_FAILED" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TEMPLATE_FAILED" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_UNAUTHORIZED" | "ERR_HELM_VALUES_INVALID" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.load": { request: LoadRequest; result: LoadedChart; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.show": { request: ShowRequest; result: ShowResult; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.lint": { request: LintRequest; result: LintResult; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_OVERLOADED" };
  "charts.create": { request: CreateRequest; result: CreateResult; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" };
  "charts.verify": { request: VerifyRequest; result: VerifyResult; errors: "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.pull": { request: PullRequest; result: PulledChart; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.push": { request: PushRequest; result: PushedChart; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "charts.package": { request: PackageRequest; result: PackagedChart; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.dependencies.list": { request: DependencyListRequest; result: ListedDependency[]; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" };
  "charts.dependencies.update": { request: DependencyRequest; result: DependencyChanges; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "charts.dependencies.build": { request: DependencyRequest; result: DependencyChanges; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_DEPENDENCY_MISSING" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" | "ERR_HELM_VERIFICATION_FAILED" };
  "repositories.add": { request: AddRepositoryRequest; result: AddedRepository; errors: "ERR_HELM_REPOSITORY_EXISTS" | "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "repositories.list": { request: ListRepositoriesRequest; result: Repository[]; errors: never };
  "repositories.remove": { request: RemoveRepositoriesRequest; result: Repository[]; errors: "ERR_HELM_REPOSITORY_NOT_FOUND" };
  "repositories.update": { request: UpdateRepositoriesRequest; result: UpdatedRepository[]; errors: "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "repositories.index": { request: IndexRepositoryRequest; result: RepositoryIndex; errors: "ERR_HELM_CHART_INVALID" | "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_TOO_LARGE" };
  "repositories.search": { request: SearchRequest; result: FoundChart[]; errors: "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_TOO_LARGE" };
  "repositories.searchHub": { request: SearchHubRequest; result: HubChart[]; errors: "ERR_HELM_REPOSITORY_NOT_FOUND" | "ERR_HELM_REPOSITORY_UNAUTHORIZED" | "ERR_HELM_REPOSITORY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "registry.login": { request: LoginRequest; result: LoginResult; errors: "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "registry.logout": { request: LogoutRequest; result: LogoutResult; errors: never };
  "registry.tags": { request: TagsRequest; result: string[]; errors: "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
  "registry.resolve": { request: ResolveRequest; result: ResolvedReference; errors: "ERR_HELM_CHART_NOT_FOUND" | "ERR_HELM_REGISTRY_UNAUTHORIZED" | "ERR_HELM_REGISTRY_UNREACHABLE" | "ERR_HELM_TOO_LARGE" };
}

/** The codes that any call may reject with. */
export type ErrorsOfAnyCall = "ERR_HELM_LIBRARY_NOT_FOUND" | "ERR_HELM_LIBRARY_MISMATCH" | "ERR_HELM_UNSUPPORTED_PLATFORM" | "ERR_HELM_PROCESS_ENDED" | "ERR_HELM_CLOSED" | "ERR_HELM_INVALID_ARGUMENT" | "ERR_HELM_ABORTED" | "ERR_HELM_INTERNAL";
