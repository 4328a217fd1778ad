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

// ResourceStatus is how an object is doing.
type ResourceStatus struct {
	ResourceRef
	Status ResourceState `json:"status"`
	// Why it is not ready, in Kubernetes' own word, such as "ImagePullBackOff" or "FailedCreate"; waits have
	// it if the cluster knows it and the user may read pods and events.
	Reason string `json:"reason,omitempty"`
	// What is missing, in a sentence that begins with the reason, if there is one.
	Message string `json:"message,omitempty"`
}

// ResourceState is how far an object is, in kstatus' words; Current is ready.
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
