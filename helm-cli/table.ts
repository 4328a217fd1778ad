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
  "other default": "as `same`, but for the default",
  "other name": "as `same`, but for the name",
  "in the result": "the flag shapes printed text; a call resolves with an object that has it all",
  "without effect": "the command takes the flag and does nothing with it; the option is refused as unknown",
  "not yet offered": "comes with a later version",
  "not offered": "has no place in a library; the reason stands beside it",
  "only here": "an option that has no flag",
};

/** Whom an entry is about: every command that has the flag, or only these. "" are the global flags. */
interface About {
  readonly commands?: readonly string[];
}

export interface FlagException extends About {
  readonly flags: readonly string[];
  readonly behaviour: Behaviour;
  readonly option?: string;
  readonly reason: string;
}

/** Flags that are not an option by the rules. At most twenty. */
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
    reason: "a list that is cut without a word is taken for whole",
  },
  {
    flags: ["values"],
    behaviour: "other name",
    option: "valueFiles",
    reason: "`values` are objects in JavaScript, and files have the SDK's word",
  },
  {
    flags: ["post-renderer"],
    behaviour: "other name",
    option: "postRendererPlugin",
    reason: "`postRenderer` is a function in JavaScript, and a plugin has a name",
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
    reason: "two words in JavaScript, as in the SDK",
  },
  {
    flags: ["debug"],
    commands: [""],
    behaviour: "not offered",
    reason: "events tell what happens, `log` events carry Helm's log from level info up, and errors have the manifest",
  },
  {
    flags: ["password-stdin"],
    behaviour: "not offered",
    reason: "a program has the password as `password`",
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

/** Options that have no flag of their name. "" are the options of a client. */
export const options: readonly OptionException[] = [
  { options: ["values"], reason: "objects, merged over the files and under `set`" },
  { options: ["sensitive"], reason: "paths of values that no error shows; the command prints what it has" },
  { options: ["postRenderer"], reason: "a function that gets the manifest and returns another" },
  { options: ["missingKinds"], reason: "the command refuses a release with a kind that is no longer served" },
  { options: ["postRenderStrategy"], reason: "the SDK has it, the command has no flag for it" },
  { options: ["name"], commands: ["template"], reason: "the argument NAME" },
  { options: ["revision"], commands: ["rollback"], reason: "the argument REVISION" },
  { options: ["resources"], commands: ["status"], reason: "the command always looks them up" },
  {
    options: ["jsonpath"],
    commands: ["show all", "show chart", "show crds", "show readme"],
    reason: "of `helm show values`",
  },
  { options: ["directory"], commands: ["create"], reason: "the working directory of the command, or NAME as a path" },
  { options: ["sourceDateEpoch"], reason: "the command has only the variable" },
  { options: ["passphrase"], commands: ["package"], reason: "the command asks the terminal" },
  { options: ["provenance"], commands: ["push", "verify"], reason: "of an archive that is given as bytes" },
  {
    options: ["schemaReferences"],
    commands: ["install", "upgrade", "template", "lint"],
    reason: "the command follows every reference of a JSON schema",
  },
  { options: ["objects"], commands: ["template"], reason: "the documents of the manifest, read" },
  {
    options: ["renderSubchartNotes"],
    commands: ["template"],
    reason: "the result has the notes, which the command does not print",
  },
  {
    options: ["driver", "driverSqlConnectionString", "memoryDriverData"],
    commands: [""],
    reason: "the command has only the variables",
  },
  {
    options: ["home"],
    commands: [""],
    reason: '"memory" touches no disk',
  },
  {
    options: ["inCluster", "serviceAccountDirectory"],
    commands: [""],
    reason: "the pod's service account and nothing else",
  },
  { options: ["userAgent"], commands: [""], reason: "text added to the User-Agent" },
  {
    options: ["repairTimeout", "requestTimeout"],
    commands: [""],
    reason: "the command repairs no record and waits for an answer for as long as it takes",
  },
  {
    options: ["followLinks"],
    reason: "the command follows links of a chart's directory to any file; here only where this is true",
  },
  { options: ["limits"], commands: [""], reason: "the command has its process to itself" },
  { options: ["env", "onLog"], commands: [""], reason: "what a process has: an environment, and standard error" },
];

/** The verb that does what a command does. */
export const calls: Record<string, { readonly verb: string; readonly remark?: string }> = {
  install: {
    verb: "releases.install",
    remark: "Without NAME, `name` is `undefined` and `generateName` or `nameTemplate` makes one.",
  },
  upgrade: { verb: "releases.upgrade" },
  rollback: { verb: "releases.rollback" },
  uninstall: { verb: "releases.uninstall", remark: "One name per call; several calls may run at once." },
  list: { verb: "releases.list" },
  history: { verb: "releases.history" },
  status: {
    verb: "releases.status",
    remark: "The manifest, the hooks and the notes, which `--output json` prints too, come with `releases.get`.",
  },
  "get all": { verb: "releases.get" },
  "get hooks": { verb: "releases.get", remark: "`hooks` of the result." },
  "get manifest": { verb: "releases.get", remark: "`manifest` of the result." },
  "get notes": { verb: "releases.get", remark: "`notes` of the result." },
  "get values": { verb: "releases.getValues", remark: "No values are an empty object; the command prints `null`." },
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
    remark: "When it does not know one of the names it removes none, where the command removes those before it.",
  },
  "repo update": { verb: "repositories.update" },
  "repo index": { verb: "repositories.index" },
  "search repo": { verb: "repositories.search" },
  "search hub": { verb: "repositories.searchHub" },
  "registry login": {
    verb: "registry.login",
    remark: "Without a password it is refused, where the command asks for one.",
  },
  "registry logout": { verb: "registry.logout", remark: "The result tells whether there was a login." },
  pull: {
    verb: "charts.pull",
    remark:
      "Without `destination` the result has the bytes. What is no chart, has another digest than the index says, or cannot be verified is refused and leaves nothing, where the command saves it first, and does not look at the digest. With `untar` there is the chart's directory, where the command leaves one of the archive's or tag's name too. What is fetched is kept in the content cache, where the command's pull keeps nothing. An address that ends in no name gives `NAME-VERSION.tgz`, where the command fails. Here and everywhere, a reference may have a tag with a plus sign, or with the underscore that stands for one, which the command refuses.",
  },
  push: { verb: "charts.push" },
  package: {
    verb: "charts.package",
    remark: "One chart per call; without `destination` the result has the bytes.",
  },
  "dependency list": { verb: "charts.dependencies.list" },
  "dependency update": {
    verb: "charts.dependencies.update",
    remark:
      "An archive that is no chart, or not the one that the index names by its digest, is refused, where the command passes over it. An archive without a name that ends in `.tgz` is saved as `NAME-VERSION.tgz`, where the command gives it a name that Helm does not load. Archives are kept in the content cache, and taken from there: a repository that is down is not missed for them, where the command fails at the download.",
  },
  "dependency build": { verb: "charts.dependencies.build", remark: "See `dependency update`." },
  version: { verb: "version", remark: "It tells the versions of what is linked." },
};

/** Calls that no command is like. */
export const withoutCommand: readonly string[] = ["charts.load", "registry.tags", "registry.resolve"];

export interface WithoutCall {
  /** First words. */
  readonly commands: readonly string[];
  readonly behaviour: Behaviour;
  readonly reason: string;
}

/** Commands that are no call. */
export const withoutCall: readonly WithoutCall[] = [
  { commands: ["env"], behaviour: "not offered", reason: "it prints variables: their options are listed below" },
  {
    commands: ["completion"],
    behaviour: "not offered",
    reason: "it is for a shell, as the hidden command `docs` is; editors complete options by their types",
  },
  {
    commands: ["plugin"],
    behaviour: "not offered",
    reason:
      "plugins extend the command; installed ones that fetch charts are used, and post-renderers by `postRendererPlugin`",
  },
];

/** Flags of old that the command still takes, with a warning, and whose option is refused with its successor. */
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

/** What is different about an option although it is "same". */
export const remarks: readonly Remark[] = [
  {
    options: ["valueFiles"],
    text: "one file per entry, where the command splits at commas; `-`, standard input, is refused",
  },
  { options: ["set", "setString", "setJson", "setFile", "setLiteral"], text: "a list" },
  { options: ["labels"], text: 'an object; on upgrade the value "null" removes one' },
  { options: ["postRendererArgs"], text: "a list" },
  { options: ["password"], text: "no error, event or line of the log shows it" },
  {
    options: ["apiVersions"],
    text: 'one per entry, where the command splits at commas; refused with `dryRun: "server"`, where the command ignores it',
  },
  { options: ["kubeVersion"], text: 'refused with `dryRun: "server"`, where the command ignores it' },
  {
    options: ["disableOpenapiValidation", "takeOwnership"],
    commands: ["template"],
    text: 'refused without `dryRun: "server"`, where the command ignores it',
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
    text: 'one of the words; a bare `--dry-run`, deprecated in the command, is "client"',
  },
  { options: ["wait"], text: 'true is "watcher", false is "hookOnly"' },
  {
    options: ["certFile", "keyFile", "caFile"],
    commands: ["repo add"],
    text: "kept as an absolute path, where the command keeps what it is given",
  },
  { options: ["timeout"], text: "milliseconds or text; zero is refused, and so is a number below a second" },
  {
    options: ["rollbackOnFailure"],
    text: "a cancel undoes nothing, where the command rolls back on ^C; with `wait: false` it waits all the same, as the command does",
  },
  {
    options: ["filter"],
    commands: ["test"],
    text: "one per entry, where the command splits at commas; one that names no test is refused, where the command passes over it",
  },
  { options: ["max"], commands: ["history"], text: "zero and less are refused, where the command prints nothing" },
  { options: ["max", "offset"], commands: ["list"], text: "less than zero is refused" },
  { options: ["hideNotes"], text: "leaves them out of the result" },
  {
    options: ["outputDir"],
    text: "the result has the manifest all the same; with `showOnly` only those files are written, where the command writes all and fails; hooks are written anew, where the command appends them to a file of an earlier run",
  },
  { options: ["kubeconfig"], text: "also several paths, contents as bytes or a Blob, or an object" },
  { options: ["namespace"], commands: [""], text: "each call has it too" },
];

/** Variables that no option names in its default. */
export const variables: readonly { readonly names: readonly string[]; readonly meaning: string }[] = [
  { names: ["HELM_PLUGINS", "HELM_DATA_HOME"], meaning: "where plugins and the starters of `charts.create` are" },
  { names: ["HELM_CACHE_HOME"], meaning: "where `contentCache` and `repositoryCache` are by default" },
  { names: ["HELM_CONFIG_HOME"], meaning: "where `registryConfig` and `repositoryConfig` are by default" },
  { names: ["HELM_BIN", "HELM_NO_PLUGINS"], meaning: "not offered: for plugins of the command" },
  { names: ["HELM_COLOR", "NO_COLOR"], meaning: "not offered: nothing is printed" },
  { names: ["HELM_DEBUG"], meaning: "not offered: see `--debug`" },
];
