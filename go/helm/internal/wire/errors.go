package wire

// Error is the error of a failed operation. It becomes a HelmError.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// The verb that was called, such as "releases.install".
	Verb string `json:"verb,omitempty"`
	// The step that failed.
	Phase Phase `json:"phase,omitempty"`
	// Whether the same call may succeed a little later with nothing changed.
	Retryable bool `json:"retryable,omitempty"`
	// The release as recorded after the failure, if there is one.
	Release *FailedRelease `json:"release,omitempty"`
	// The revisions that the operation has written and the deployed one, as recorded; oldest first.
	Revisions []RevisionState `json:"revisions,omitempty"`
	// The chart, if it was read.
	Chart *ChartInfo `json:"chart,omitempty"`
	// The object that the error is about.
	Resource *ResourceRef `json:"resource,omitempty"`
	// The rendered manifest, if there is one.
	Manifest Text `json:"manifest,omitempty"`
	// The objects written to the cluster, in order.
	Applied []AppliedResource `json:"applied,omitempty"`
	// The objects in the manifest that were not written.
	NotApplied []ResourceRef `json:"notApplied,omitempty"`
	// Fields by code; see ErrorDetails.
	Details any `json:"details,omitempty"`
	// Go's messages, outermost first.
	Causes []string `json:"causes,omitempty"`
	// The ask in which JavaScript threw the cause, or 0.
	Thrown uint64 `json:"thrown,omitempty"`
	// Cause is Go's own error; only its messages cross.
	Cause error `json:"-"`
}

// Error returns Go's own text if there is a cause: Helm writes it into records.
func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Cause.Error()
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Cause }

// FailedRelease is the release that an error is about.
type FailedRelease struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	// Absent if it has no record.
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// Helm's description in the record.
	Description string `json:"description,omitempty"`
}

// RevisionState is the recorded state of a revision.
type RevisionState struct {
	Revision int `json:"revision"`
	// Absent if its record was sent, but the API server did not answer.
	Status Status `json:"status,omitempty"`
	// Helm's description in the record.
	Description string `json:"description,omitempty"`
}

// AppliedResource is an object and what was done to it.
type AppliedResource struct {
	ResourceRef
	Action ResourceAction `json:"action"`
}
