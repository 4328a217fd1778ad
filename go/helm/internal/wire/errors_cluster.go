package wire

// KubeconfigDetails say what the kubeconfig lacks.
type KubeconfigDetails struct {
	HintDetails
	// The files that were read.
	Files []string `json:"files,omitempty"`
	// The context that was asked for.
	Context string `json:"context,omitempty"`
	// The contexts that exist.
	Contexts []string `json:"contexts,omitempty"`
}

// APIServerDetails are what the API server answered.
type APIServerDetails struct {
	HintDetails
	// The HTTP status; 0 if there was no response.
	Status int `json:"status,omitempty"`
	// Kubernetes' reason, such as "Forbidden"; "EndlessList" for a list that never ends.
	Reason string `json:"reason,omitempty"`
	// The address of the API server.
	Server string `json:"server,omitempty"`
	// If a wait failed: the objects that were not ready when last seen.
	NotReady []ResourceStatus `json:"notReady,omitempty"`
}

// UnreachableDetails name the proxy, if there is one.
type UnreachableDetails struct {
	APIServerDetails
	// The URL of the proxy in front of the API server, without its password.
	Proxy string `json:"proxy,omitempty"`
}

// ApplyConflictDetails list fields that other managers own.
type ApplyConflictDetails struct {
	HintDetails
	Conflicts []FieldConflict `json:"conflicts"`
}

// FieldConflict is one field and who manages it.
type FieldConflict struct {
	Field   string `json:"field"`
	Manager string `json:"manager"`
}

// OwnershipConflictDetails list objects that are not this release's.
type OwnershipConflictDetails struct {
	HintDetails
	Conflicts []OwnershipConflict `json:"conflicts"`
	// How many other objects of the release could not be read, at least not within 5 s. They may belong to others
	// too.
	Unchecked int `json:"unchecked,omitempty"`
}

// OwnershipConflict is one object and its owner.
type OwnershipConflict struct {
	ResourceRef
	// The release that owns it, if its annotations name one.
	OwnerName      string `json:"ownerName,omitempty"`
	OwnerNamespace string `json:"ownerNamespace,omitempty"`
	// Its label app.kubernetes.io/managed-by: "Helm", or another tool.
	ManagedBy string `json:"managedBy,omitempty"`
	// Who owns it, in words.
	Message string `json:"message"`
}
