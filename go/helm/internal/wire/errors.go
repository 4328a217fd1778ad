package wire

// Error is what a failed operation says. It becomes a HelmError.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// The verb that was called, such as "releases.install".
	Verb string `json:"verb,omitempty"`
	// The step in which it failed.
	Phase Phase `json:"phase,omitempty"`
	// The same call may work a little later with nothing changed.
	Retryable bool `json:"retryable,omitempty"`
	// The release as recorded after the failure, where there is one.
	Release *FailedRelease `json:"release,omitempty"`
	// How the revisions are recorded that the operation has written, and the one that is deployed;
	// oldest first.
	Revisions []RevisionState `json:"revisions,omitempty"`
	// The chart, where it was read.
	Chart *ChartInfo `json:"chart,omitempty"`
	// The object it is about.
	Resource *ResourceRef `json:"resource,omitempty"`
	// The rendered manifest, where it came that far.
	Manifest Text `json:"manifest,omitempty"`
	// What was written to the cluster, in order.
	Applied []AppliedResource `json:"applied,omitempty"`
	// What the manifest holds and was not written.
	NotApplied []ResourceRef `json:"notApplied,omitempty"`
	// Fields by code; see ErrorDetails.
	Details any `json:"details,omitempty"`
	// Go's messages, outermost first.
	Causes []string `json:"causes,omitempty"`
	// The ask in which JavaScript threw what is the cause; 0 is none.
	Thrown uint64 `json:"thrown,omitempty"`
	// Cause is Go's own error; only its messages cross.
	Cause error `json:"-"`
}

// Error is Go's own text where there is a cause: Helm writes it into records.
func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Cause.Error()
	}
	return e.Message
}

func (e *Error) Unwrap() error { return e.Cause }

// FailedRelease is a release as an error knows it.
type FailedRelease struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
	// Absent when no record of it stands.
	Revision int    `json:"revision,omitempty"`
	Status   Status `json:"status,omitempty"`
	// Helm's remark in the record.
	Description string `json:"description,omitempty"`
}

// RevisionState is how one revision is recorded.
type RevisionState struct {
	Revision int `json:"revision"`
	// Absent when its record was sent and the API server has not told what became of it.
	Status Status `json:"status,omitempty"`
	// Helm's remark in the record.
	Description string `json:"description,omitempty"`
}

// AppliedResource is an object and what became of it.
type AppliedResource struct {
	ResourceRef
	Action ResourceAction `json:"action"`
}
