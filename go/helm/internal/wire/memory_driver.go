package wire

import (
	"bytes"
	"encoding/json"
	"errors"
)

// MemoryDriverData is a file of releases, or one release as JSON text.
type MemoryDriverData struct {
	Path    string
	Release []byte
}

// UnmarshalJSON accepts a path or an object.
func (m *MemoryDriverData) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) > 2 && data[0] == '"':
		return json.Unmarshal(data, &m.Path)
	case len(data) > 0 && data[0] == '{':
		m.Release = bytes.Clone(data)
		return nil
	}
	return errors.New("must be a path, a file URL or a release")
}

// StoredRelease is a release as Helm stores it, by Helm's names.
type StoredRelease struct {
	Name string `json:"name"`
	// @default "default"
	Namespace string `json:"namespace,omitempty"`
	// The revision.
	//
	// @default 1
	Version int         `json:"version,omitempty"`
	Info    *StoredInfo `json:"info,omitempty"`
	// The chart: metadata as in Chart.yaml, and templates, values and files as Helm stores them.
	Chart map[string]any `json:"chart,omitempty"`
	// The values that the user gave.
	Config   map[string]any   `json:"config,omitempty"`
	Manifest string           `json:"manifest,omitempty"`
	Hooks    []map[string]any `json:"hooks,omitempty"`
	// The user's labels, which Helm stores beside the release.
	Labels      map[string]string `json:"labels,omitempty"`
	ApplyMethod ApplyMethod       `json:"apply_method,omitempty"`
}

// StoredInfo is the state of a stored release. Times are RFC 3339.
type StoredInfo struct {
	FirstDeployed string `json:"first_deployed,omitempty"`
	LastDeployed  string `json:"last_deployed,omitempty"`
	Deleted       string `json:"deleted,omitempty"`
	Description   string `json:"description,omitempty"`
	// @default "deployed"
	Status Status `json:"status,omitempty"`
	Notes  string `json:"notes,omitempty"`
}
