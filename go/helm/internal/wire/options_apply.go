package wire

// ApplyOptions say how objects are written to the cluster.
type ApplyOptions struct {
	// Replace objects instead of updating them. Only with client-side apply. CLI: --force-replace.
	//
	// @default false
	ForceReplace bool `json:"forceReplace,omitempty"`
	// Take over fields from other field managers. Only with server-side apply. CLI: --force-conflicts.
	//
	// @default false
	ForceConflicts bool `json:"forceConflicts,omitempty"`
}

// ServerSide is true, false or "auto".
type ServerSide string

// Words are the choices.
func (ServerSide) Words() []Choice {
	return []Choice{{JSON: "true", Means: "true"}, {JSON: "false", Means: "false"}, {JSON: `"auto"`, Means: "auto"}}
}
