package wire

// HintDetails may be part of any error.
type HintDetails struct {
	// What to do about it.
	Hint string `json:"hint,omitempty"`
	// The record that could not be repaired after the failure; absent if the record is correct.
	Unwritten *UnwrittenRecord `json:"unwritten,omitempty"`
}

// InvalidArgumentDetails name the wrong option.
type InvalidArgumentDetails struct {
	HintDetails
	// The option, as a path such as "values.image".
	Option string `json:"option,omitempty"`
	// The most similar option that exists.
	DidYouMean string `json:"didYouMean,omitempty"`
}

// LibraryDetails say where the library was searched for and what was found.
type LibraryDetails struct {
	HintDetails
	// Files tried, in order.
	Tried []string `json:"tried,omitempty"`
	// The file that was loaded.
	File string `json:"file,omitempty"`
	// The version or ABI that this package needs.
	Expected string `json:"expected,omitempty"`
	// The one it found.
	Found string `json:"found,omitempty"`
}

// ProcessEndedDetails say how the child process ended.
type ProcessEndedDetails struct {
	HintDetails
	// The signal that ended it.
	Signal string `json:"signal,omitempty"`
	// The code that it ended with.
	ExitCode *int `json:"exitCode,omitempty"`
	// The beginning of what it wrote to standard error.
	Output string `json:"output,omitempty"`
}

// AbortedDetails say what state a cancelled operation left behind.
type AbortedDetails struct {
	HintDetails
	// Whether any change was sent to the cluster, including the release's record.
	Changed bool `json:"changed"`
	// The objects that were not ready when last seen.
	NotReady []ResourceStatus `json:"notReady"`
	// The release's record is still being repaired, for up to `repairTimeout`. Meanwhile the process stays alive, and
	// close() waits.
	Repairing bool `json:"repairing,omitempty"`
	// How many cancelled renders of this process are still computing, if this is one of them.
	LeftBehind int `json:"leftBehind,omitempty"`
}

// InternalDetails are for a bug report.
type InternalDetails struct {
	HintDetails
	// Go's stack.
	Stack string `json:"stack,omitempty"`
}
