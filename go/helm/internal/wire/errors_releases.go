package wire

// ReleaseExistsDetails describe the release in the way.
type ReleaseExistsDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
}

// ReleasePendingDetails say what holds a release.
type ReleasePendingDetails struct {
	HintDetails
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// RFC 3339: when the operation that holds it began; absent when its record does not say.
	Since string `json:"since,omitempty"`
	// Milliseconds since then; 0 when that is unknown, or in the future by this machine's clock.
	AgeMs int64 `json:"ageMs"`
	// The operation of this process that holds it; absent when it is another process's.
	Holder *ReleaseHolder `json:"holder,omitempty"`
}

// ReleaseHolder is the operation of this process that works on a release.
type ReleaseHolder struct {
	// Its verb, such as "releases.upgrade".
	Verb string `json:"verb"`
	// Its id: `operation.id` in the JavaScript context that started it, the main one or a Worker.
	Operation uint64 `json:"operation"`
}

// RevisionDetails name a revision that is not there.
type RevisionDetails struct {
	HintDetails
	Revision int `json:"revision"`
	// Those there are, oldest first.
	Revisions []int `json:"revisions,omitempty"`
}

// UninstallIncompleteDetails list what still stands, and what could not be looked at.
type UninstallIncompleteDetails struct {
	HintDetails
	Remaining []ResourceRef `json:"remaining"`
}
