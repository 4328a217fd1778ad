package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Kubeconfig is a list of files, or the contents of one: its text, or an object as JSON, which is never read as YAML.
type Kubeconfig struct {
	Paths    []string
	Contents []byte
	Object   []byte
}

// UnmarshalJSON accepts a path, a list of paths, {"$text": contents} or the contents as an object.
func (k *Kubeconfig) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return errors.New("is empty")
	}
	switch data[0] {
	case '"':
		k.Paths = make([]string, 1)
		return cmp.Or(json.Unmarshal(data, &k.Paths[0]), arePaths(k.Paths))
	case '[':
		if err := json.Unmarshal(data, &k.Paths); err != nil {
			return errors.New("must be an array of paths")
		}
		return arePaths(k.Paths)
	case '{':
		var text struct {
			Text *string `json:"$text"`
		}
		if err := json.Unmarshal(data, &text); err == nil && text.Text != nil {
			k.Contents = []byte(*text.Text)
			return nil
		}
		k.Object = bytes.Clone(data)
		return nil
	}
	return errors.New("must be a path, an array of paths, or contents as new Blob([text]), bytes or an object")
}

// arePaths refuses contents before an error can repeat them: they contain credentials.
func arePaths(paths []string) error {
	if slices.ContainsFunc(paths, func(path string) bool { return strings.ContainsAny(path, "\n{") }) {
		return errors.New("a string is a path; pass contents as new Blob([text]), bytes or an object")
	}
	return nil
}
