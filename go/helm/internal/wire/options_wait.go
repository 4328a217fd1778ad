package wire

// WaitOptions say what a call that changes objects waits for, and how long.
type WaitOptions struct {
	WaitOption
	// Also wait until all Jobs have completed. CLI: --wait-for-jobs.
	//
	// @default false
	WaitForJobs bool `json:"waitForJobs,omitempty"`
	// When objects of a kind are ready, by "group/Kind", or by "Kind" for the core group; the group "*" is any. It replaces
	// the rules that a wait has for the kind. "skip" does not wait for them. "condition=Ready" and
	// "jsonpath={.status.phase}=Running" are written as for kubectl wait, and heed no status of a former generation. A
	// function gets the object each time it changes, and returns "ready", "progressing", "failed", or one of them with a message; it may be async, and has 10 s. If it
	// throws, or does not answer in time, the call rejects with RESOURCE_FAILED. Hooks are not asked about. Not with wait:
	// "legacy".
	//
	// @default the status conditions of the object, as kstatus reads them; one without a status is ready
	Readiness map[string]ReadinessRule `json:"readiness,omitempty"`
	TimeoutOption
}

// WaitOption says what a call waits for.
type WaitOption struct {
	// Resolve when every object is ready (true or "watcher"), when the hooks have run (false or "hookOnly"), or when
	// every object is ready by Helm 3's rules ("legacy"). An uninstall waits until everything is gone. The CLI's
	// default is "hookOnly". CLI: --wait.
	//
	// @default true
	Wait *Wait `json:"wait,omitempty"`
}

// Wait is a wait strategy: "watcher", "legacy" or "hookOnly".
type Wait string

// The strategies, by Helm's names.
const (
	WaitWatcher  Wait = "watcher"
	WaitLegacy   Wait = "legacy"
	WaitHookOnly Wait = "hookOnly"
)

// Words are the choices; true is "watcher", and false "hookOnly".
func (Wait) Words() []Choice {
	yes, no := Choice{JSON: "true", Means: string(WaitWatcher)}, Choice{JSON: "false", Means: string(WaitHookOnly)}
	return append([]Choice{yes, no}, words(WaitWatcher, WaitLegacy, WaitHookOnly)...)
}

// TimeoutOption limits each wait of a call.
type TimeoutOption struct {
	// The limit of each wait: one for every hook, and one for the readiness of all objects. To limit the whole call,
	// use AbortSignal.timeout. Milliseconds, at least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the given timeout, or nil.
func (o *TimeoutOption) Limit() *Duration { return o.Timeout }
