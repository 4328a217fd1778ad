package wire

// HintDetails may come with every code.
type HintDetails struct {
	// What to do about it.
	Hint string `json:"hint,omitempty"`
	// The record that could not be put in order after the failure; absent if it is right.
	Unwritten *UnwrittenRecord `json:"unwritten,omitempty"`
}

// InvalidArgumentDetails name the wrong option.
type InvalidArgumentDetails struct {
	HintDetails
	// The option, as a path such as "values.image".
	Option string `json:"option,omitempty"`
	// The nearest known name of an unknown one.
	DidYouMean string `json:"didYouMean,omitempty"`
}

// LibraryDetails say where the library was looked for and what was found.
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

// AbortedDetails say where a cancel left things.
type AbortedDetails struct {
	HintDetails
	// Whether anything was sent that changes the cluster, the release's record included.
	Changed bool `json:"changed"`
	// What was not ready when it was last seen.
	NotReady []ResourceStatus `json:"notReady"`
	// The call has settled, but the release's record is still being put in order, until `repairTimeout`
	// is over. The process stays alive meanwhile, and close() waits for it.
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
