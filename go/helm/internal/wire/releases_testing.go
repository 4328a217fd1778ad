package wire

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
