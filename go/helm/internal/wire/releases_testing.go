package wire

// TestOptions are the options of releases.test.
type TestOptions struct {
	NamespaceOption
	// Which tests to run: ["name=one", "name=two"] for these two, ["!name=one"] for all except that one. A name that
	// is not one of the release's tests is refused; the CLI runs nothing, or everything. CLI: --filter.
	//
	// @default all tests
	Filter []string `json:"filter,omitempty"`
	// Return the logs of the tests' pods, including pods of Jobs, as `logs` of each test; if a test fails, they are
	// in details.tests of the error. (Lines of a running test are always sent as hookLog events.) If a log cannot be
	// read, a log event warns. Only the first 16 MiB of each log are returned. CLI: --logs.
	//
	// @default false
	Logs bool `json:"logs,omitempty"`
	// The limit of each test. To limit the whole call, use AbortSignal.timeout. Milliseconds, at least 1000, or text
	// such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the given timeout, or nil.
func (o *TestOptions) Limit() *Duration { return o.Timeout }

// TestRequest is releases.test.
type TestRequest struct {
	TestOptions
	Name string `json:"name"`
}

// Takes returns the release whose tests run; other operations may run on it.
func (r *TestRequest) Takes() (namespace, name string, alone bool) { return r.Namespace, r.Name, false }

// TestResult is a release with the outcome of its tests.
type TestResult struct {
	ReleaseSummary
	// The selected tests, in the order in which they run.
	Tests []Test `json:"tests"`
}

// Test is one test hook of a release.
type Test struct {
	Name string `json:"name"`
	Kind string `json:"kind"`
	// The template it comes from.
	Path string `json:"path"`
	// The outcome; absent if it did not run because an earlier test failed.
	Run *HookRun `json:"run,omitempty"`
	// With logs: the output of its containers, init containers first; empty if it has no pods; absent if the test did
	// not run.
	Logs []ContainerLog `json:"logs,omitzero"`
}

// ContainerLog is the output of a container.
type ContainerLog struct {
	Pod       string `json:"pod"`
	Container string `json:"container"`
	Log       Text   `json:"log"`
}
