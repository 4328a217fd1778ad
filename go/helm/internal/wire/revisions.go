package wire

// RollbackOptions are the options of releases.rollback.
type RollbackOptions struct {
	NamespaceOption
	UpdateOptions
	WaitOptions
	// The revision to go back to; 0 is the one before the newest, whatever became of that. CLI: the
	// second argument.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
	// Text for the release record, at most 256 characters, instead of Helm's own. CLI: --description.
	//
	// @default Helm's "Rollback to N"
	Description string `json:"description,omitempty"`
	// Do not run hooks. CLI: --no-hooks.
	//
	// @default false
	NoHooks bool `json:"noHooks,omitempty"`
	// Server-side apply; "auto" does what was done for the revision to go back to, but forceConflicts turns it
	// on and forceReplace turns it off. CLI: --server-side.
	//
	// @default "auto"
	ServerSide *ServerSide `json:"serverSide,omitempty"`
	// How many revisions to keep; 0 keeps all. CLI: --history-max.
	//
	// @default HELM_MAX_HISTORY, then 10
	HistoryMax *int `json:"historyMax,omitempty"`
	// Delete the objects that this rollback has created when writing objects fails; not when waiting
	// for them does. CLI: --cleanup-on-fail.
	//
	// @default false
	CleanupOnFail bool `json:"cleanupOnFail,omitempty"`
	// Change nothing: look whether the revision is there, and resolve with the release as it would be
	// recorded. Both "client" and "server" read the records and nothing else. CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
	MissingKindsOption
}

// RollbackRequest is releases.rollback.
type RollbackRequest struct {
	RollbackOptions
	Name string `json:"name"`
}

// Takes is the release that the call changes.
func (r *RollbackRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}

// HistoryOptions are the options of releases.history.
type HistoryOptions struct {
	NamespaceOption
	// How many revisions at most; if there are more, the newest. The command's own default is 256, and it does
	// not mention the rest. CLI: --max.
	//
	// @default no limit
	Max *int `json:"max,omitempty"`
}

// HistoryRequest is releases.history.
type HistoryRequest struct {
	HistoryOptions
	Name string `json:"name"`
}

// RevisionOption is one revision of a release.
type RevisionOption struct {
	// The revision; 0 is the newest. CLI: --revision.
	//
	// @default 0
	Revision int `json:"revision,omitempty"`
}

// GetOptions are the options of releases.get and releases.getMetadata.
type GetOptions struct {
	NamespaceOption
	RevisionOption
}

// GetRequest is releases.get and releases.getMetadata.
type GetRequest struct {
	GetOptions
	Name string `json:"name"`
}

// GetValuesOptions are the options of releases.getValues.
type GetValuesOptions struct {
	NamespaceOption
	RevisionOption
	// The chart's own values too, merged as the templates saw them. CLI: --all.
	//
	// @default false
	All bool `json:"all,omitempty"`
}

// GetValuesRequest is releases.getValues.
type GetValuesRequest struct {
	GetValuesOptions
	Name string `json:"name"`
}

// ReleaseMetadata is what `helm get metadata` tells of a release.
type ReleaseMetadata struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Revision  int    `json:"revision"`
	Status    Status `json:"status"`
	// RFC 3339.
	DeployedAt string `json:"deployedAt,omitempty"`
	// How objects were applied; absent for a release of Helm 3, which applied on the client's side.
	ApplyMethod ApplyMethod `json:"applyMethod,omitempty"`
	// The name of the chart.
	Chart string `json:"chart"`
	// The version of the chart.
	Version string `json:"version"`
	// The version of the application.
	AppVersion string `json:"appVersion,omitempty"`
	// The annotations of the chart.
	Annotations map[string]string `json:"annotations,omitempty"`
	// The labels a user gave to the record. `helm get metadata` shows Helm's own too, of the newest
	// revision only.
	Labels map[string]string `json:"labels,omitempty"`
	// The dependencies that Chart.yaml lists.
	Dependencies []Dependency `json:"dependencies"`
}

// Dependency is one entry of a Chart.yaml's dependencies.
type Dependency struct {
	Name       string `json:"name"`
	Version    string `json:"version,omitempty"`
	Repository string `json:"repository"`
	// A path in the values that switches it on or off.
	Condition string   `json:"condition,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	// Whether it took part in the release.
	Enabled bool   `json:"enabled,omitempty"`
	Alias   string `json:"alias,omitempty"`
	// What it takes over from its values, as Chart.yaml has it.
	ImportValues []any `json:"importValues,omitempty"`
}

// TestOptions are the options of releases.test.
type TestOptions struct {
	NamespaceOption
	// Which tests to run: ["name=one", "name=two"] for these two, ["!name=one"] for all but that one.
	// A name that is none of the release's tests is refused; the CLI runs nothing, or everything.
	// CLI: --filter.
	//
	// @default all tests
	Filter []string `json:"filter,omitempty"`
	// Bring back the logs of the tests' pods, those of Jobs too, as logs of each test; of a failed test
	// they are in details.tests of the error. While a test runs, its lines are hookLog events in any
	// case. A log that cannot be read is a warning in the log, and of one above 16 MiB the rest is left
	// out. CLI: --logs.
	//
	// @default false
	Logs bool `json:"logs,omitempty"`
	// The limit of each single test, not of the call: for that use AbortSignal.timeout. Milliseconds,
	// at least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the timeout that was given; nil where none was.
func (o *TestOptions) Limit() *Duration { return o.Timeout }

// TestRequest is releases.test.
type TestRequest struct {
	TestOptions
	Name string `json:"name"`
}

// Takes is the release whose tests run, beside others'.
func (r *TestRequest) Takes() (namespace, name string, alone bool) { return r.Namespace, r.Name, false }

// TestResult is a release with what its tests did.
type TestResult struct {
	ReleaseSummary
	// The tests that were asked for, in the order in which they run.
	Tests []Test `json:"tests"`
}

// Test is one test hook of a release.
type Test struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	Path string `json:"path"`
	// How it went; absent when it did not run because one before it had failed.
	Run *HookRun `json:"run,omitempty"`
	// With logs, of a test that ran: what its containers have written, init containers first; empty
	// when it has no pods.
	Logs []ContainerLog `json:"logs,omitzero"`
}

// ContainerLog is what a container has written.
type ContainerLog struct {
	Pod       string `json:"pod"`
	Container string `json:"container"`
	Log       Text   `json:"log"`
}
