package wire

import "errors"

// WaitOptions say until when a call that changes objects waits.
type WaitOptions struct {
	WaitOption
	// Wait until Jobs have completed too. CLI: --wait-for-jobs.
	//
	// @default false
	WaitForJobs bool `json:"waitForJobs,omitempty"`
	TimeoutOption
}

// WaitOption says what a call waits for.
type WaitOption struct {
	// Resolve only when every resource is ready (true, "watcher"), when the hooks have run (false,
	// "hookOnly"), or by Helm 3's rules ("legacy"); an uninstall waits until everything is gone. The
	// CLI's default is "hookOnly". CLI: --wait.
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

// UnmarshalJSON takes true for "watcher" and false for "hookOnly".
func (w *Wait) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true", `"watcher"`:
		*w = WaitWatcher
	case "false", `"hookOnly"`:
		*w = WaitHookOnly
	case `"legacy"`:
		*w = WaitLegacy
	default:
		return errors.New("must be true, false, \"watcher\", \"legacy\" or \"hookOnly\"")
	}
	return nil
}

// TimeoutOption limits each wait of a call.
type TimeoutOption struct {
	// The limit of each single wait (every hook, the readiness of all resources), not of the call: for
	// that use AbortSignal.timeout. Milliseconds, at
	// least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the timeout that was given; nil where none was.
func (o *TimeoutOption) Limit() *Duration { return o.Timeout }
