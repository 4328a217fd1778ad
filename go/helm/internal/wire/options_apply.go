package wire

import "errors"

// ApplyOptions say how objects are written.
type ApplyOptions struct {
	UpdateOptions
	// Do not read the API server's OpenAPI document, by which Helm checks fields for an API server
	// before Kubernetes 1.25. A newer one checks them itself when objects are written, in any case: an
	// unknown field is an error with server-side apply, and a warning event without.
	// CLI: --disable-openapi-validation.
	//
	// @default false
	DisableOpenapiValidation bool `json:"disableOpenapiValidation,omitempty"`
	// Undo the operation when it fails: uninstall after a failed install, roll back after a failed
	// upgrade. A cancel undoes nothing; its error says where things stand. (The CLI rolls back on ^C.)
	// CLI: --rollback-on-failure.
	//
	// @default false
	RollbackOnFailure bool `json:"rollbackOnFailure,omitempty"`
	// Adopt existing objects that carry no or another release's annotations. CLI: --take-ownership.
	//
	// @default false
	TakeOwnership bool `json:"takeOwnership,omitempty"`
	// Leave the notes out of the result; the record has them all the same. CLI: --hide-notes.
	//
	// @default false
	HideNotes bool `json:"hideNotes,omitempty"`
	// Change nothing. "client" renders, and needs no cluster to install (an upgrade reads the release). With
	// "server", lookup works, and the API server tries each object and hook as the call would send it, without
	// storing any: what it refuses is the error that the call would end with, including missing permissions
	// (to render without them, use charts.template). What only the call itself would create (a namespace, the
	// kinds of crds/) cannot be tried in advance; log events say so. The status of the result is "dry-run".
	// CLI: --dry-run.
	//
	// @default "none"
	DryRun DryRun `json:"dryRun,omitempty"`
	// Leave Secrets out of the manifest of a dry run, and so out of what "server" tries. CLI: --hide-secret.
	//
	// @default false
	HideSecret bool `json:"hideSecret,omitempty"`
	// Create the namespace if it is missing; on upgrade only together with install.
	// CLI: --create-namespace.
	//
	// @default false
	CreateNamespace bool `json:"createNamespace,omitempty"`
}

// UpdateOptions say how objects are changed.
type UpdateOptions struct {
	// Wait until Jobs have completed too. CLI: --wait-for-jobs.
	//
	// @default false
	WaitForJobs bool `json:"waitForJobs,omitempty"`
	// Replace objects instead of updating them; not by server-side apply. CLI: --force-replace.
	//
	// @default false
	ForceReplace bool `json:"forceReplace,omitempty"`
	// Take fields over from other managers; by server-side apply only. CLI: --force-conflicts.
	//
	// @default false
	ForceConflicts bool `json:"forceConflicts,omitempty"`
}

// WaitOptions say how long "done" takes.
type WaitOptions struct {
	// Resolve only when every resource is ready (true, "watcher"), when the hooks have run (false,
	// "hookOnly"), or by Helm 3's rules ("legacy"); an uninstall waits until everything is gone. The
	// CLI's default is "hookOnly". CLI: --wait.
	//
	// @default true
	Wait *Wait `json:"wait,omitempty"`
	// The limit of each single wait (every hook, the readiness of all resources), not of the call: for
	// that use AbortSignal.timeout. Milliseconds, at
	// least 1000, or text such as "5m30s" or "300ms". CLI: --timeout.
	//
	// @default "5m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Limit is the timeout that was given; nil where none was.
func (o *WaitOptions) Limit() *Duration { return o.Timeout }

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

// ServerSide is true, false or "auto".
type ServerSide string

// UnmarshalJSON takes a boolean or "auto".
func (s *ServerSide) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true", "false":
		*s = ServerSide(data)
	case `"auto"`:
		*s = "auto"
	default:
		return errors.New("must be true, false or \"auto\"")
	}
	return nil
}

// DryRun is "none", "client" or "server".
type DryRun string

// UnmarshalJSON takes one of the three words.
func (d *DryRun) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"none"`, `"client"`, `"server"`:
		*d = DryRun(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"none\", \"client\" or \"server\"")
}

// IsDry tells that the call changes nothing.
func (d DryRun) IsDry() bool { return d == "client" || d == "server" }

// MissingKindsOption says what to do about recorded objects whose kind is gone.
type MissingKindsOption struct {
	// What to do about recorded objects of a kind that the API server no longer serves: "fail" refuses and
	// changes nothing, as helm does; "skip" continues without them, or with another version of the kind if
	// one is served. `left` of the result lists the objects that were left alone, and a log event names each.
	// Hooks of such a kind are refused either way, unless noHooks is set. In an uninstall, "skip" also goes on
	// without objects that only earlier revisions have and that this user may not get: whether they are still
	// there is not known, and `left` lists them too.
	//
	// @default "fail"
	MissingKinds MissingKinds `json:"missingKinds,omitempty"`
}

// MissingKinds is "fail" or "skip".
type MissingKinds string

// The choices.
const (
	MissingKindsFail MissingKinds = "fail"
	MissingKindsSkip MissingKinds = "skip"
)

// UnmarshalJSON takes one of the two words.
func (m *MissingKinds) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"fail"`, `"skip"`:
		*m = MissingKinds(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"fail\" or \"skip\"")
}
