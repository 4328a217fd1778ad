package wire

import (
	"encoding/json"
	"errors"
)

// ChartRef is a chart: a string as in the CLI, an archive's bytes, or a handle.
type ChartRef struct {
	Ref     string
	Archive *Bytes
	// Handle is the number of a loaded chart, or 0.
	Handle int
}

// UnmarshalJSON accepts all three forms.
func (c *ChartRef) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &c.Ref)
	}
	var handle struct {
		Chart int `json:"$chart"`
	}
	if json.Unmarshal(data, &handle) == nil && handle.Chart != 0 {
		c.Handle = handle.Chart
		return nil
	}
	c.Archive = new(Bytes)
	if c.Archive.UnmarshalJSON(data) != nil {
		return errors.New("must be a string, a URL, an archive's bytes or a loaded chart")
	}
	return nil
}

// ChartInfo names a chart.
type ChartInfo struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	AppVersion string `json:"appVersion,omitempty"`
}

// ChartMetadata is the contents of Chart.yaml.
type ChartMetadata struct {
	ApiVersion  string `json:"apiVersion"`
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion,omitempty"`
	Description string `json:"description,omitempty"`
	// "application" or "library"; if absent, it is an application.
	Type string `json:"type,omitempty"`
	// The range of Kubernetes versions that it supports.
	KubeVersion string            `json:"kubeVersion,omitempty"`
	Deprecated  bool              `json:"deprecated,omitempty"`
	Home        string            `json:"home,omitempty"`
	Icon        string            `json:"icon,omitempty"`
	Sources     []string          `json:"sources,omitempty"`
	Keywords    []string          `json:"keywords,omitempty"`
	Maintainers []Maintainer      `json:"maintainers,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	// A path in the parent's values that enables or disables it.
	Condition string `json:"condition,omitempty"`
	Tags      string `json:"tags,omitempty"`
	// The dependencies that Chart.yaml lists, whether or not they are in charts/.
	Dependencies []Dependency `json:"dependencies,omitempty"`
}

// Maintainer is a maintainer of a chart.
type Maintainer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// Dependency is one entry of a Chart.yaml's dependencies.
type Dependency struct {
	Name       string `json:"name"`
	Version    string `json:"version,omitempty"`
	Repository string `json:"repository"`
	// A path in the values that enables or disables it.
	Condition string   `json:"condition,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	// Whether it was enabled in the release.
	Enabled bool   `json:"enabled,omitempty"`
	Alias   string `json:"alias,omitempty"`
	// The values that the parent imports from it, as in Chart.yaml.
	ImportValues []any `json:"importValues,omitempty"`
}
