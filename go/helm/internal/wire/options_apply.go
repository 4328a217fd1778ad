package wire

import "errors"

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

// UnmarshalJSON takes a boolean or "auto".
func (s *ServerSide) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true", "false":
		*s = ServerSide(data)
	case `"auto"`:
		*s = "auto"
	default:
		return errors.New("must be true, false or \"auto\"")
	}
	return nil
}
