package wire

// Version is the version of everything that is linked.
type Version struct {
	// bunhelm's own version.
	Bunhelm string `json:"bunhelm"`
	// The version of the Helm SDK.
	Helm string `json:"helm"`
	// The version of the Kubernetes client.
	Kubernetes string `json:"kubernetes"`
	// The version of Go.
	Go string `json:"go"`
}

// VersionRequest has no options.
type VersionRequest struct{}
