package wire

// HookFailedDetails show a hook that failed.
type HookFailedDetails struct {
	HintDetails
	Hook  ResourceRef `json:"hook"`
	Event HookEvent   `json:"event"`
	// The template it comes from.
	Path string `json:"path,omitempty"`
	// Whether it did not end within the timeout.
	TimedOut bool `json:"timedOut"`
	// Why it failed, in Kubernetes' words, such as "ImagePullBackOff" or "FailedCreate", and an explanation; if
	// known.
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
	// Its pods, with the end of their logs, fetched before a delete policy removes them.
	Pods []PodReport `json:"pods"`
	// Its newest events, newest last.
	Events []EventReport `json:"events"`
}

// TestFailedDetails show which test failed, and why.
type TestFailedDetails struct {
	HookFailedDetails
	// The selected tests, in order; those after the failed one did not run.
	Tests []Test `json:"tests"`
}

// WaitTimeoutDetails list what was not ready.
type WaitTimeoutDetails struct {
	HintDetails
	Resources []NotReady `json:"resources"`
}

// NotReady is an object that is not ready, and why.
type NotReady struct {
	ResourceStatus
	// Its pods, if it has any.
	Pods []PodReport `json:"pods"`
	// Its newest events, and for a Deployment also those of its newest ReplicaSet; newest last.
	Events []EventReport `json:"events"`
}

// PodReport is the state of a pod.
type PodReport struct {
	Name string `json:"name"`
	// Kubernetes' phase: Pending, Running, Succeeded, Failed, Unknown.
	Phase string `json:"phase"`
	// Why it is not ready, if known.
	Reason     string            `json:"reason,omitempty"`
	Message    string            `json:"message,omitempty"`
	Containers []ContainerReport `json:"containers"`
	// Its newest events, newest last.
	Events []EventReport `json:"events"`
}

// ContainerReport is the state of a container.
type ContainerReport struct {
	Name     string `json:"name"`
	Ready    bool   `json:"ready"`
	Restarts int    `json:"restarts"`
	// waiting, running or terminated.
	State string `json:"state"`
	// Such as CrashLoopBackOff or ImagePullBackOff.
	Reason   string `json:"reason,omitempty"`
	Message  string `json:"message,omitempty"`
	ExitCode *int   `json:"exitCode,omitempty"`
	// The end of its log; if it has restarted, of the previous, crashed run.
	Log string `json:"log,omitempty"`
}

// EventReport is one event of the cluster.
type EventReport struct {
	// Normal or Warning.
	Type    string `json:"type"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Count   int    `json:"count,omitempty"`
	// RFC 3339.
	LastSeen string `json:"lastSeen,omitempty"`
}
