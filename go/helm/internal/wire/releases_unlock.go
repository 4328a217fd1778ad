package wire

// UnlockOptions are the options of releases.unlock.
type UnlockOptions struct {
	NamespaceOption
	DescriptionOption
	// How long nothing must have been heard of the operation: see takeOver of releases.upgrade. Milliseconds, at least
	// 1000, or text such as "1h".
	//
	// @default "10m"
	OlderThan *Duration `json:"olderThan,omitempty"`
	// Unlock whatever has been heard of the operation. Only an operation of this process still stands in the way. If the
	// other operation lives, it notices when it writes its record, and rejects.
	//
	// @default false
	Force bool `json:"force,omitempty"`
}

// UnlockRequest is releases.unlock.
type UnlockRequest struct {
	UnlockOptions
	Name string `json:"name"`
}

// Takes returns the release that the call changes.
func (r *UnlockRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, r.Name, true
}

// UnlockResult is a release that was looked at.
type UnlockResult struct {
	// Whether it was pending or uninstalling, and is recorded as failed now.
	Unlocked bool `json:"unlocked"`
	// The newest revision, as it is recorded now.
	Release ReleaseSummary `json:"release"`
	// What it was before; only if it was unlocked.
	Before Status `json:"before,omitempty"`
}
