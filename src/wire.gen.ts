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

/** ChartMetadata is what Chart.yaml says. */
export interface ChartMetadata {
  apiVersion: string;
  name: string;
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  /** "application" or "library"; none means the former. */
  type?: string | undefined;
  /** A range of the Kubernetes versions it is for. */
  kubeVersion?: string | undefined;
  deprecated?: boolean | undefined;
  home?: string | undefined;
  icon?: string | undefined;
  sources?: string[] | undefined;
  keywords?: string[] | undefined;
  maintainers?: Maintainer[] | undefined;
  annotations?: Record<string, string> | undefined;
  /** A path in the parent's values that switches it on or off. */
  condition?: string | undefined;
  tags?: string | undefined;
  /** Those that it lists, whether it has them or not. */
  dependencies?: Dependency[] | undefined;
}

/** Maintainer is one of a chart. */
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
  /** A path in the values that switches it on or off. */
  condition?: string | undefined;
  tags?: string[] | undefined;
  /** Whether it took part in the release. */
  enabled?: boolean | undefined;
  alias?: string | undefined;
  /** What it takes over from its values, as Chart.yaml has it. */
  importValues?: unknown[] | undefined;
}

/** CreateOptions are the options of charts.create. */
export interface CreateOptions {
  /**
   * A chart to start from: a name in Helm's directory of starters, or an absolute path.
   * CLI: --starter.
   */
  starter?: string | URL | undefined;
  /**
   * Where to put the chart's directory.
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
   * Check the dependencies against their provenance files: update refuses one that has none, build
   * lets it pass. CLI: --verify.
   *
   * @default false
   */
  verify?: boolean | undefined;
  /**
   * Use the indexes of the repositories as they were last updated. CLI: --skip-refresh.
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

/** ListedDependency is a dependency that a chart names. */
export interface ListedDependency {
  name: string;
  /** The version as the chart asks for it, which may be a range. */
  version: string;
  /**
   * As the chart has it: a URL, "oci://...", "file://...", "@name"; empty for a chart that is in charts/
   * of its own.
   */
  repository: string;
  status: DependencyStatus;
}

/** DependencyStatus tells what charts/ has of a dependency, in the command's words. */
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

/** DependencyChanges is what charts.dependencies.update or build has done. */
export interface DependencyChanges {
  /** The dependencies whose archives were put into charts/, in the chart's order. */
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
  /** Whether the file is new, or has other contents than before. */
  changed: boolean;
}

/** LintOptions are the options of charts.lint. */
export interface LintOptions extends NamespaceOption, LinksOption, ValuesOptions, SchemaOptions {
  /**
   * Let warnings fail too. CLI: --strict.
   *
   * @default false
   */
  strict?: boolean | undefined;
  /**
   * Lint the charts below charts/ too. CLI: --with-subcharts.
   *
   * @default false
   */
  withSubcharts?: boolean | undefined;
  /**
   * Leave messages of severity "info" out. CLI: --quiet.
   *
   * @default false
   */
  quiet?: boolean | undefined;
  /**
   * The Kubernetes version that charts see, and that deprecations are looked up for.
   * CLI: --kube-version.
   *
   * @default the version of the linked Kubernetes client
   */
  kubeVersion?: string | undefined;
}

/** LintRequest is charts.lint. */
export interface LintRequest extends LintOptions {
  chart: ChartRef;
}

/** LintResult is how a chart was found to be. */
export interface LintResult {
  /** Whether the command would end with status 0. */
  passed: boolean;
  /** The charts that were looked at: paths. */
  charts: string[];
  /** Those of them that failed. */
  failed: string[];
  /** Everything found, in Helm's order. */
  messages: LintMessage[];
}

/** LintMessage is one thing found. */
export interface LintMessage {
  severity: LintSeverity;
  /** What it is about: a file of the chart, or its directory. Empty where nothing could be looked at. */
  path: string;
  message: string;
  /** The chart, as in charts. */
  chart: string;
}

/** LintSeverity is how bad it is. */
export type LintSeverity = "unknown" | "info" | "warning" | "error";

/** LoadOptions are the options of charts.load. */
export interface LoadOptions extends ChartSourceOptions, LinksOption {
}

/** LoadRequest is charts.load. */
export interface LoadRequest extends LoadOptions {
  chart: ChartRef;
}

/** LoadedChart is what crosses of a chart that was loaded. */
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
  /** How many bytes Go keeps of it. */
  size: number;
}

/** CloseChartRequest drops what Go keeps of a chart. */
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
  /** The version that the package gets, instead of the chart's. CLI: --version. */
  version?: string | undefined;
  /** The appVersion that the package gets. CLI: --app-version. */
  appVersion?: string | undefined;
  /**
   * Write the archive into this directory, which is made if it is missing. The command's default is the
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
   * Make a provenance file with key. CLI: --sign.
   *
   * @default false
   */
  sign?: boolean | undefined;
  /** The name of the key to sign with, or a part of it. CLI: --key. */
  key?: string | undefined;
  /**
   * The file of secret keys, or its contents; GNUPGHOME names another directory for it. CLI: --keyring.
   *
   * @default "~/.gnupg/pubring.gpg"
   */
  keyring?: Keyring | undefined;
  /** What unlocks the key. The terminal is never asked. */
  passphrase?: string | undefined;
  /** A file whose first line unlocks the key. CLI: --passphrase-file. */
  passphraseFile?: string | URL | undefined;
}

/** PackageRequest is charts.package. */
export interface PackageRequest extends PackageOptions {
  path: string | URL;
}

/** PackagedChart is what charts.package has made. */
export interface PackagedChart {
  name: string;
  version: string;
  /** The name of the archive: "name-version.tgz". */
  file: string;
  /**
   * The digest of the archive: "sha256:" and its hexadecimal digits. charts.push tells it as
   * archiveDigest, since a registry makes a digest of its own.
   */
  digest: string;
  /** The file that was written. */
  path?: string | undefined;
  /** The archive, where no file was written. */
  bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** The provenance file, with sign. It is written beside the archive too. */
  provenance?: string | undefined;
}

/** PullOptions are the options of charts.pull. */
export interface PullOptions extends ChartSourceOptions {
  /**
   * Write the archive into this directory, which must exist, under the name that the command gives it.
   * The command's default is the current directory. CLI: --destination.
   *
   * @default no file: the result has the bytes
   */
  destination?: string | URL | undefined;
  /**
   * Unpack the chart into a directory of its name instead; it must not exist yet. CLI: --untar.
   *
   * @default false
   */
  untar?: boolean | undefined;
  /**
   * With untar: where to unpack, below destination unless it is absolute. CLI: --untardir.
   *
   * @default "."
   */
  untarDir?: string | URL | undefined;
  /**
   * Fetch the provenance file too, where there is one, without looking at it. CLI: --prov.
   *
   * @default false
   */
  prov?: boolean | undefined;
}

/** PullRequest is charts.pull. */
export interface PullRequest extends PullOptions {
  chart: string | URL;
}

/** PulledChart is what charts.pull has fetched. */
export interface PulledChart {
  name: string;
  version: string;
  /**
   * Where it came from, without credentials; it can be pulled from there again. Of a registry
   * "oci://host/path/name:version", as charts.push tells it.
   */
  url: string;
  /**
   * The digest by which its server knows it, "sha256:" and hexadecimal digits: of the manifest in a
   * registry, by which it can be pulled as "oci://host/path/name@sha256:..."; else of the archive.
   */
  digest: string;
  /** The digest of the archive. */
  archiveDigest: string;
  /** The file that was written, or the directory with untar. */
  path?: string | undefined;
  /** The archive, where no file was written. */
  bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** The provenance file, with prov or verify. It is written beside the archive too. */
  provenance?: string | undefined;
  /** With verify: by whom it was signed, as charts.verify tells it. */
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

/** PushedChart is what charts.push has uploaded. */
export interface PushedChart {
  name: string;
  version: string;
  /** Where it is: "oci://host/path/name:version". A plus sign in the version is an underscore there. */
  reference: string;
  /**
   * The digest of the manifest in the registry, by which the chart can be pulled:
   * "oci://host/path/name@sha256:...".
   */
  digest: string;
  /** The digest of the archive. */
  archiveDigest: string;
  /** Whether a provenance file went along. */
  provenance: boolean;
}

/** ShowOptions are the options of charts.show. */
export interface ShowOptions extends ChartSourceOptions, LinksOption {
  /**
   * An expression that picks from the values: text.values is what it gives, as with
   * `helm show values`. CLI: --jsonpath.
   *
   * @example "{.image.tag}"
   */
  jsonpath?: string | undefined;
}

/** ShowRequest is charts.show. */
export interface ShowRequest extends ShowOptions {
  chart: ChartRef;
}

/** ShowResult is what a chart says of itself. */
export interface ShowResult {
  metadata: ChartMetadata;
  /** The default values. */
  values: Record<string, unknown>;
  /** The same and more, as the command prints it. */
  text: ShowText;
}

/** ShowText is what `helm show` prints. */
export interface ShowText {
  /** `helm show chart`: Chart.yaml. */
  chart: string;
  /** `helm show values`: values.yaml with its comments, or what jsonpath picks. */
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
   * Put the chart's crds/ into the manifest. CLI: --include-crds.
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
   * The Kubernetes version that charts see; not with dryRun: "server". CLI: --kube-version.
   *
   * @default the version of the linked Kubernetes client
   */
  kubeVersion?: string | undefined;
  /** More entries for .Capabilities.APIVersions; not with dryRun: "server". CLI: --api-versions. */
  apiVersions?: readonly string[] | undefined;
  /**
   * "client" asks no cluster. With "server" lookup works, .Capabilities are the cluster's, each kind
   * must be one that it serves or that the chart's crds/ define, and an object that exists and is not
   * this release's is an error. What the API server finds wrong when objects are written, such as an
   * unknown field, is not found: releases.install with dryRun: "server" finds that. CLI: --dry-run.
   *
   * @default "client"
   */
  dryRun?: "client" | "server" | undefined;
  /**
   * With dryRun: "server": do not read the API server's OpenAPI document, by which Helm checks fields
   * for an API server before Kubernetes 1.25. CLI: --disable-openapi-validation.
   *
   * @default false
   */
  disableOpenapiValidation?: boolean | undefined;
  /**
   * With dryRun: "server": accept existing objects that carry no or another release's annotations.
   * CLI: --take-ownership.
   *
   * @default false
   */
  takeOwnership?: boolean | undefined;
  /**
   * Give the documents of the manifest as objects too, read by Helm's own YAML rules: 0o777 is 511
   * and yes is true. Documents without an object are left out, a List stays one object, and whole
   * numbers above 2^53 are rounded, as JavaScript's are.
   *
   * @default false
   */
  objects?: boolean | undefined;
  /**
   * Keep only the manifests of these templates, paths within the chart; patterns work.
   * CLI: --show-only.
   */
  showOnly?: readonly string[] | undefined;
  /** Write each template's result to a file below this directory too. CLI: --output-dir. */
  outputDir?: string | URL | undefined;
  /**
   * With outputDir: put the files below a directory named like the release. CLI: --release-name.
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

/** VerifyOptions are the options of charts.verify. */
export interface VerifyOptions extends ProvenanceOption, KeyringOption {
}

/** VerifyRequest is charts.verify. */
export interface VerifyRequest extends VerifyOptions {
  chart: ArchiveRef;
}

/** VerifyResult is by whom a chart was signed. */
export interface VerifyResult {
  /** The identities of the key, such as "Jane <jane@example.com>". */
  signedBy: string[];
  /** The key's fingerprint in upper-case hexadecimal digits. */
  fingerprint: string;
  /** The archive's digest, as signed: "sha256:...". */
  digest: string;
  /** The archive's name, as signed: "name-version.tgz". Bytes have no other. */
  file: string;
}

/**
 * ClientOptions are the options of a client that Go reads. Each overrides its HELM_* or KUBECONFIG
 * variable, as the CLI's flags do.
 */
export interface ClientOptions {
  /**
   * Where the cluster is described. A string or file URL is a path; several are merged as kubectl
   * does; a Blob, bytes or an object are the contents. Files are read at each call, so a rotated
   * credential works without a new client. Relative paths in a file count from its directory, in
   * contents from the working directory.
   *
   * A credential plugin (exec) runs in the client's `env`, without a terminal, and once for all
   * calls until what it gave expires or is refused. New tokens of the oidc provider are written
   * into the file they came from, as kubectl does.
   *
   * @default the files in KUBECONFIG, then ~/.kube/config, then the pod's service account
   */
  kubeconfig?: Kubeconfig | undefined;
  /**
   * Use the service account of the pod this process runs in and nothing else.
   *
   * @default false
   */
  inCluster?: boolean | undefined;
  /**
   * The directory of the service account: its files token and ca.crt, and namespace if there is one.
   * For a token that is projected to a place of its own.
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
   * The namespace of every call that does not name its own. CLI: --namespace.
   *
   * @default HELM_NAMESPACE, then the context's namespace, then "default"
   */
  namespace?: string | undefined;
  /**
   * A bearer token, in place of the kubeconfig's token, token file, plugin or provider. A client
   * certificate is sent beside it, and is what the API server goes by. CLI: --kube-token.
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
   * Requests per second to the API server above which the client slows down; 0 means client-go's
   * own 5, -1 no limit. CLI: --qps.
   *
   * @default HELM_QPS, then 0
   */
  qps?: number | undefined;
  /**
   * Requests that may go out at once before qps counts. CLI: --burst-limit.
   *
   * @default HELM_BURST_LIMIT, then 100
   */
  burstLimit?: number | undefined;
  /**
   * Where release records are kept. "memory" lives as long as the client.
   *
   * @default HELM_DRIVER, then "secret"
   */
  driver?: StorageDriver | undefined;
  /**
   * The PostgreSQL connection string of the "sql" driver, as a URL or as "host=... user=...". What
   * it leaves out may be in the PG* variables.
   *
   * @default HELM_DRIVER_SQL_CONNECTION_STRING
   */
  driverSqlConnectionString?: string | undefined;
  /**
   * The releases that the "memory" driver begins with, as Helm stores them: objects, or paths and
   * file URLs of YAML or JSON files that hold a list of them. Needed is a name; without more it is
   * revision 1, deployed, in the namespace "default". They are read once, at the client's first use
   * of the driver.
   *
   * @default the files in HELM_MEMORY_DRIVER_DATA, separated by colons
   */
  memoryDriverData?: readonly MemoryDriverData[] | undefined;
  /**
   * Where Helm's own files are: repositories and their indexes, logins, downloaded charts. With
   * "memory" none of them is read or written, nor is Docker's configuration: what the client adds,
   * and what it logs in to, is known to it alone and lives as long as it does. A path that one of
   * the next four options gives counts all the same. A client without HOME keeps them in memory
   * anyway.
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
   * The directory of charts that were downloaded, by their digests. CLI: --content-cache.
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
  /**
   * Text added to the User-Agent of every request to the API server, so that its audit log tells
   * who asked.
   */
  userAgent?: string | undefined;
  /**
   * For how long to repair the record of a release after an operation failed, was cancelled, or could
   * not write it: while the API server is away, the repair is tried again and again. The time counts
   * from the failure; a request under way when it is over has 10 s more. What the API server refuses
   * for good is not tried again. Milliseconds, at least 1000, or text such as "1m".
   *
   * @default "30s"
   */
  repairTimeout?: number | string | undefined;
  /**
   * How long one request to the API server may take: one that is not answered fails with
   * ERR_HELM_CLUSTER_UNREACHABLE. An API server gives up a request itself after a minute. The database of
   * the "sql" driver has the same time for each read or write of records, or the call fails with
   * ERR_HELM_STORAGE_FAILED. A call with a shorter `timeout` waits no longer than that, but at least 5 s.
   * Watches are not bound by it: they end with the wait. Milliseconds, at least 1000, or text such as "1m".
   *
   * @default "1m15s"
   */
  requestTimeout?: number | string | undefined;
  /**
   * Follow links that lead out of the directories of charts, as the command does: what they point to
   * becomes part of the chart, whatever file on this machine it is. For charts of your own that share
   * files; each call may override it.
   *
   * @default false
   */
  followLinks?: boolean | undefined;
  /** How much memory the data of others may take: release records, charts, answers of servers. */
  limits?: ClientLimits | undefined;
}

/** HelmHome is where Helm's own files are. */
export type HelmHome = "disk" | "memory";

/** StorageDriver is a storage driver of Helm. */
export type StorageDriver = "secret" | "configmap" | "memory" | "sql";

/** Client is what each call carries of its client. */
export interface Client extends ClientOptions {
  /** The client's number within its channel: the memory driver's records belong to it. */
  id: number;
  /** The variables that Helm and client-go would read from the process environment. */
  env?: Record<string, string> | undefined;
}

/** CloseRequest drops what Go keeps for one client. */
export interface CloseRequest {
}

/** RepairedRequest names an operation that was left behind. */
export interface RepairedRequest {
  operation: number;
}

/** RepairedResult says what became of its records. */
export interface RepairedResult {
  /** Why the newest of them does not tell how the operation has ended; absent when all do. */
  unwritten?: WireError | undefined;
}

/** VersionResult tells what is linked. */
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

/** WireError is what a failed operation says. It becomes a HelmError. */
export interface WireError {
  code: HelmErrorCode;
  message: string;
  /** The verb that was called, such as "releases.install". */
  verb?: string | undefined;
  /** The step in which it failed. */
  phase?: OperationPhase | undefined;
  /** The same call may work a little later with nothing changed. */
  retryable?: boolean | undefined;
  /** The release as recorded after the failure, where there is one. */
  release?: FailedRelease | undefined;
  /**
   * How the revisions are recorded that the operation has written, and the one that is deployed;
   * oldest first.
   */
  revisions?: RevisionState[] | undefined;
  /** The chart, where it was read. */
  chart?: ChartInfo | undefined;
  /** The object it is about. */
  resource?: ResourceRef | undefined;
  /** The rendered manifest, where it came that far. */
  manifest?: string | undefined;
  /** What was written to the cluster, in order. */
  applied?: AppliedResource[] | undefined;
  /** What the manifest holds and was not written. */
  notApplied?: ResourceRef[] | undefined;
  /** Fields by code; see ErrorDetails. */
  details?: unknown | undefined;
  /** Go's messages, outermost first. */
  causes?: string[] | undefined;
  /** The ask in which JavaScript threw what is the cause; 0 is none. */
  thrown?: number | undefined;
}

/** FailedRelease is a release as an error knows it. */
export interface FailedRelease {
  name: string;
  namespace?: string | undefined;
  /** Absent when no record of it stands. */
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
  /** Helm's remark in the record. */
  description?: string | undefined;
}

/** RevisionState is how one revision is recorded. */
export interface RevisionState {
  revision: number;
  /** Absent when its record was sent and the API server has not told what became of it. */
  status?: ReleaseStatus | undefined;
  /** Helm's remark in the record. */
  description?: string | undefined;
}

/** AppliedResource is an object and what became of it. */
export interface AppliedResource extends ResourceRef {
  action: ResourceAction;
}

/** HintDetails may come with every code. */
export interface HintDetails {
  /** What to do about it. */
  hint?: string | undefined;
  /** The record that could not be put in order after the failure; absent if it is right. */
  unwritten?: UnwrittenRecord | undefined;
}

/** InvalidArgumentDetails name the wrong option. */
export interface InvalidArgumentDetails extends HintDetails {
  /** The option, as a path such as "values.image". */
  option?: string | undefined;
  /** The nearest known name of an unknown one. */
  didYouMean?: string | undefined;
}

/** LibraryDetails say where the library was looked for and what was found. */
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

/** AbortedDetails say where a cancel left things. */
export interface AbortedDetails extends HintDetails {
  /** Whether anything was sent that changes the cluster, the release's record included. */
  changed: boolean;
  /** What was not ready when it was last seen. */
  notReady: ResourceStatus[];
  /**
   * The call has settled, but the release's record is still being put in order, until `repairTimeout`
   * is over. The process stays alive meanwhile, and close() waits for it.
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
  /** What was asked for; "bytes" for an archive given as such. */
  reference: string;
}

/** ChartNotFoundDetails say what there is instead. */
export interface ChartNotFoundDetails extends ChartDetails {
  /** The version that was asked for, exact or a range. */
  version?: string | undefined;
  /** The newest versions there are of the chart, newest first; at most ten. */
  versions?: string[] | undefined;
  /** Where it was looked for: the repository's name, or its address where it was not added. */
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
 * VerificationReason is a kind of distrust: there is no provenance file; its signature does not hold,
 * or it has none; no key of the keyring has signed it; it is about another file; or the archive has
 * another digest than its provenance, the repository's index or the registry says.
 */
export type VerificationReason = "ProvenanceMissing" | "Signature" | "SignerUnknown" | "OtherFile" | "Digest";

/** KubeconfigDetails say what the kubeconfig lacks. */
export interface KubeconfigDetails extends HintDetails {
  /** The files that were read. */
  files?: string[] | undefined;
  /** The context that was asked for. */
  context?: string | undefined;
  /** The contexts there are. */
  contexts?: string[] | undefined;
}

/** APIServerDetails are the API server's own words. */
export interface APIServerDetails extends HintDetails {
  /** The HTTP status; 0 when there was no answer. */
  status?: number | undefined;
  /** Kubernetes' reason, such as "Forbidden"; "EndlessList" for a list that never ends. */
  reason?: string | undefined;
  /** The address of the API server. */
  server?: string | undefined;
  /** What was not ready when it was last seen, where a wait came to nothing. */
  notReady?: ResourceStatus[] | undefined;
}

/** UnreachableDetails name what lies on the way. */
export interface UnreachableDetails extends APIServerDetails {
  /** The address of the proxy before the API server, without its password. */
  proxy?: string | undefined;
}

/** ApplyConflictDetails list fields that others hold. */
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
  /** How many other objects of the release could not be read, or not within 5 s; they may belong to others too. */
  unchecked?: number | undefined;
}

/** OwnershipConflict is one object and whose it is. */
export interface OwnershipConflict extends ResourceRef {
  /** The release that owns it, where its annotations name one. */
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
  | "ERR_HELM_KUBECONFIG_INVALID"
  | "ERR_HELM_CLUSTER_UNREACHABLE"
  | "ERR_HELM_UNAUTHORIZED"
  | "ERR_HELM_FORBIDDEN"
  | "ERR_HELM_RELEASE_NOT_FOUND"
  | "ERR_HELM_RELEASE_EXISTS"
  | "ERR_HELM_RELEASE_PENDING"
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
 * ErrorDetails says of each code what it means and which details come with it. The tags are the rest of its row in
 * docs/errors.md: the heading above it, the error's class in TypeScript (without the tag, that of the verb), and when
 * the same call may succeed a little later (without the tag, never).
 */
export interface ErrorDetails {
  /**
   * The native library is not installed or cannot be loaded. Install without `--omit=optional`; in a checkout run
   * `bun run build`; for an executable, make sure that the directory for temporary files allows executable files.
   */
  ERR_HELM_LIBRARY_NOT_FOUND: LibraryDetails;
  /**
   * The library does not have the ABI that the package expects: their versions differ. Install the same version of
   * both, or rebuild the file that `BUNHELM_LIBRARY` names.
   */
  ERR_HELM_LIBRARY_MISMATCH: LibraryDetails;
  /** Not Linux, no glibc (Alpine has musl), or a Bun that is too old. */
  ERR_HELM_UNSUPPORTED_PLATFORM: LibraryDetails;
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
   * value, the schema's keyword and a message. Of more than 100, `details.more` says how many are not listed.
   */
  ERR_HELM_VALUES_INVALID: ValuesInvalidDetails;
  /**
   * The kubeconfig is missing or malformed, lacks the context, or gives no credentials: one of its files is missing,
   * or a plugin failed, and the message has what the plugin said. `contexts` lists the contexts that it has.
   */
  ERR_HELM_KUBECONFIG_INVALID: KubeconfigDetails;
  /**
   * The API server did not answer within `requestTimeout`, the answer was cut off or did not come from an API
   * server, or the certificate cannot be trusted; the hint says which. Also when the API server could no longer be
   * reached during a wait or a hook: `notReady` is what was not ready when last seen, and may be ready by now. Safe
   * to try again, except for an install that has recorded its first revision (`error.release.revision` is set):
   * `retryable` is false then, since the name is taken. Use `releases.upgrade` with `install: true`.
   */
  ERR_HELM_CLUSTER_UNREACHABLE: UnreachableDetails;
  /**
   * The credentials are wrong or have expired, perhaps during a wait: `notReady` is what was not ready then. A
   * kubeconfig file is read at each call, so a renewed one works with the same client.
   */
  ERR_HELM_UNAUTHORIZED: APIServerDetails;
  /**
   * The user may not do this (RBAC), or a policy of the cluster forbids it. The message names user, verb and
   * resource.
   */
  ERR_HELM_FORBIDDEN: APIServerDetails;
  /**
   * The API server refused for any other reason; the message has its own words. Or `reason` is EndlessList: the API
   * server, or a proxy in front of it, returns a list in pages that never end.
   */
  ERR_HELM_API_SERVER: APIServerDetails;
  /**
   * There is no such release in this namespace, or none of its revisions can be upgraded, or another operation
   * deleted it while this one ran.
   */
  ERR_HELM_RELEASE_NOT_FOUND: HintDetails;
  /** The name is taken. Use `releases.upgrade`, with `install: true` if the release may not exist. */
  ERR_HELM_RELEASE_EXISTS: ReleaseExistsDetails;
  /**
   * Another operation is working on the release, was killed and left it pending, or took it over while this one ran;
   * `holder` names it if it belongs to this process. Wait for it; if nothing is working on the release any more,
   * `releases.rollback` goes back to a revision that worked, and `releases.uninstall` removes a release that has
   * none.
   */
  ERR_HELM_RELEASE_PENDING: ReleasePendingDetails;
  /**
   * A stored record of the release cannot be read: it was cut off or edited by hand, its revision is one after which
   * none can follow (9,007,199,254,740,991 and above), or it is larger than the client's `limits.record` when
   * decompressed. Or the records that the call would hold at once are together larger than eight times that limit,
   * and `record` is the largest of them. Raise the limit if the records are genuine; otherwise delete the Secret,
   * ConfigMap or row that `record` names. If the release has other records, and in lists, such a record is left out
   * and a `log` event names it.
   */
  ERR_HELM_RECORD_INVALID: RecordInvalidDetails;
  /** The release exists but has no such revision; `revisions` are those it has. */
  ERR_HELM_REVISION_NOT_FOUND: RevisionDetails;
  /**
   * The release's record does not fit into a Secret or ConfigMap. Sizes are bytes; `largest` are the chart's largest
   * files. Leave large files out of the chart (`.helmignore`), split it, or use the sql driver.
   */
  ERR_HELM_RELEASE_TOO_LARGE: ReleaseTooLargeDetails;
  /**
   * Everything was done, but the release's record says otherwise, because it could not be written, neither then nor
   * within `repairTimeout`. `cluster` is what it should say, `record` what it says, and `reason` why. Fix that
   * (credentials, permission to update Secrets), then do what the hint says.
   */
  ERR_HELM_RECORD_NOT_WRITTEN: RecordNotWrittenDetails;
  /**
   * The database of the sql driver cannot be used. `reason` is Unreachable (no connection, or a lost one: safe to
   * try again), Unauthorized (user or password), Forbidden (a permission is missing: at first use Helm creates its
   * tables) or Refused (anything else the server says). No message contains the password.
   */
  ERR_HELM_STORAGE_FAILED: StorageFailedDetails;
  /** A failure without a code of its own. The message and `cause` have Helm's words. */
  ERR_HELM_RELEASE_FAILED: HintDetails;
  /**
   * You cancelled it. `changed` says whether the cluster or the record was touched, `notReady` what was not ready
   * when last seen, `release` and `revisions` what is recorded. `leftBehind` is there when its render is still
   * computing: how many such renders the process has. `repairing` is there when the record is still being put in order: the
   * process stays alive, and `close()` waits, and rejects with `ERR_HELM_RECORD_NOT_WRITTEN` if that fails. `name`
   * is "AbortError", as with `fetch`.
   */
  ERR_HELM_ABORTED: AbortedDetails;
  /**
   * Renders that were cancelled are still computing, `leftBehind` of them, and from `limit` on this process refuses
   * new ones; or all places to render are taken, and none has come free within `timeout`. Find the chart that never
   * stops computing. Such renders end with the process at the latest: see [security.md](security.md).
   */
  ERR_HELM_OVERLOADED: OverloadedDetails;
  /**
   * There is no such directory, archive, or version in the repository or registry. `versions` are the newest that
   * exist, at most ten; if it is missing, there is no such chart at all, or the index lists none of its versions as
   * one that can be used, as the message says.
   */
  ERR_HELM_CHART_NOT_FOUND: ChartNotFoundDetails;
  /**
   * The chart exists, but it cannot be read, is malformed, is a library chart (which cannot be installed), has a
   * JSON schema that cannot be used, that refers to itself in a circle or that refers to something outside the chart
   * (`schemaReferences`), or has a `Chart.lock` that is out of sync. Also refused: an archive with more than 50,000
   * files, with more than 256 MiB unpacked, or with a link that leads out of it; a chart whose YAML and JSON have
   * more than 2,097,152 keys, items and brackets, of which the message names the file; a `kubeVersion` of more than
   * 256 bytes; and a directory with such a link, which the message names (`followLinks: true` follows it).
   */
  ERR_HELM_CHART_INVALID: ChartDetails;
  /** The chart's `kubeVersion` excludes this cluster. */
  ERR_HELM_CHART_INCOMPATIBLE: ChartIncompatibleDetails;
  /**
   * `Chart.yaml` names dependencies that `charts/` lacks, or a `file://` one that is not there. `dependencyUpdate:
   * true` or `charts.dependencies.build` fetches them.
   */
  ERR_HELM_DEPENDENCY_MISSING: DependencyMissingDetails;
  /**
   * A template cannot be parsed or executed, calls `fail` or `required`, or would take more of the process than
   * `limits.render` allows.
   */
  ERR_HELM_TEMPLATE_FAILED: TemplateFailedDetails;
  /**
   * Your `postRenderer` threw (`cause` is what it threw) or did not return a string. Or the plugin failed: the
   * message has the end of what it printed.
   */
  ERR_HELM_POST_RENDERER_FAILED: HintDetails;
  /**
   * The chart is not what it should be. `reason` is Digest (not that of the index, the provenance file or the
   * registry), ProvenanceMissing, Signature (it is missing or invalid), SignerUnknown (no key in the keyring signed
   * it) or OtherFile.
   */
  ERR_HELM_VERIFICATION_FAILED: VerificationDetails;
  /**
   * What was rendered is not YAML (the message has the line), is of a kind that the API server does not offer (is
   * its CRD installed?), or the API server refuses it. `resource` and `template` name the object, also for hooks and
   * for objects in a List. Each cause has a field, a reason and a message: Type, Missing, Unknown, Duplicate,
   * Invalid, YAML and NoMatch are bunhelm's own reasons, all others the API server's.
   */
  ERR_HELM_MANIFEST_INVALID: ManifestInvalidDetails;
  /**
   * Other managers own fields that the chart sets; `conflicts` has each field and its manager. `forceConflicts:
   * true` takes them over.
   */
  ERR_HELM_APPLY_CONFLICT: ApplyConflictDetails;
  /**
   * Objects exist that belong to another release or to none: each with its `ownerName`, `ownerNamespace` and
   * `managedBy`, read from the objects; `unchecked` is how many could not be read. `takeOwnership: true` adopts
   * them.
   */
  ERR_HELM_OWNERSHIP_CONFLICT: OwnershipConflictDetails;
  /**
   * A hook failed or did not end in time; `reason` says why, where that is known. `pods` has the end of their logs,
   * read before a delete policy removes them.
   */
  ERR_HELM_HOOK_FAILED: HookFailedDetails;
  /**
   * Not ready within `timeout`. Each resource has its status, its `reason` where known, its pods with their
   * containers, events and log, and its own events.
   */
  ERR_HELM_WAIT_TIMEOUT: WaitTimeoutDetails;
  /** The wait ended early because an object failed for good. The details are the same. */
  ERR_HELM_RESOURCE_FAILED: WaitTimeoutDetails;
  /**
   * Objects of the release, or of an earlier revision, could not be deleted or looked at; the message names these
   * apart. Its record is kept, so uninstall again, as a user who may get all of them; `missingKinds: "skip"` goes on
   * without those of earlier revisions.
   */
  ERR_HELM_UNINSTALL_INCOMPLETE: UninstallIncompleteDetails;
  /**
   * A test of the release failed. The details are those of a failed hook, and in `tests` how each test went; tests
   * after the failed one did not run.
   */
  ERR_HELM_TEST_FAILED: TestFailedDetails;
  /**
   * There is no such repository: its name is not in `repositories.yaml` (`known` are the names there), there is no
   * index at the address, nothing is installed that can fetch its URLs, or its index is not in the cache yet.
   */
  ERR_HELM_REPOSITORY_NOT_FOUND: RepositoryDetails;
  /**
   * A repository of this name was added with another address or other options. Choose another name, or replace it:
   * `forceUpdate: true`.
   */
  ERR_HELM_REPOSITORY_EXISTS: RepositoryExistsDetails;
  /** The repository does not answer, or the answer was cut off. Safe to try again. */
  ERR_HELM_REPOSITORY_UNREACHABLE: RepositoryDetails;
  /** The repository refuses the credentials, or requires some (`username` and `password`); the hint says which. */
  ERR_HELM_REPOSITORY_UNAUTHORIZED: RepositoryDetails;
  /** The registry refuses the credentials of the call or of a login, or requires some; the hint says which. */
  ERR_HELM_REGISTRY_UNAUTHORIZED: RegistryDetails;
  /** The registry does not answer; the hint says why, where that is known. Does it speak plain HTTP (`plainHttp`)? */
  ERR_HELM_REGISTRY_UNREACHABLE: RegistryDetails;
  /**
   * An index, an archive, a list of tags or another answer, or an event of a watch, is larger than the client
   * allows, has more parts than the limit allows, or has no end. Nothing of it was kept. If it is meant to be that
   * large, `option` of the client allows more: `limits: { archive: 512 * 2 ** 20 }`.
   */
  ERR_HELM_TOO_LARGE: TooLargeDetails;
}

/** StorageFailedDetails say what is wrong with the database of the "sql" driver. */
export interface StorageFailedDetails extends HintDetails {
  /** The database as host:port/name. */
  server: string;
  /** What kind of failure it is. */
  reason: StorageReason;
  /** PostgreSQL's code, such as "28P01", where the server answered. */
  sqlState?: string | undefined;
}

/**
 * StorageReason is a kind of failure: no connection or a lost one; credentials that are refused; a
 * right that is missing; anything else the server says.
 */
export type StorageReason = "Unreachable" | "Unauthorized" | "Forbidden" | "Refused";

/** RecordInvalidDetails name a stored record of a release that cannot be read. */
export interface RecordInvalidDetails extends HintDetails {
  /** The name of the Secret or ConfigMap, or the key in the database. */
  record: string;
  namespace?: string | undefined;
  /** What is wrong with it. */
  reason: string;
  /** The size in bytes that it claims to have when decompressed, if that is above the limit. */
  size?: number | undefined;
  /** The client's limits.record, in bytes. */
  limit: number;
}

/** RecordNotWrittenDetails say what the cluster has and what the record says. */
export interface RecordNotWrittenDetails extends HintDetails, UnwrittenRecord {
}

/** UnwrittenRecord is a record that does not say how the operation has ended. */
export interface UnwrittenRecord {
  revision: number;
  /** How the release stands in the cluster: what the record should say. */
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
  /** Its path in the chart; that of a subchart begins with charts/. */
  path: string;
  /** Bytes, as they are: the record holds them compressed. */
  size: number;
}

/** ReleaseExistsDetails describe the release in the way. */
export interface ReleaseExistsDetails extends HintDetails {
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
}

/** ReleasePendingDetails say what holds a release. */
export interface ReleasePendingDetails extends HintDetails {
  revision?: number | undefined;
  status?: ReleaseStatus | undefined;
  /** RFC 3339: when the operation that holds it began; absent when its record does not say. */
  since?: string | undefined;
  /** Milliseconds since then; 0 when that is unknown, or in the future by this machine's clock. */
  ageMs: number;
  /** The operation of this process that holds it; absent when it is another process's. */
  holder?: ReleaseHolder | undefined;
}

/** ReleaseHolder is the operation of this process that works on a release. */
export interface ReleaseHolder {
  /** Its verb, such as "releases.upgrade". */
  verb: string;
  /** Its id: `operation.id` in the JavaScript context that started it, the main one or a Worker. */
  operation: number;
}

/** RevisionDetails name a revision that is not there. */
export interface RevisionDetails extends HintDetails {
  revision: number;
  /** Those there are, oldest first. */
  revisions?: number[] | undefined;
}

/** UninstallIncompleteDetails list what still stands, and what could not be looked at. */
export interface UninstallIncompleteDetails extends HintDetails {
  remaining: ResourceRef[];
}

/** TemplateFailedDetails say where in a template. */
export interface TemplateFailedDetails extends HintDetails {
  /** The template's path, with the chart's name in front. */
  template?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

/**
 * OverloadedDetails count the renders that were cancelled but are still computing. There are fewer than the limit where
 * renders that nobody has cancelled have taken all places.
 */
export interface OverloadedDetails extends HintDetails {
  /** How many there are in this process. */
  leftBehind: number;
  /** How many there may be. */
  limit: number;
}

/** ValuesInvalidDetails list the violations of the charts' schemas. */
export interface ValuesInvalidDetails extends HintDetails {
  /** At most 100. */
  violations: SchemaViolation[];
  /** How many more there are. */
  more?: number | undefined;
}

/** SchemaViolation is one value that a schema refuses. */
export interface SchemaViolation {
  /** The chart whose schema it is; subcharts by path. */
  chart: string;
  /**
   * Where in the values, as a JSON pointer such as "/image/tag"; "" is all of them. Of a path that is too long to
   * show, the value above it.
   */
  path: string;
  /** The schema's keyword, such as "/type" or "/pattern". */
  keyword?: string | undefined;
  message: string;
}

/** ManifestInvalidDetails list what is wrong with a rendered object. */
export interface ManifestInvalidDetails extends HintDetails {
  /** The template it comes from, where that is known. */
  template?: string | undefined;
  /** Each cause: a field and what is wrong with it. */
  causes?: FieldCause[] | undefined;
}

/** FieldCause is one complaint about one field. */
export interface FieldCause {
  field?: string | undefined;
  reason?: string | undefined;
  message: string;
}

/** RepositoryDetails name a chart repository. */
export interface RepositoryDetails extends HintDetails {
  /** Its name in repositories.yaml, where it has one. */
  name?: string | undefined;
  /** Its address, or that of the file that was asked for, without credentials. */
  url?: string | undefined;
  /** The HTTP status; absent when there was no answer. */
  status?: number | undefined;
  /** The names there are, where there is none of this name. */
  known?: string[] | undefined;
  /** Each repository that an update has not reached. */
  failures?: RepositoryFailure[] | undefined;
}

/** RepositoryExistsDetails are those of the repository that has the name. */
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

/** RegistryDetails name what was asked of a registry. */
export interface RegistryDetails extends HintDetails {
  reference: string;
  /** The HTTP status; absent when there was no answer. */
  status?: number | undefined;
}

/** TooLargeDetails name what takes more than it may, and the option that allows more. */
export interface TooLargeDetails extends HintDetails {
  /** The address, without credentials; absent for what is in a registry. */
  url?: string | undefined;
  /** What is in a registry. */
  reference?: string | undefined;
  /** Bytes. */
  limit: number;
  /** The option of the client that allows more, such as "limits.archive". */
  option: string;
}

/** HookFailedDetails show a hook that failed. */
export interface HookFailedDetails extends HintDetails {
  hook: ResourceRef;
  event: HookEvent;
  path?: string | undefined;
  /** It did not end within the timeout. */
  timedOut: boolean;
  /**
   * Why, in Kubernetes' own word, such as "ImagePullBackOff" or "FailedCreate", and its explanation; if
   * the cluster knows them.
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
  /** The tests that were asked for, in order; those after the failed one did not run. */
  tests: ReleaseTest[];
}

/** WaitTimeoutDetails list what was not ready. */
export interface WaitTimeoutDetails extends HintDetails {
  resources: NotReady[];
}

/** NotReady is an object that is not ready, and why. */
export interface NotReady extends ResourceStatus {
  /** Its pods, where it has any. */
  pods: PodReport[];
  /** Its newest events and, of a Deployment, those of its newest ReplicaSet; newest last. */
  events: EventReport[];
}

/** PodReport is how a pod is doing. */
export interface PodReport {
  name: string;
  /** Kubernetes' phase: Pending, Running, Succeeded, Failed, Unknown. */
  phase: string;
  /** Why it is not ready, where that is known. */
  reason?: string | undefined;
  message?: string | undefined;
  containers: ContainerReport[];
  /** Its newest events, newest last. */
  events: EventReport[];
}

/** ContainerReport is how a container is doing. */
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
  /** The end of its log, of the crashed one where it has restarted. */
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
 * PhaseEvent says that the operation has reached its next step. A phase may come more than once: an upgrade that
 * is rolled back applies and waits again.
 */
export interface PhaseEvent {
  /** "build" is told by errors only. */
  phase: OperationPhase;
  /** How many objects the step is about, if known. */
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
 * ResourceEvent says what the API server has done to one object of the release or to a hook. It comes as soon as
 * the API server has answered.
 */
export interface ResourceEvent extends ResourceRef {
  action: ResourceAction;
}

/** ResourceAction is what became of an object. */
export type ResourceAction = "created" | "configured" | "unchanged" | "deleted";

/**
 * ReadinessEvent says how an object that the operation waits for is doing. It comes again when its status or the
 * reason why it is not ready changes: within about 2 seconds after the cluster knows, for up to 20 objects that
 * are not ready; with more, they take turns.
 */
export interface ReadinessEvent extends ResourceStatus {
}

/** HookStatusEvent says that a hook has started, succeeded or failed. */
export interface HookStatusEvent {
  hook: ResourceRef;
  /** The moment at which it runs, such as "pre-install". */
  event: HookEvent;
  /** The template it comes from. */
  path: string;
  status: HookStatus;
}

/** HookStatus is how far a hook is. */
export type HookStatus = "started" | "succeeded" | "failed";

/** HookLogEvent is a line that a container of a running hook has written. */
export interface HookLogEvent {
  hook: ResourceRef;
  pod: string;
  container: string;
  line: string;
}

/**
 * RecordEvent says that a record of the release was written with another status or description than before: a
 * Secret, unless the driver option says otherwise.
 */
export interface RecordEvent {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  /** Helm's remark, such as "Upgrade complete". */
  description?: string | undefined;
}

/**
 * WarningEvent says what the API server warns of, such as an unknown field or a deprecated API version, or that a
 * CustomResourceDefinition in the chart's crds/ differs from the one in the cluster, which an upgrade does not
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

/** LogLevel is how much a line of log matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * DownloadEvent says that a chart or a repository's index was fetched. For a chart it tells the exact version that
 * a reference or a range of versions stands for.
 */
export interface DownloadEvent {
  /** Where it came from, without credentials. */
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
  /** How many. */
  count: number;
}

/** A kubeconfig: a path or file URL, several to merge, or contents as a Blob, bytes or an object. */
export type Kubeconfig = string | URL | readonly (string | URL)[] | Blob | Uint8Array | object;

/**
 * Limits bound how much the data of others may take: charts, records, answers of servers, output of plugins.
 * Each is a number of bytes; the defaults are far above what ordinary data needs. Texts of very many small parts
 * are refused earlier: docs/security.md says how many.
 */
export interface ClientLimits {
  /**
   * The largest release record, decompressed. The records that a call holds at once may have eight times as
   * much together.
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
   * The largest index of a chart repository, or a hub's answer to a search.
   *
   * @default 134217728 (128 MiB)
   */
  index?: number | undefined;
  /**
   * The longest list of the tags of a chart in a registry, all its pages together.
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
   * The largest answer of the API server, or event of a watch. Discovery and OpenAPI documents, which operations share,
   * always have the default.
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
  /** The chart: metadata as in Chart.yaml, and templates, values, files as Helm stores them. */
  chart?: Record<string, unknown> | undefined;
  /** The values that the user gave. */
  config?: Record<string, unknown> | undefined;
  manifest?: string | undefined;
  hooks?: (Record<string, unknown>)[] | undefined;
  /** The user's labels, which Helm stores beside the release. */
  labels?: Record<string, string> | undefined;
  apply_method?: ApplyMethod | undefined;
}

/** StoredInfo is how a stored release is doing. Times are RFC 3339. */
export interface StoredInfo {
  first_deployed?: string | undefined;
  last_deployed?: string | undefined;
  deleted?: string | undefined;
  description?: string | undefined;
  /** @default "deployed" */
  status?: ReleaseStatus | undefined;
  notes?: string | undefined;
}

/** ApplyOptions say how objects are written. */
export interface ApplyOptions {
  /**
   * Replace objects instead of updating them; not by server-side apply. CLI: --force-replace.
   *
   * @default false
   */
  forceReplace?: boolean | undefined;
  /**
   * Take fields over from other managers; by server-side apply only. CLI: --force-conflicts.
   *
   * @default false
   */
  forceConflicts?: boolean | undefined;
}

/** DeployOptions are what releases.install and releases.upgrade share. */
export interface DeployOptions extends NamespaceOption, ChartSourceOptions, LinksOption, DependencyUpdateOption, ValuesOptions, RenderOptions, HooksOption, RecordOptions, ApplyOptions, DryRunOptions, WaitOptions {
  /**
   * Create the namespace if it is missing; on upgrade only together with install.
   * CLI: --create-namespace.
   *
   * @default false
   */
  createNamespace?: boolean | undefined;
  /**
   * Adopt existing objects that carry no or another release's annotations. CLI: --take-ownership.
   *
   * @default false
   */
  takeOwnership?: boolean | undefined;
  /**
   * Do not read the API server's OpenAPI document, by which Helm checks fields for an API server
   * before Kubernetes 1.25. A newer one checks them itself when objects are written, in any case: an
   * unknown field is an error with server-side apply, and a warning event without.
   * CLI: --disable-openapi-validation.
   *
   * @default false
   */
  disableOpenapiValidation?: boolean | undefined;
  /**
   * Undo the operation when it fails: uninstall after a failed install, roll back after a failed
   * upgrade. A cancel undoes nothing; its error says where things stand. (The CLI rolls back on ^C.)
   * CLI: --rollback-on-failure.
   *
   * @default false
   */
  rollbackOnFailure?: boolean | undefined;
  /**
   * Leave the notes out of the result; the record has them all the same. CLI: --hide-notes.
   *
   * @default false
   */
  hideNotes?: boolean | undefined;
}

/** DryRunOptions let a call change nothing. */
export interface DryRunOptions {
  /**
   * Change nothing. "client" renders, and needs no cluster to install (an upgrade reads the release). With
   * "server", lookup works, and the API server tries each object and hook as the call would send it, without
   * storing any: what it refuses is the error that the call would end with, including missing permissions
   * (to render without them, use charts.template). What only the call itself would create (a namespace, the
   * kinds of crds/) cannot be tried in advance; log events say so. The status of the result is "dry-run".
   * CLI: --dry-run.
   *
   * @default "none"
   */
  dryRun?: "none" | "client" | "server" | undefined;
  /**
   * Leave Secrets out of the manifest of a dry run, and so out of what "server" tries. CLI: --hide-secret.
   *
   * @default false
   */
  hideSecret?: boolean | undefined;
}

/** MissingKindsOption says what to do about recorded objects whose kind is gone. */
export interface MissingKindsOption {
  /**
   * What to do about recorded objects of a kind that the API server no longer serves: "fail" refuses and
   * changes nothing, as helm does; "skip" continues without them, or with another version of the kind if
   * one is served. `left` of the result lists the objects that were left alone, and a log event names each.
   * Hooks of such a kind are refused either way, unless noHooks is set. In an uninstall, "skip" also goes on
   * without objects that only earlier revisions have and that this user may not get: whether they are still
   * there is not known, and `left` lists them too.
   *
   * @default "fail"
   */
  missingKinds?: MissingKinds | undefined;
}

/** MissingKinds is "fail" or "skip". */
export type MissingKinds = "fail" | "skip";

/** PostRenderOptions say who changes the manifest before it is applied. */
export interface PostRenderOptions {
  /**
   * A function that gets the rendered manifest and returns what to use in its place. If it throws,
   * the operation fails with ERR_HELM_POST_RENDERER_FAILED and that error as cause.
   */
  postRenderer?: PostRenderer | undefined;
  /**
   * The name of an installed post-renderer plugin, which runs in the client's env. When it fails, so does
   * the operation with ERR_HELM_POST_RENDERER_FAILED and what it has said on standard error.
   * CLI: --post-renderer.
   */
  postRendererPlugin?: string | undefined;
  /** Arguments of the post-renderer plugin. CLI: --post-renderer-args. */
  postRendererArgs?: readonly string[] | undefined;
  /**
   * What the post-renderer gets: hooks and the rest together, one after the other, or without the
   * hooks as in Helm 3. SDK: PostRenderStrategy; the CLI has no flag for it.
   *
   * @default "combined"
   */
  postRenderStrategy?: PostRenderStrategy | undefined;
}

/** PostRenderStrategy is what a post-renderer gets to see. */
export type PostRenderStrategy = "combined" | "separate" | "nohooks";

/** NamespaceOption is the namespace of one call. */
export interface NamespaceOption {
  /** The namespace, instead of the client's. CLI: --namespace. */
  namespace?: string | undefined;
}

/** NameOptions let the name of a new release be made up. */
export interface NameOptions {
  /**
   * Generate the name of the release from the chart's; leave the name out. CLI: --generate-name.
   *
   * @default false
   */
  generateName?: boolean | undefined;
  /** A template for the name of the release. CLI: --name-template. */
  nameTemplate?: string | undefined;
}

/** RevisionOption is one revision of a release. */
export interface RevisionOption {
  /**
   * The revision; 0 is the newest. CLI: --revision.
   *
   * @default 0
   */
  revision?: number | undefined;
}

/** RecordOptions are what a release record says beside the release. */
export interface RecordOptions extends DescriptionOption {
  /**
   * Labels of the release record. On upgrade they are merged with the former ones and the value
   * "null" removes one. CLI: --labels.
   */
  labels?: Record<string, string> | undefined;
}

/** DescriptionOption is the description of a revision. */
export interface DescriptionOption {
  /** Text for the release record, instead of Helm's own. CLI: --description. */
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

/** HistoryMaxOption says how long the history of a release may get. */
export interface HistoryMaxOption {
  /**
   * How many revisions to keep; 0 keeps all. CLI: --history-max.
   *
   * @default HELM_MAX_HISTORY, then 10
   */
  historyMax?: number | undefined;
}

/** RenderOptions say how a chart becomes a manifest. */
export interface RenderOptions extends SchemaOptions, PostRenderOptions {
  /**
   * Leave out the chart's crds/ directory. CLI: --skip-crds.
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
   * Let getHostByName in templates ask DNS. CLI: --enable-dns.
   *
   * @default false
   */
  enableDns?: boolean | undefined;
}

/** SchemaOptions say what is done with the chart's JSON schema. */
export interface SchemaOptions {
  /**
   * Do not check values against the chart's JSON schema. CLI: --skip-schema-validation.
   *
   * @default false
   */
  skipSchemaValidation?: boolean | undefined;
  /**
   * Let the chart's JSON schema refer, by $ref, to files on this machine and to documents on servers; they
   * are read with the proxies and limits of the client. Only for charts that you trust: parts of such a
   * document can show in the error. Helm follows every reference.
   *
   * @default false
   */
  schemaReferences?: boolean | undefined;
}

/**
 * ChartSourceOptions say where a chart comes from and how its server is asked. For a chart that is given
 * as bytes, or was loaded, they are refused: it is here already.
 */
export interface ChartSourceOptions extends RegistryOptions, KeyringOption {
  /**
   * The version of the chart, exact or a range such as "^1.4"; not for directories and archives.
   * CLI: --version.
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
  /** The address of a chart repository; the chart is then a name in it. CLI: --repo. */
  repo?: string | URL | undefined;
  /**
   * Refuse a chart whose provenance file is missing or does not hold. Bytes are checked with
   * charts.verify instead, a chart that is loaded when it is. CLI: --verify.
   *
   * @default false
   */
  verify?: boolean | undefined;
  /**
   * Send the credentials to other hosts too, where the repository's index or a redirect names them.
   * CLI: --pass-credentials.
   *
   * @default false
   */
  passCredentials?: boolean | undefined;
}

/** RegistryOptions say how a registry is asked. */
export interface RegistryOptions extends ServerOptions, PlainHttpOption {
}

/** ServerOptions say how a server is asked. */
export interface ServerOptions extends AccountOptions {
  /**
   * Do not check the server's certificate. CLI: --insecure-skip-tls-verify.
   *
   * @default false
   */
  insecureSkipTlsVerify?: boolean | undefined;
}

/** AccountOptions say who asks a server. */
export interface AccountOptions {
  /**
   * The account at the server; for a chart, instead of that of its repository or login.
   * CLI: --username.
   */
  username?: string | undefined;
  /** Its password, or a token. CLI: --password. */
  password?: string | undefined;
  /** The file of the client's certificate. CLI: --cert-file. */
  certFile?: string | URL | undefined;
  /** The file of its key. CLI: --key-file. */
  keyFile?: string | URL | undefined;
  /** The file of the authority that the server's certificate is checked with. CLI: --ca-file. */
  caFile?: string | URL | undefined;
}

/** LinksOption says where the links of a chart's directory may lead. */
export interface LinksOption {
  /**
   * Follow links that lead out of the chart's directory, as the command does: what they point to becomes
   * part of the chart, whatever file on this machine it is. Otherwise they are refused. For charts of
   * your own that share files; links that stay within the directory are always followed.
   *
   * @default that of the client
   */
  followLinks?: boolean | undefined;
}

/** DependencyUpdateOption completes a chart before it is used. */
export interface DependencyUpdateOption {
  /**
   * If dependencies are missing in charts/ of a chart that is a directory, fetch them into it first, as
   * charts.dependencies.update does. CLI: --dependency-update.
   *
   * @default false
   */
  dependencyUpdate?: boolean | undefined;
}

/** SourceDateOption makes archives that are equal to the byte from charts that are. */
export interface SourceDateOption {
  /**
   * The time, in seconds since 1970, of all files in the archives that are made. CLI: only the
   * variable SOURCE_DATE_EPOCH.
   *
   * @default SOURCE_DATE_EPOCH, then each file's own time
   */
  sourceDateEpoch?: number | undefined;
}

/** PlainHttpOption says whether a registry is asked without TLS. */
export interface PlainHttpOption {
  /**
   * Ask the registry without TLS. CLI: --plain-http.
   *
   * @default false
   */
  plainHttp?: boolean | undefined;
}

/** KeyringOption is the keys that charts are verified with. */
export interface KeyringOption {
  /**
   * The file of public keys to verify with, or its contents; GNUPGHOME names another directory for it.
   * CLI: --keyring.
   *
   * @default "~/.gnupg/pubring.gpg"
   */
  keyring?: Keyring | undefined;
}

/** ProvenanceOption is the provenance of a chart that is given as bytes. */
export interface ProvenanceOption {
  /**
   * The contents of the provenance file of an archive that is given as bytes. That of a path is the file
   * beside it whose name ends in ".prov".
   */
  provenance?: FileContents | undefined;
}

/**
 * ValuesOptions say which values a chart is rendered with. Later kinds win over earlier ones, in
 * the order of the fields here, as with the CLI.
 */
export interface ValuesOptions {
  /**
   * YAML files; later ones win. Paths, or URLs of http, https, or a scheme that an installed plugin
   * fetches; a server may send up to limits.values, 16 MiB by default. CLI: --values.
   */
  valueFiles?: readonly (string | URL)[] | undefined;
  /**
   * Values as an object, or several of which later ones win. They win over valueFiles.
   * Numbers and null become what they do in a values file; strings and keys arrive as they are.
   *
   * @example { image: { tag: "1.4.2" } }
   */
  values?: Values | undefined;
  /** "key=JSON" pairs or JSON objects. CLI: --set-json. */
  setJson?: readonly string[] | undefined;
  /** "key=value" pairs with the CLI's type guessing. CLI: --set. */
  set?: readonly string[] | undefined;
  /** "key=value" pairs whose values stay strings. CLI: --set-string. */
  setString?: readonly string[] | undefined;
  /** "key=path" pairs whose values are read from files. CLI: --set-file. */
  setFile?: readonly string[] | undefined;
  /** "key=value" pairs taken as they are. CLI: --set-literal. */
  setLiteral?: readonly string[] | undefined;
  /**
   * The paths of values that must not show in errors, violations of a schema, messages of lint, events or
   * log lines, whether they are given here, are the chart's defaults or come from the former revision; "*"
   * stands for each key or item, and a path to an object for all in it. The result and the release's
   * record have them. Values under a name such as password, token or apiKey are kept out of errors anyway.
   *
   * @example ["db.password", "users.*.token"]
   */
  sensitive?: readonly string[] | undefined;
}

/** Chart values: an object, or several of which later ones win. */
export type Values = Record<string, unknown> | readonly Record<string, unknown>[];

/** WaitOptions say until when a call that changes objects waits. */
export interface WaitOptions extends WaitOption, TimeoutOption {
  /**
   * Wait until Jobs have completed too. CLI: --wait-for-jobs.
   *
   * @default false
   */
  waitForJobs?: boolean | undefined;
}

/** WaitOption says what a call waits for. */
export interface WaitOption {
  /**
   * Resolve only when every resource is ready (true, "watcher"), when the hooks have run (false,
   * "hookOnly"), or by Helm 3's rules ("legacy"); an uninstall waits until everything is gone. The
   * CLI's default is "hookOnly". CLI: --wait.
   *
   * @default true
   */
  wait?: boolean | "watcher" | "legacy" | "hookOnly" | undefined;
}

/** TimeoutOption limits each wait of a call. */
export interface TimeoutOption {
  /**
   * The limit of each single wait (every hook, the readiness of all resources), not of the call: for
   * that use AbortSignal.timeout. Milliseconds, at
   * least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
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

/** LoginRequest is what registry.login gets. */
export interface LoginRequest extends LoginOptions {
  host: string;
}

/** LoginResult is a login that a registry has accepted. */
export interface LoginResult {
  host: string;
  /** Empty where the password is a token. */
  username: string;
}

/** LogoutRequest is what registry.logout gets. */
export interface LogoutRequest {
  host: string;
}

/** LogoutResult is what has become of registry.logout. */
export interface LogoutResult {
  host: string;
  /** Whether there was a login. */
  removed: boolean;
}

/** ResolveOptions are the options of registry.resolve. */
export interface ResolveOptions extends RegistryOptions {
  /**
   * The version, exact or a range such as "^1.4", where the reference has no tag.
   *
   * @default the latest version, excluding pre-releases
   */
  version?: string | undefined;
}

/** ResolveRequest is what registry.resolve gets. */
export interface ResolveRequest extends ResolveOptions {
  reference: string;
}

/** ResolvedReference is what a reference means now. */
export interface ResolvedReference {
  /**
   * With its tag or digest: "oci://host/path/name:version". A plus sign in the version is an underscore
   * there.
   */
  reference: string;
  /** The digest of the manifest, by which the chart can be pulled. */
  digest: string;
  /** The digest of the chart's archive, and its version; absent if it is not a chart. */
  archiveDigest?: string | undefined;
  version?: string | undefined;
  /** Its media type. */
  mediaType: string;
  /** Its size in bytes; not that of the chart. */
  size: number;
}

/** TagsRequest is what registry.tags gets. */
export interface TagsRequest extends RegistryOptions {
  reference: string;
}

/** Release is a release with all that was rendered. */
export interface Release extends ReleaseSummary {
  /** The values the user gave, without the chart's own; absent when there were none. */
  config?: Record<string, unknown> | undefined;
  /** The objects of the release as YAML documents. */
  manifest: string;
  /** The hooks, sorted by kind; those of one event run in the order of their weight. */
  hooks: Hook[];
  /** The rendered NOTES.txt. */
  notes: string;
  /** How objects were applied. */
  applyMethod?: ApplyMethod | undefined;
  /** What an upgrade or a rollback with missingKinds: "skip" has left as it is. */
  left?: ResourceRef[] | undefined;
}

/** ReleaseSummary is what list and history tell of a release. */
export interface ReleaseSummary {
  name: string;
  namespace: string;
  revision: number;
  /** Helm's word for the state; "unknown" too where the record has none. */
  status: ReleaseStatus;
  /** Helm's remark on the last operation. */
  description?: string | undefined;
  /** RFC 3339. */
  firstDeployed?: string | undefined;
  /** RFC 3339. */
  lastDeployed?: string | undefined;
  /** RFC 3339; only of an uninstalled one. */
  deleted?: string | undefined;
  /** The revision that this one went back to; only of a rollback. */
  rollbackRevision?: number | undefined;
  /** The chart; name and version are empty where the record has none ("MISSING" in `helm history`). */
  chart: ChartInfo;
  /** The labels a user gave to the record. */
  labels?: Record<string, string> | undefined;
}

/** ReleaseStatus is the state of a release; "dry-run" is what it would be, and is recorded nowhere. */
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
  path: string;
  manifest: string;
  events: HookEvent[];
  weight: number;
  /** hook-succeeded, hook-failed, before-hook-creation. */
  deletePolicies: string[];
  /** hook-succeeded, hook-failed. */
  outputLogPolicies: string[];
  /** Absent until it has run. */
  lastRun?: HookRun | undefined;
}

/** HookEvent is when a hook runs. */
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

/** HookPhase is how far the last run of a hook came. */
export type HookPhase = "Unknown" | "Running" | "Succeeded" | "Failed";

/** GetOptions are the options of releases.get and releases.getMetadata. */
export interface GetOptions extends NamespaceOption, RevisionOption {
}

/** GetRequest is releases.get and releases.getMetadata. */
export interface GetRequest extends GetOptions {
  name: string;
}

/** GetValuesOptions are the options of releases.getValues. */
export interface GetValuesOptions extends NamespaceOption, RevisionOption {
  /**
   * The chart's own values too, merged as the templates saw them. CLI: --all.
   *
   * @default false
   */
  all?: boolean | undefined;
}

/** GetValuesRequest is releases.getValues. */
export interface GetValuesRequest extends GetValuesOptions {
  name: string;
}

/** ReleaseMetadata is what `helm get metadata` tells of a release. */
export interface ReleaseMetadata {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  /** RFC 3339. */
  deployedAt?: string | undefined;
  /** How objects were applied; absent for a release of Helm 3, which applied on the client's side. */
  applyMethod?: ApplyMethod | undefined;
  /** The name of the chart. */
  chart: string;
  /** The version of the chart. */
  version: string;
  /** The version of the application. */
  appVersion?: string | undefined;
  /** The annotations of the chart. */
  annotations?: Record<string, string> | undefined;
  /**
   * The labels a user gave to the record. `helm get metadata` shows Helm's own too, of the newest
   * revision only.
   */
  labels?: Record<string, string> | undefined;
  /** The dependencies that Chart.yaml lists. */
  dependencies: Dependency[];
}

/** HistoryOptions are the options of releases.history. */
export interface HistoryOptions extends NamespaceOption {
  /**
   * How many revisions at most; if there are more, the newest. The command's own default is 256, and it does
   * not mention the rest. CLI: --max.
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
   * Server-side apply. CLI: --server-side.
   *
   * @default true
   */
  serverSide?: boolean | undefined;
  /**
   * Reuse the name of a release that is uninstalled with kept history. Unsafe in production.
   * CLI: --replace.
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
 * ListOptions are the options of releases.list. With no status option every release is listed by its
 * newest revision, those uninstalled with kept history too, as `helm list` does.
 */
export interface ListOptions extends NamespaceOption {
  /**
   * List the releases of every namespace. CLI: --all-namespaces.
   *
   * @default false
   */
  allNamespaces?: boolean | undefined;
  /** A regular expression that the name must match. CLI: --filter. */
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
   * How many at most; 0 means all. The command's own default is 256, and it does not mention the
   * rest. CLI: --max.
   *
   * @default 0
   */
  max?: number | undefined;
  /**
   * How many to skip. CLI: --offset.
   *
   * @default 0
   */
  offset?: number | undefined;
  /**
   * Show deployed ones. CLI: --deployed.
   *
   * @default false
   */
  deployed?: boolean | undefined;
  /**
   * Show failed ones. CLI: --failed.
   *
   * @default false
   */
  failed?: boolean | undefined;
  /**
   * Show pending ones. CLI: --pending.
   *
   * @default false
   */
  pending?: boolean | undefined;
  /**
   * Show superseded ones. CLI: --superseded.
   *
   * @default false
   */
  superseded?: boolean | undefined;
  /**
   * Show those uninstalled with kept history. CLI: --uninstalled.
   *
   * @default false
   */
  uninstalled?: boolean | undefined;
  /**
   * Show those being uninstalled. CLI: --uninstalling.
   *
   * @default false
   */
  uninstalling?: boolean | undefined;
}

/** ListRequest is releases.list. */
export interface ListRequest extends ListOptions {
}

/** RollbackOptions are the options of releases.rollback. */
export interface RollbackOptions extends NamespaceOption, HooksOption, ApplyOptions, WaitOptions, HistoryMaxOption, MissingKindsOption {
  /**
   * The revision to go back to; 0 is the one before the newest, whatever became of that. CLI: the
   * second argument.
   *
   * @default 0
   */
  revision?: number | undefined;
  /**
   * Text for the release record, at most 256 characters, instead of Helm's own. CLI: --description.
   *
   * @default Helm's "Rollback to N"
   */
  description?: string | undefined;
  /**
   * Server-side apply; "auto" does what was done for the revision to go back to, but forceConflicts turns it
   * on and forceReplace turns it off. CLI: --server-side.
   *
   * @default "auto"
   */
  serverSide?: boolean | "auto" | undefined;
  /**
   * Delete the objects that this rollback has created when writing objects fails; not when waiting
   * for them does. CLI: --cleanup-on-fail.
   *
   * @default false
   */
  cleanupOnFail?: boolean | undefined;
  /**
   * Change nothing: look whether the revision is there, and resolve with the release as it would be
   * recorded. Both "client" and "server" read the records and nothing else. CLI: --dry-run.
   *
   * @default "none"
   */
  dryRun?: "none" | "client" | "server" | undefined;
}

/** RollbackRequest is releases.rollback. */
export interface RollbackRequest extends RollbackOptions {
  name: string;
}

/** StatusOptions are the options of releases.status. */
export interface StatusOptions extends NamespaceOption, RevisionOption {
  /**
   * Look up the release's objects and say how each is doing. The CLI always does.
   *
   * @default true
   */
  resources?: boolean | undefined;
}

/** StatusRequest is releases.status. */
export interface StatusRequest extends StatusOptions {
  name: string;
}

/** StatusResult is a release with the state of its objects. */
export interface StatusResult extends ReleaseSummary {
  /**
   * The release's objects as they are now; absent with resources: false. Those that are gone are
   * there too, which `helm status` leaves out; it shows the pods of workloads instead.
   */
  resources?: ResourceStatus[] | undefined;
}

/** TestOptions are the options of releases.test. */
export interface TestOptions extends NamespaceOption {
  /**
   * Which tests to run: ["name=one", "name=two"] for these two, ["!name=one"] for all but that one.
   * A name that is none of the release's tests is refused; the CLI runs nothing, or everything.
   * CLI: --filter.
   *
   * @default all tests
   */
  filter?: readonly string[] | undefined;
  /**
   * Bring back the logs of the tests' pods, those of Jobs too, as logs of each test; of a failed test
   * they are in details.tests of the error. While a test runs, its lines are hookLog events in any
   * case. A log that cannot be read is a warning in the log, and of one above 16 MiB the rest is left
   * out. CLI: --logs.
   *
   * @default false
   */
  logs?: boolean | undefined;
  /**
   * The limit of each single test, not of the call: for that use AbortSignal.timeout. Milliseconds,
   * at least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
   *
   * @default "5m0s"
   */
  timeout?: number | string | undefined;
}

/** TestRequest is releases.test. */
export interface TestRequest extends TestOptions {
  name: string;
}

/** TestResult is a release with what its tests did. */
export interface TestResult extends ReleaseSummary {
  /** The tests that were asked for, in the order in which they run. */
  tests: ReleaseTest[];
}

/** ReleaseTest is one test hook of a release. */
export interface ReleaseTest {
  name: string;
  kind: string;
  path: string;
  /** How it went; absent when it did not run because one before it had failed. */
  run?: HookRun | undefined;
  /**
   * With logs, of a test that ran: what its containers have written, init containers first; empty
   * when it has no pods.
   */
  logs?: ContainerLog[] | undefined;
}

/** ContainerLog is what a container has written. */
export interface ContainerLog {
  pod: string;
  container: string;
  log: string;
}

/** UninstallOptions are the options of releases.uninstall. */
export interface UninstallOptions extends NamespaceOption, DescriptionOption, HooksOption, WaitOption, TimeoutOption, MissingKindsOption {
  /**
   * Tell what would be uninstalled, and change nothing. CLI: --dry-run.
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
}

/** UninstallResult says what has been uninstalled. */
export interface UninstallResult {
  /** The release as it was last; absent when there was none and ignoreNotFound is set. */
  release?: ReleaseSummary | undefined;
  /**
   * What Helm has to say, such as the objects kept because of their resource policy, and which objects of
   * earlier revisions may be left, because their kind is no longer served.
   */
  info?: string | undefined;
  /**
   * What missingKinds: "skip" has left as it is, or may have left: what this user may not get. info and log events
   * name objects of kinds that are no longer served and only earlier revisions had.
   */
  left?: ResourceRef[] | undefined;
}

/** Cascade is a deletion propagation policy. */
export type Cascade = "background" | "orphan" | "foreground";

/** UpgradeOptions are the options of releases.upgrade. */
export interface UpgradeOptions extends DeployOptions, HistoryMaxOption, MissingKindsOption {
  /**
   * Install the release if there is none by this name, or if it is uninstalled with kept history.
   * CLI: --install.
   *
   * @default false
   */
  install?: boolean | undefined;
  /**
   * Server-side apply; "auto" does what was done for the previous revision, but forceConflicts turns it on
   * and forceReplace turns it off. CLI: --server-side.
   *
   * @default "auto"
   */
  serverSide?: boolean | "auto" | undefined;
  /**
   * Forget the values of the former revision. CLI: --reset-values.
   *
   * @default false
   */
  resetValues?: boolean | undefined;
  /**
   * Start from the values of the former revision, the chart's of then included. Ignored with
   * resetValues. CLI: --reuse-values.
   *
   * @default false
   */
  reuseValues?: boolean | undefined;
  /**
   * Start from the chart's own values, then those given to the former revision. Ignored with
   * resetValues or reuseValues. CLI: --reset-then-reuse-values.
   *
   * @default false
   */
  resetThenReuseValues?: boolean | undefined;
  /**
   * Delete the objects that this upgrade has created when it fails. CLI: --cleanup-on-fail.
   *
   * @default false
   */
  cleanupOnFail?: boolean | undefined;
}

/** UpgradeRequest is releases.upgrade. */
export interface UpgradeRequest extends UpgradeOptions {
  name: string;
  chart: ChartRef;
}

/** AddRepositoryOptions are the options of repositories.add. */
export interface AddRepositoryOptions extends ServerOptions, IndexTimeoutOption {
  /**
   * Send the account to other hosts too, where the index or a redirect names them.
   * CLI: --pass-credentials.
   *
   * @default false
   */
  passCredentials?: boolean | undefined;
  /**
   * Replace a repository of this name that was added with other options. CLI: --force-update.
   *
   * @default false
   */
  forceUpdate?: boolean | undefined;
  /**
   * Take the addresses of the stable and incubator repositories that are gone.
   * CLI: --allow-deprecated-repos.
   *
   * @default false
   */
  allowDeprecatedRepos?: boolean | undefined;
}

/** AddRepositoryRequest is what repositories.add gets. */
export interface AddRepositoryRequest extends AddRepositoryOptions {
  name: string;
  url: string;
}

/** AddedRepository is what has become of repositories.add. */
export interface AddedRepository extends Repository {
  /** "unchanged": it was there, with the same options, and nothing was asked or written. */
  action: AddRepositoryAction;
}

/** AddRepositoryAction is what repositories.add has done. */
export type AddRepositoryAction = "added" | "replaced" | "unchanged";

/** IndexRepositoryOptions are the options of repositories.index. */
export interface IndexRepositoryOptions {
  /**
   * Where the directory will be served: the archives' addresses begin with it. CLI: --url.
   *
   * @default none: the addresses are relative
   */
  url?: string | URL | undefined;
  /**
   * An index file to add the charts to; a chart and version of the directory wins over the one there.
   * Made if it is missing. CLI: --merge.
   */
  merge?: string | URL | undefined;
  /**
   * Write JSON, still as index.yaml. CLI: --json.
   *
   * @default false
   */
  json?: boolean | undefined;
}

/** IndexRepositoryRequest is what repositories.index gets. */
export interface IndexRepositoryRequest extends IndexRepositoryOptions {
  directory: string;
}

/** RepositoryIndex is an index that was written. */
export interface RepositoryIndex {
  /** The absolute path of the file. */
  path: string;
  /** What is in it. */
  content: string;
}

/** ListRepositoriesRequest has no options. */
export interface ListRepositoriesRequest {
}

/** RemoveRepositoriesRequest is what repositories.remove gets. */
export interface RemoveRepositoriesRequest {
  names: string | readonly string[];
}

/** Repository is a chart repository as it was added. Its account is not told. */
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
   * The keyword is a regular expression of Go. CLI: --regexp.
   *
   * @default false
   */
  regexp?: boolean | undefined;
  /**
   * Give each version that fits, not only the newest of each chart. CLI: --versions.
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

/** SearchRequest is what repositories.search gets. */
export interface SearchRequest extends SearchOptions {
  keyword?: string | undefined;
}

/** FoundChart is a chart that a search has found in a repository. */
export interface FoundChart {
  /** How to refer to it: "repository/chart". */
  name: string;
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  /** Its maintainers have given it up. */
  deprecated?: boolean | undefined;
  /** The Kubernetes versions it is for. */
  kubeVersion?: string | undefined;
  keywords?: string[] | undefined;
  home?: string | undefined;
  /** When it was put into the index: RFC 3339. */
  created?: string | undefined;
  /** The digest of its archive, as the index has it: "sha256:" and its hexadecimal digits. */
  digest?: string | undefined;
  /** Where its archive is, as the index has it: relative addresses count from the repository's. */
  urls: string[];
}

/** SearchHubOptions are the options of repositories.searchHub. */
export interface SearchHubOptions {
  /**
   * The address of a hub that answers as Artifact Hub does. CLI: --endpoint.
   *
   * @default "https://hub.helm.sh"
   */
  endpoint?: string | URL | undefined;
}

/** SearchHubRequest is what repositories.searchHub gets. */
export interface SearchHubRequest extends SearchHubOptions {
  keyword?: string | undefined;
}

/** HubChart is a chart that a hub knows. */
export interface HubChart {
  /**
   * Its name in its repository: charts.pull(name, { repo: repository.url }). Empty where the hub does not
   * tell it.
   */
  name: string;
  /** Its page on the hub. */
  url: string;
  /** Its newest version. */
  version: string;
  appVersion?: string | undefined;
  description?: string | undefined;
  repository: HubRepository;
}

/** HubRepository is where a chart of a hub comes from. */
export interface HubRepository {
  name: string;
  url: string;
}

/** UpdateRepositoriesOptions are the options of repositories.update. */
export interface UpdateRepositoriesOptions extends IndexTimeoutOption {
}

/** UpdateRepositoriesRequest is what repositories.update gets. */
export interface UpdateRepositoriesRequest extends UpdateRepositoriesOptions {
  names?: string | readonly string[] | undefined;
}

/** UpdatedRepository is a repository whose index was fetched. */
export interface UpdatedRepository {
  name: string;
  /** As it was added. */
  url: string;
  /** Whether its index is another than before. */
  changed: boolean;
  /** How many charts it has, each counted once. */
  charts: number;
}

/** IndexTimeoutOption is part of what downloads an index. */
export interface IndexTimeoutOption {
  /**
   * How long the download of an index may take: milliseconds, at least 1000, or text
   * such as "30s" or "300ms". CLI: --timeout.
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

/** ResourceStatus is how an object is doing. */
export interface ResourceStatus extends ResourceRef {
  status: ResourceState;
  /**
   * Why it is not ready, in Kubernetes' own word, such as "ImagePullBackOff" or "FailedCreate"; waits have
   * it if the cluster knows it and the user may read pods and events.
   */
  reason?: string | undefined;
  /** What is missing, in a sentence that begins with the reason, if there is one. */
  message?: string | undefined;
}

/** ResourceState is how far an object is, in kstatus' words; Current is ready. */
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

/** The details of an error by its code. */
export type DetailsOf<C extends HelmErrorCode> = ErrorDetails[C];

/** The verbs: what each takes and what it resolves with. */
export interface Verbs {
  version: { request: VersionRequest; result: VersionResult };
  "client.close": { request: CloseRequest; result: CloseRequest };
  "client.repaired": { request: RepairedRequest; result: RepairedResult };
  "client.closeChart": { request: CloseChartRequest; result: CloseRequest };
  "client.readChart": { request: ReadChartRequest; result: ChartFile };
  "releases.install": { request: InstallRequest; result: Release };
  "releases.upgrade": { request: UpgradeRequest; result: Release };
  "releases.uninstall": { request: UninstallRequest; result: UninstallResult };
  "releases.rollback": { request: RollbackRequest; result: Release };
  "releases.test": { request: TestRequest; result: TestResult };
  "releases.list": { request: ListRequest; result: ReleaseSummary[] };
  "releases.history": { request: HistoryRequest; result: ReleaseSummary[] };
  "releases.status": { request: StatusRequest; result: StatusResult };
  "releases.get": { request: GetRequest; result: Release };
  "releases.getValues": { request: GetValuesRequest; result: Record<string, unknown> };
  "releases.getMetadata": { request: GetRequest; result: ReleaseMetadata };
  "charts.template": { request: TemplateRequest; result: TemplateResult };
  "charts.load": { request: LoadRequest; result: LoadedChart };
  "charts.show": { request: ShowRequest; result: ShowResult };
  "charts.lint": { request: LintRequest; result: LintResult };
  "charts.create": { request: CreateRequest; result: CreateResult };
  "charts.verify": { request: VerifyRequest; result: VerifyResult };
  "charts.pull": { request: PullRequest; result: PulledChart };
  "charts.push": { request: PushRequest; result: PushedChart };
  "charts.package": { request: PackageRequest; result: PackagedChart };
  "charts.dependencies.list": { request: DependencyListRequest; result: ListedDependency[] };
  "charts.dependencies.update": { request: DependencyRequest; result: DependencyChanges };
  "charts.dependencies.build": { request: DependencyRequest; result: DependencyChanges };
  "repositories.add": { request: AddRepositoryRequest; result: AddedRepository };
  "repositories.list": { request: ListRepositoriesRequest; result: Repository[] };
  "repositories.remove": { request: RemoveRepositoriesRequest; result: Repository[] };
  "repositories.update": { request: UpdateRepositoriesRequest; result: UpdatedRepository[] };
  "repositories.index": { request: IndexRepositoryRequest; result: RepositoryIndex };
  "repositories.search": { request: SearchRequest; result: FoundChart[] };
  "repositories.searchHub": { request: SearchHubRequest; result: HubChart[] };
  "registry.login": { request: LoginRequest; result: LoginResult };
  "registry.logout": { request: LogoutRequest; result: LogoutResult };
  "registry.tags": { request: TagsRequest; result: string[] };
  "registry.resolve": { request: ResolveRequest; result: ResolvedReference };
}
