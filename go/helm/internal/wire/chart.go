package wire

import (
	"encoding/json"
	"errors"
)

// ChartRef is a chart: a string as the CLI takes it, an archive's bytes, or a handle.
type ChartRef struct {
	Ref     string
	Archive *Bytes
	// Handle is 0 where there is none.
	Handle int
}

// UnmarshalJSON tells the forms apart.
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
		return errors.New("must be a string, a URL, an archive's bytes or a chart that was loaded")
	}
	return nil
}

// ChartInfo names a chart.
type ChartInfo struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	AppVersion string `json:"appVersion,omitempty"`
}

// ChartMetadata is what Chart.yaml says.
type ChartMetadata struct {
	ApiVersion  string `json:"apiVersion"`
	Name        string `json:"name"`
	Version     string `json:"version"`
	AppVersion  string `json:"appVersion,omitempty"`
	Description string `json:"description,omitempty"`
	// "application" or "library"; none means the former.
	Type string `json:"type,omitempty"`
	// A range of the Kubernetes versions it is for.
	KubeVersion string            `json:"kubeVersion,omitempty"`
	Deprecated  bool              `json:"deprecated,omitempty"`
	Home        string            `json:"home,omitempty"`
	Icon        string            `json:"icon,omitempty"`
	Sources     []string          `json:"sources,omitempty"`
	Keywords    []string          `json:"keywords,omitempty"`
	Maintainers []Maintainer      `json:"maintainers,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	// A path in the parent's values that switches it on or off.
	Condition string `json:"condition,omitempty"`
	Tags      string `json:"tags,omitempty"`
	// Those that it lists, whether it has them or not.
	Dependencies []Dependency `json:"dependencies,omitempty"`
}

// Maintainer is one of a chart.
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
	// A path in the values that switches it on or off.
	Condition string   `json:"condition,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	// Whether it took part in the release.
	Enabled bool   `json:"enabled,omitempty"`
	Alias   string `json:"alias,omitempty"`
	// What it takes over from its values, as Chart.yaml has it.
	ImportValues []any `json:"importValues,omitempty"`
}
