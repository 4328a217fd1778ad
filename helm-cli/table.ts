// Where bunhelm is not the helm command in camel case, and why. docs/cli.md prints it; a test holds it
// against the command, both ways. Everything else follows from the rules in compare.ts.

/** How an option behaves, seen from the flag. */
export type Behaviour =
  | "same"
  | "other default"
  | "other name"
  | "in the result"
  | "without effect"
  | "not yet offered"
  | "not offered"
  | "only here";

export const behaviours: Record<Behaviour, string> = {
  same: "the option has the flag's name in camel case, its default and its effect",
  "other default": "like `same`, but with another default",
  "other name": "like `same`, but with another name",
  "in the result": "the flag formats printed text; a call resolves with an object that has everything",
  "without effect": "the command accepts the flag and ignores it; the option is refused as unknown",
  "not yet offered": "comes with a later version",
  "not offered": "makes no sense in a library; the reason is given",
  "only here": "an option that has no flag",
};

/** The commands of an entry: every command that has the flag, or only these. "" stands for the global flags. */
interface About {
  readonly commands?: readonly string[];
}

export interface FlagException extends About {
  readonly flags: readonly string[];
  readonly behaviour: Behaviour;
  readonly option?: string;
  readonly reason: string;
}

/** Flags that are not an option of the same name or default. At most twenty. */
export const flags: readonly FlagException[] = [
  {
    flags: ["wait"],
    commands: ["install", "upgrade", "rollback", "uninstall"],
    behaviour: "other default",
    option: "wait",
    reason: "`await` means ready",
  },
  {
    flags: ["max"],
    commands: ["list", "history"],
    behaviour: "other default",
    option: "max",
    reason: "a list that is cut off silently looks complete",
  },
  {
    flags: ["values"],
    behaviour: "other name",
    option: "valueFiles",
    reason: "in JavaScript `values` are objects; the SDK's word for files is used",
  },
  {
    flags: ["post-renderer"],
    behaviour: "other name",
    option: "postRendererPlugin",
    reason: "in JavaScript `postRenderer` is a function; a plugin is given by name",
  },
  {
    flags: ["output"],
    behaviour: "in the result",
    reason: "nothing is printed",
  },
  {
    flags: ["short", "no-headers", "time-format", "show-rollback-revision", "max-col-width", "list-repo-url"],
    commands: ["list", "history", "version", "repo list", "search repo", "search hub", "dependency list"],
    behaviour: "in the result",
    reason: "nothing is printed",
  },
  {
    flags: ["template"],
    commands: ["get all", "version"],
    behaviour: "in the result",
    reason: "nothing is printed",
  },
  {
    flags: [
      "create-namespace",
      "force-conflicts",
      "force-replace",
      "replace",
      "rollback-on-failure",
      "server-side",
      "timeout",
      "wait",
      "wait-for-jobs",
    ],
    commands: ["template"],
    behaviour: "without effect",
    reason: "nothing is installed",
  },
  {
    flags: ["destination"],
    behaviour: "other default",
    option: "destination",
    reason: "the result has the bytes",
  },
  {
    flags: ["untardir"],
    behaviour: "other name",
    option: "untarDir",
    reason: "written as two words, as in the SDK",
  },
  {
    flags: ["debug"],
    commands: [""],
    behaviour: "not offered",
    reason: "events say what happens, `log` events have Helm's log from level info up, and errors have the manifest",
  },
  {
    flags: ["password-stdin"],
    behaviour: "not offered",
    reason: "a program passes the password as `password`",
  },
  {
    flags: ["fail-on-no-result"],
    behaviour: "not offered",
    reason: "an empty list says so",
  },
  {
    flags: ["color", "colour"],
    commands: [""],
    behaviour: "not offered",
    reason: "nothing is printed",
  },
];

export interface OptionException extends About {
  readonly options: readonly string[];
  readonly reason: string;
}

/** Options without a flag of the same name. "" stands for the options of a client. */
export const options: readonly OptionException[] = [
  { options: ["values"], reason: "objects; they override the files, and `set` overrides them" },
  { options: ["sensitive"], reason: "paths of values that are masked in errors; the command masks nothing" },
  { options: ["postRenderer"], reason: "a function that gets the manifest and returns the one to use" },
  { options: ["missingKinds"], reason: "the command refuses a release that has a kind which is no longer served" },
  { options: ["crds"], reason: "the command creates definitions in an install and skips them in an upgrade" },
  { options: ["readiness"], reason: "the command waits by the rules of kstatus for every kind" },
  { options: ["takeOver"], reason: "the command refuses a release that is pending, however old" },
  { options: ["skipIfUnchanged"], reason: "the command always writes a revision" },
  { options: ["postRenderStrategy"], reason: "an option of the SDK; the command has no flag for it" },
  { options: ["name"], commands: ["template"], reason: "the argument NAME" },
  { options: ["revision"], commands: ["rollback"], reason: "the argument REVISION" },
  { options: ["resources"], commands: ["status"], reason: "the command always looks them up" },
  {
    options: ["jsonpath"],
    commands: ["show all", "show chart", "show crds", "show readme"],
    reason: "of `helm show values`",
  },
  { options: ["directory"], commands: ["create"], reason: "for the command, the working directory, or NAME as a path" },
  { options: ["sourceDateEpoch"], reason: "the command has only an environment variable" },
  { options: ["passphrase"], commands: ["package"], reason: "the command asks on the terminal" },
  { options: ["provenance"], commands: ["push", "verify"], reason: "for an archive given as bytes" },
  {
    options: ["schemaReferences"],
    commands: ["install", "upgrade", "template", "lint"],
    reason: "the command follows every reference of a JSON schema",
  },
  {
    options: ["objects"],
    commands: ["template", "install", "upgrade", "rollback", "get all", "get hooks", "get manifest", "get notes"],
    reason: "the objects of the manifest, parsed",
  },
  {
    options: ["renderSubchartNotes"],
    commands: ["template"],
    reason: "the result has the notes, which the command does not print",
  },
  {
    options: ["driver", "driverSqlConnectionString", "memoryDriverData"],
    commands: [""],
    reason: "the command has only environment variables",
  },
  {
    options: ["home"],
    commands: [""],
    reason: '"memory" uses no files',
  },
  {
    options: ["inCluster", "serviceAccountDirectory"],
    commands: [""],
    reason: "use only the pod's service account",
  },
  { options: ["userAgent"], commands: [""], reason: "text added to the User-Agent" },
  {
    options: ["repairTimeout", "requestTimeout"],
    commands: [""],
    reason: "the command repairs no records and waits without limit for a response",
  },
  {
    options: ["followLinks"],
    reason: "the command always follows links in a chart's directory, to any file",
  },
  {
    options: ["limits", "isolation", "memoryLimit"],
    commands: [""],
    reason: "the command has a process of its own",
  },
  { options: ["env", "onLog"], commands: [""], reason: "what a process has: an environment and standard error" },
];

/** The verb for each command. */
export const calls: Record<string, { readonly verb: string; readonly remark?: string }> = {
  install: {
    verb: "releases.install",
    remark: "Without NAME, pass `undefined` as the name, with `generateName` or `nameTemplate`.",
  },
  upgrade: { verb: "releases.upgrade" },
  rollback: { verb: "releases.rollback" },
  uninstall: { verb: "releases.uninstall", remark: "One name per call; several calls may run at once." },
  list: { verb: "releases.list" },
  history: { verb: "releases.history" },
  status: {
    verb: "releases.status",
    remark: "For the manifest, the hooks and the notes, which `--output json` also prints, use `releases.get`.",
  },
  "get all": { verb: "releases.get" },
  "get hooks": { verb: "releases.get", remark: "`hooks` of the result." },
  "get manifest": { verb: "releases.get", remark: "`manifest` of the result." },
  "get notes": { verb: "releases.get", remark: "`notes` of the result." },
  "get values": {
    verb: "releases.getValues",
    remark: "Without values, the result is an empty object; the command prints `null`.",
  },
  "get metadata": { verb: "releases.getMetadata" },
  test: { verb: "releases.test" },
  template: { verb: "charts.template" },
  "show all": { verb: "charts.show", remark: "`text.all` of the result; `metadata` and `values` are objects." },
  "show chart": { verb: "charts.show", remark: "`text.chart` of the result, and `metadata`." },
  "show crds": { verb: "charts.show", remark: "`text.crds` of the result." },
  "show readme": { verb: "charts.show", remark: "`text.readme` of the result." },
  "show values": { verb: "charts.show", remark: "`text.values` of the result, and `values`." },
  lint: { verb: "charts.lint", remark: "One chart per call; several calls may run at once." },
  create: { verb: "charts.create" },
  verify: { verb: "charts.verify" },
  "repo add": { verb: "repositories.add" },
  "repo list": { verb: "repositories.list" },
  "repo remove": {
    verb: "repositories.remove",
    remark: "If one of the names does not exist, none is removed; the command removes those before it.",
  },
  "repo update": { verb: "repositories.update" },
  "repo index": { verb: "repositories.index" },
  "search repo": { verb: "repositories.search" },
  "search hub": { verb: "repositories.searchHub" },
  "registry login": {
    verb: "registry.login",
    remark: "Without a password the call is rejected; the command asks for one.",
  },
  "registry logout": { verb: "registry.logout", remark: "The result says whether there was a login." },
  pull: {
    verb: "charts.pull",
    remark:
      "Without `destination` the result has the bytes. A download that is not a chart, has another digest than the index says, or cannot be verified is refused and not saved; the command saves it first, and does not check the digest. `untar` creates only the chart's directory; the command also leaves one named after the archive or tag. Downloads are kept in the content cache; the command's pull keeps nothing. A URL that does not end in a name gives `NAME-VERSION.tgz`; the command fails. In every call, a reference may have a tag with a plus sign, or with the underscore that replaces it; the command refuses both.",
  },
  push: { verb: "charts.push" },
  package: {
    verb: "charts.package",
    remark: "One chart per call. Without `destination`, the result has the bytes.",
  },
  "dependency list": { verb: "charts.dependencies.list" },
  "dependency update": {
    verb: "charts.dependencies.update",
    remark:
      "An archive that is not a chart, or whose digest differs from the index, is refused; the command ignores this. An archive whose name does not end in `.tgz` is saved as `NAME-VERSION.tgz`; the command gives it a name that Helm does not load. Archives are kept in the content cache and taken from there, even if the repository is down; the command then fails.",
  },
  "dependency build": { verb: "charts.dependencies.build", remark: "See `dependency update`." },
  version: { verb: "version", remark: "Returns the versions of what is linked." },
};

export interface WithoutCall {
  /** First words. */
  readonly commands: readonly string[];
  readonly behaviour: Behaviour;
  readonly reason: string;
}

/** Commands without a corresponding call. */
export const withoutCall: readonly WithoutCall[] = [
  { commands: ["env"], behaviour: "not offered", reason: "it prints variables; their options are listed below" },
  {
    commands: ["completion"],
    behaviour: "not offered",
    reason: "it is for a shell, like the hidden command `docs`; editors complete options from their types",
  },
  {
    commands: ["plugin"],
    behaviour: "not offered",
    reason:
      "plugins extend the command; installed getter plugins are used, and post-renderer plugins through `postRendererPlugin`",
  },
];

/** Old flags that the command still accepts with a warning. Their option is refused, and the error names the successor. */
export const deprecated: readonly {
  readonly flag: string;
  readonly commands: readonly string[];
  readonly successor: string;
}[] = [
  { flag: "atomic", commands: ["install", "upgrade"], successor: "rollback-on-failure" },
  { flag: "force", commands: ["install", "upgrade", "rollback"], successor: "force-replace" },
  { flag: "validate", commands: ["template"], successor: "dry-run" },
];

export interface Remark extends About {
  readonly options: readonly string[];
  readonly text: string;
}

/** Differences of options whose behaviour is otherwise "same". */
export const remarks: readonly Remark[] = [
  {
    options: ["valueFiles"],
    text: "one file per entry; the command splits at commas. `-` (standard input) is refused",
  },
  { options: ["set", "setString", "setJson", "setFile", "setLiteral"], text: "a list" },
  { options: ["labels"], text: 'an object; on upgrade the value "null" removes a label' },
  { options: ["postRendererArgs"], text: "a list" },
  { options: ["password"], text: "no error, event or log line shows it" },
  {
    options: ["apiVersions"],
    text: 'one per entry; the command splits at commas. Refused with `dryRun: "server"`; the command ignores it',
  },
  { options: ["kubeVersion"], text: 'refused with `dryRun: "server"`; the command ignores it' },
  {
    options: ["disableOpenapiValidation", "takeOwnership"],
    commands: ["template"],
    text: 'refused without `dryRun: "server"`; the command ignores it',
  },
  {
    options: ["description", "labels"],
    commands: ["template"],
    text: "without effect, as in the command: no record is written",
  },
  { options: ["skipCrds"], commands: ["template"], text: "without effect, as in the command: `includeCrds` decides" },
  { options: ["skipCrds", "createNamespace"], commands: ["upgrade"], text: "only together with `install`" },
  {
    options: ["dryRun"],
    commands: ["install", "upgrade", "rollback", "template"],
    text: 'one of the words; a bare `--dry-run`, which is deprecated, means "client"',
  },
  { options: ["wait"], text: 'true means "watcher", false means "hookOnly"' },
  {
    options: ["certFile", "keyFile", "caFile"],
    commands: ["repo add"],
    text: "stored as an absolute path; the command stores what it is given",
  },
  { options: ["timeout"], text: "milliseconds or text; zero and numbers below 1000 are refused" },
  {
    options: ["rollbackOnFailure"],
    text: "cancelling undoes nothing; the command rolls back on ^C. With `wait: false` it waits all the same, as the command does",
  },
  {
    options: ["filter"],
    commands: ["test"],
    text: "one per entry; the command splits at commas. One that matches no test is refused; the command ignores it",
  },
  {
    options: ["max"],
    commands: ["history"],
    text: "zero and negative numbers are refused; the command prints nothing",
  },
  { options: ["max", "offset"], commands: ["list"], text: "negative numbers are refused" },
  { options: ["hideNotes"], text: "leaves them out of the result" },
  {
    options: ["outputDir"],
    text: "the result still has the manifest. With `showOnly` only those files are written; the command writes all and fails. Files with hooks are overwritten; the command appends to those of an earlier run",
  },
  { options: ["kubeconfig"], text: "or several paths, contents as bytes or a Blob, or an object" },
  { options: ["namespace"], commands: [""], text: "each call has it as well" },
];

/** Variables that do not appear in the default of an option. */
export const variables: readonly { readonly names: readonly string[]; readonly meaning: string }[] = [
  {
    names: ["HELM_PLUGINS", "HELM_DATA_HOME"],
    meaning: "the location of plugins and of the starters of `charts.create`",
  },
  { names: ["HELM_CACHE_HOME"], meaning: "the default location of `contentCache` and `repositoryCache`" },
  { names: ["HELM_CONFIG_HOME"], meaning: "the default location of `registryConfig` and `repositoryConfig`" },
  { names: ["HELM_BIN", "HELM_NO_PLUGINS"], meaning: "not offered: they are for plugins of the command" },
  { names: ["HELM_COLOR", "NO_COLOR"], meaning: "not offered: nothing is printed" },
  { names: ["HELM_DEBUG"], meaning: "not offered: see `--debug`" },
];
