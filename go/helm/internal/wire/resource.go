package wire

// ResourceRef names an object of the cluster.
type ResourceRef struct {
	// Group and version, such as "apps/v1".
	ApiVersion string `json:"apiVersion,omitempty"`
	Kind       string `json:"kind"`
	// Absent for objects that have none.
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// ResourceStatus is the status of an object.
type ResourceStatus struct {
	ResourceRef
	Status ResourceState `json:"status"`
	// Why it is not ready, in Kubernetes' words, such as "ImagePullBackOff" or "FailedCreate". Set during waits, if
	// known and if the user may read pods and events.
	Reason string `json:"reason,omitempty"`
	// What is missing, as a sentence that starts with the reason, if there is one.
	Message string `json:"message,omitempty"`
}

// ResourceState is the state of an object, in kstatus' words; Current means ready.
type ResourceState string

// The states of kstatus.
const (
	ResourceCurrent     ResourceState = "Current"
	ResourceInProgress  ResourceState = "InProgress"
	ResourceFailed      ResourceState = "Failed"
	ResourceTerminating ResourceState = "Terminating"
	ResourceNotFound    ResourceState = "NotFound"
	ResourceUnknown     ResourceState = "Unknown"
)
