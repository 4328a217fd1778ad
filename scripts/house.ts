// The house: its rooms in order. A room imports only rooms below it, types included. test/house.test.ts holds the
// code to these lists; the figure in docs/architecture.md is printed from them.

/** A room, and what it is for in one sentence. */
export type Room = readonly [name: string, purpose: string];

/** The folders of TypeScript, from top to bottom. */
export const folders: readonly Room[] = [
  ["test", "the tests, by feature"],
  ["scripts", "what package.json names: sets up, builds, generates, starts the programs"],
  ["parity", "runs command lines through bunhelm and the helm command and compares"],
  ["reliability", "cancels, kills and disturbs operations everywhere and checks what is left"],
  ["soak", "runs many operations of all kinds in one process, which must not grow"],
  ["bench", "measures, side by side with the alternative"],
  ["helm-cli", "knows Helm's command line: commands, flags, and what each is in bunhelm"],
  ["lab", "the laboratory: what tests and programs set up"],
  ["project", "where things are, which versions are needed, how another program is started"],
  ["examples", "programs that users read first"],
  ["cli", "the command bunhelm: a file for each of its sub-commands"],
  ["src/terminal", "shows an operation while it runs: bunhelm/terminal"],
  ["src/testing", "a Kubernetes API server for tests: bunhelm/testing"],
  ["src", "the library"],
];

/** Of the folders, those that are programs: none imports another. */
export const programs: readonly string[] = ["parity", "reliability", "soak", "bench"];

/** The modules of src/, from top to bottom. A folder ends in "/". */
export const modules: readonly Room[] = [
  ["terminal/", "shows an operation while it runs: bunhelm/terminal"],
  ["testing/", "a Kubernetes API server for tests: bunhelm/testing"],
  ["doctor", "what the doctor of the command asks beyond the public names"],
  ["index", "the public names"],
  ["helm", "a client and its groups"],
  ["releases", "helm.releases: names the arguments; no defaults, no checks"],
  ["charts", "helm.charts"],
  ["dependencies", "helm.charts.dependencies"],
  ["repositories", "helm.repositories"],
  ["registry", "helm.registry"],
  ["plan", "what a call would do, and the call that does it"],
  ["plan-text", "how a plan reads in a terminal and in Markdown"],
  ["chart", "a chart that was loaded, and how long Go keeps it"],
  ["operation", "a promise with events and cancel"],
  ["call", "one call's side of the transport"],
  ["client", "what the calls of a client share"],
  ["options", "the options of a client, the environment among them"],
  ["encode", "takes bytes and functions out of the JSON"],
  ["decode", "puts texts and bytes back into the JSON"],
  ["events", "the newest events of an operation, for whoever reads them"],
  ["native/road", "which road a client takes to the engine"],
  ["native/process", "the road over a child process"],
  ["native/piped", "one child process that runs Go, over the pipes that Bun makes"],
  ["native/engine", "one child process that runs Go"],
  ["native/frames", "what goes over the pipes of a child process"],
  ["native/in-process", "the road over the library in this process"],
  ["native/channel", "pending calls, draining, the doorbell"],
  ["native/symbols", "the only module that knows pointers of Go"],
  ["native/pending", "the operations whose records are awaited"],
  ["native/survey", "says what would be loaded, and loads nothing"],
  ["native/library", "finds the engine's file, and a place from which it can be used"],
  ["native/platform", "what there is for the platform that a program runs on"],
  ["native/abi.gen", "the numbers of the C header"],
  ["native/socketpair", "two sockets, and how Bun watches one"],
  ["native/memory", "holds the library where nothing can be written"],
  ["transport", "the seam: what a road to the engine must do"],
  ["error", "error classes, from Go's codes"],
  ["report", "the text of an error for people"],
  ["classes.gen", "the class of each code of an error"],
  ["types.gen", "the public types among those of wire.gen"],
  ["wire.gen", "the types of requests, results, events and errors, printed from Go"],
  ["handle", "how an object carries what Go keeps for it"],
];

/** The packages of go/helm, from top to bottom; all are in internal/ but "." and those that begin "./" or "cmd/". */
export const packages: readonly Room[] = [
  ["cmd/typegen", "prints src/wire.gen.ts from the structs of wire"],
  ["cmd/inspect", "tells what a library or a program is, for scripts/inspect.ts"],
  ["cmd/core", "is the engine where there is no library"],
  [".", "exports the C functions: copies bytes in, hands over"],
  ["core", "runs the engine as a program of its own"],
  ["frames", "carries a channel over two pipes"],
  ["verbs", "the table of what users call"],
  ["verbs/releases", "the verbs of helm.releases, a file each: newX maps the options, X runs Helm's action"],
  ["verbs/charts", "the verbs of helm.charts"],
  ["verbs/repositories", "the verbs of helm.repositories"],
  ["verbs/registry", "the verbs of helm.registry"],
  ["verbs/doctor", "the verbs that the doctor of the command asks with"],
  ["verbs/debug", "the verbs that only tests call"],
  ["verbs/flagtest", "holds what a verb makes of its options to the flags of the helm command, in tests"],
  ["dispatch", "decodes a request strictly, runs its verb, recovers, encodes what comes of it"],
  ["render", "does around a render what the command does: chart, values, post-renderer, documents"],
  ["planning", "tells what a call would change, from what the API server says when it tries it"],
  ["results", "says in the words of wire what a release of Helm is, or a chart"],
  ["naming", "says how a release may be named, or labelled"],
  ["schemas", "holds values to the JSON schemas of charts"],
  ["dependencies", "brings the charts/ of a chart in order"],
  ["locate", "finds the chart that a request means"],
  ["chartfiles", "works with the files of a chart that is found, within limits"],
  ["registries", "asks OCI registries for charts"],
  ["indexes", "reads the indexes of repositories"],
  ["signatures", "checks charts against their provenance files"],
  ["fetch", "gets files from servers, as Helm's getters do"],
  ["plugins", "runs the plugins that are installed for Helm"],
  ["helmhome", "keeps what Helm keeps at home: repositories, logins, downloaded charts"],
  ["budget", "bounds what one download may send"],
  ["versions", "tells what the version of a request means"],
  ["session", "gives each operation a fresh action.Configuration over what may be shared"],
  ["holds", "knows which operation of this process works on which release"],
  ["repair", "makes the records of an operation that has ended say how it ended"],
  ["observer", "knows which release records an operation has written"],
  ["drivers", "keeps release records where the client wants them"],
  ["sqldriver", "makes Helm's sql driver end with its operation"],
  ["cluster", "keeps what the operations of one identity share of an API server"],
  ["access", "finds out which API server a call is for, as whom"],
  ["flight", "asks a question once for all who wait for its answer"],
  ["hostlog", "gives what Helm would print to the operation that it is about"],
  ["rehearsal", "lets the API server try what a call would write"],
  ["definitions", "brings the CustomResourceDefinitions of a chart's crds/ to the cluster, or compares them"],
  ["kubeclient", "is Helm's kube client, observed"],
  ["sight", "watches objects, and tells that one has changed"],
  ["waiting", "waits for objects as Helm does, telling why they are not ready"],
  ["kinds", "deals with objects whose kind the API server does not serve"],
  ["podlogs", "reads what the pods of a hook write"],
  ["diagnosis", "finds out why objects are not ready"],
  ["stage", "knows how far an operation has come with its release, from what it writes"],
  ["objects", "reads what an object of the cluster says of itself"],
  ["gate", "what every request of an operation to the API server goes through"],
  ["answers", "holds what comes back to what an API server says"],
  ["records", "reads release records within limits"],
  ["limited", "does the same with many things at once, within a limit"],
  ["fault", "turns errors into codes, messages and hints"],
  ["manifest", "reads rendered objects: their template, and which field is wrong"],
  ["owners", "keeps what belongs to a client until the client ends"],
  ["operation", "one call while it runs: its cancel, its events and its questions to JavaScript"],
  ["evidence", "keeps what an operation has seen so far, for its errors"],
  ["client", "resolves what the options and the environment of a client mean for one call"],
  ["slots", "bounds how many renders compute at once in this process, those that were left behind included"],
  ["programs", "runs the programs that a call needs, such as plugins and credential helpers"],
  ["requests", "sends HTTP requests that can be cut off until their answers are read"],
  ["cores", "says how much heavy work this process does at once"],
  ["files", "writes files so that nobody sees half of one"],
  ["secret", "masks credentials in errors, events and log lines"],
  ["channel", "the pipe to one JavaScript context: a goroutine per operation, the queue, the bell"],
  ["./guard", "the bounds of one render, asked by the SDK's engine"],
  ["keep", "keeps what is dear to make until nobody has wanted it for a while"],
  ["changes", "tells how two states of an object differ, field by field"],
  ["parts", "counts what a text is made of before it is decoded"],
  ["./values", "reads and copies values; the SDK copies with it too"],
  ["silent", "stands in for JavaScript in tests: hears nothing, answers nothing"],
  ["wire", "the structs that cross between Go and TypeScript"],
];

/** Where a package is, from go/helm. */
export function folderOf(name: string): string {
  if (/^(\.|cmd)(\/|$)/.test(name)) return name.replace(/^\.\//, "");
  return `internal/${name}`;
}

/** The figure of docs/architecture.md. */
export function figure(): string {
  const typescript = modules.map(([name, purpose]): Room => [`src/${name}${name.endsWith("/") ? "" : ".ts"}`, purpose]);
  const go = packages.map(([name, purpose]): Room => [`go/helm/${folderOf(name)}`.replace(/\/\.$/, ""), purpose]);
  const width = Math.max(...[...typescript, ...go].map(([path]) => path.length)) + 2;
  const line = ([path, purpose]: Room): string => `    ${path.padEnd(width)}${purpose}`;
  const seam = `    ${"─".repeat(width - 2)}  the C ABI: go/helm/bunhelm.h`;
  return [...typescript.map(line), seam, ...go.map(line)].join("\n");
}
