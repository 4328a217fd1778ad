package wire

import (
	"encoding/json"
	"errors"
)

// UpdateRepositoriesOptions are the options of repositories.update.
type UpdateRepositoriesOptions struct {
	IndexTimeoutOption
}

// UpdateRepositoriesRequest is what repositories.update gets.
type UpdateRepositoriesRequest struct {
	UpdateRepositoriesOptions
	Names *Names `json:"names,omitempty"`
}

// UpdatedRepository is a repository whose index was fetched.
type UpdatedRepository struct {
	Name string `json:"name"`
	// As it was added.
	URL string `json:"url"`
	// Whether its index is another than before.
	Changed bool `json:"changed"`
	// How many charts it has, each counted once.
	Charts int `json:"charts"`
}

// IndexTimeoutOption is part of what downloads an index.
type IndexTimeoutOption struct {
	// How long the download of an index may take: milliseconds, at least 1000, or text
	// such as "30s" or "300ms". CLI: --timeout.
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
		return errors.New("must be a string or a list of strings")
	}
	*n = Names{}
	for _, name := range list {
		if name == nil {
			return errors.New("must not hold null")
		}
		*n = append(*n, *name)
	}
	return nil
}
