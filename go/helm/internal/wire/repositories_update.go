package wire

import (
	"encoding/json"
	"errors"
)

// UpdateRepositoriesOptions are the options of repositories.update.
type UpdateRepositoriesOptions struct {
	IndexTimeoutOption
}

// UpdateRepositoriesRequest is repositories.update.
type UpdateRepositoriesRequest struct {
	UpdateRepositoriesOptions
	Names *Names `json:"names,omitempty"`
}

// UpdatedRepository is a repository whose index was fetched.
type UpdatedRepository struct {
	Name string `json:"name"`
	// As it was added.
	URL string `json:"url"`
	// Whether its index has changed.
	Changed bool `json:"changed"`
	// The number of charts in it, not counting versions.
	Charts int `json:"charts"`
}

// IndexTimeoutOption limits the download of an index.
type IndexTimeoutOption struct {
	// The limit for downloading an index: milliseconds, at least 1000, or text such as "30s" or "300ms". CLI:
	// --timeout.
	//
	// @default "2m0s"
	Timeout *Duration `json:"timeout,omitempty"`
}

// Names are one name or several.
type Names []string

// UnmarshalJSON takes a string or a list.
func (n *Names) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*n = make([]string, 1)
		return json.Unmarshal(data, &(*n)[0])
	}
	var list []*string
	if err := json.Unmarshal(data, &list); err != nil {
		return errors.New("must be a string or an array of strings")
	}
	*n = Names{}
	for _, name := range list {
		if name == nil {
			return errors.New("must not contain null")
		}
		*n = append(*n, *name)
	}
	return nil
}
