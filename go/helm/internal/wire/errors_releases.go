package wire

// ReleaseExistsDetails describe the release that has the name.
type ReleaseExistsDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
}

// ReleasePendingDetails say which operation holds a release.
type ReleasePendingDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// When the operation that holds it started, as RFC 3339; absent if the record does not say.
	Since string `json:"since,omitempty"`
	// Milliseconds since then; 0 if that is unknown, or in the future by this machine's clock.
	AgeMs int64 `json:"ageMs"`
	// The operation that holds it; absent if it belongs to another process.
	Holder *ReleaseHolder `json:"holder,omitempty"`
}

// PlanOutdatedDetails say what has moved.
type PlanOutdatedDetails struct {
	HintDetails
	// The newest revision and its status, as they are; 0 and absent if there is none.
	Revision int    `json:"revision"`
	Status   Status `json:"status,omitempty"`
	// The objects that were changed, created or deleted; empty if it is something else that has moved.
	Objects []ResourceRef `json:"objects"`
}

// ReleaseHolder is the operation of this process that works on a release.
type ReleaseHolder struct {
	// Its verb, such as "releases.upgrade".
	Verb string `json:"verb"`
	// Its id: `operation.id` in the JavaScript context that started it, the main one or a Worker.
	Operation uint64 `json:"operation"`
}

// RevisionDetails name a revision that does not exist.
type RevisionDetails struct {
	HintDetails
	Revision int `json:"revision"`
	// The revisions that exist, oldest first.
	Revisions []int `json:"revisions,omitempty"`
}

// UninstallIncompleteDetails list what was not deleted and what could not be read.
type UninstallIncompleteDetails struct {
	HintDetails
	Remaining []ResourceRef `json:"remaining"`
}
