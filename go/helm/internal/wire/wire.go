// Package wire is the only definition of what crosses between Go and JavaScript: requests,
// options, results, events and errors. Its doc comments are the public documentation: cmd/typegen
// turns them into src/wire.gen.ts.
package wire

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Text is a string that may be large. It crosses as raw bytes beside the JSON.
type Text string

// Binary is bytes of a result. It crosses beside the JSON, as Text does.
type Binary string

// Wait is a wait strategy: "watcher", "legacy" or "hookOnly".
type Wait string

// The strategies, by Helm's names.
const (
	WaitWatcher  Wait = "watcher"
	WaitLegacy   Wait = "legacy"
	WaitHookOnly Wait = "hookOnly"
)

// UnmarshalJSON takes true for "watcher" and false for "hookOnly".
func (w *Wait) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true", `"watcher"`:
		*w = WaitWatcher
	case "false", `"hookOnly"`:
		*w = WaitHookOnly
	case `"legacy"`:
		*w = WaitLegacy
	default:
		return errors.New("must be true, false, \"watcher\", \"legacy\" or \"hookOnly\"")
	}
	return nil
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

// DryRun is "none", "client" or "server".
type DryRun string

// UnmarshalJSON takes one of the three words.
func (d *DryRun) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"none"`, `"client"`, `"server"`:
		*d = DryRun(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"none\", \"client\" or \"server\"")
}

// IsDry tells that the call changes nothing.
func (d DryRun) IsDry() bool { return d == "client" || d == "server" }

// written is the name of a release that a call writes; none for a dry run.
func written(name string, dry bool) string {
	if dry {
		return ""
	}
	return name
}

// TemplateDryRun is "client" or "server".
type TemplateDryRun string

// TemplateServer renders with what a cluster says.
const TemplateServer TemplateDryRun = "server"

// UnmarshalJSON takes one of the two words.
func (d *TemplateDryRun) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case `"client"`, `"server"`:
		*d = TemplateDryRun(data[1 : len(data)-1])
		return nil
	}
	return errors.New("must be \"client\" or \"server\"")
}

// KubernetesObject is a rendered object, as JSON.
type KubernetesObject struct{ json.RawMessage }

// Bytes stands for an attachment of the request.
type Bytes struct{ Index int }

// UnmarshalJSON reads the form in which src/encode.ts writes bytes.
func (b *Bytes) UnmarshalJSON(data []byte) error {
	var reference bytesReference
	if err := json.Unmarshal(data, &reference); err != nil || reference.Bytes == nil {
		return errors.New("must be bytes")
	}
	b.Index = *reference.Bytes
	return nil
}

// bytesReference is how src/encode.ts writes a Uint8Array or Blob.
type bytesReference struct {
	Bytes *int `json:"$bytes"`
}

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

// Callback is a function on JavaScript's side.
type Callback struct{ Index int }

// UnmarshalJSON reads the form in which src/encode.ts writes a function.
func (c *Callback) UnmarshalJSON(data []byte) error {
	var reference struct {
		Function *int `json:"$function"`
	}
	if err := json.Unmarshal(data, &reference); err != nil || reference.Function == nil {
		return errors.New("must be a function; the name of a plugin goes into postRendererPlugin")
	}
	c.Index = *reference.Function
	return nil
}

// Values is one object of chart values, or several of which later ones win, still as JSON text.
type Values []json.RawMessage

// UnmarshalJSON accepts an object or an array of objects.
func (v *Values) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	list := []json.RawMessage{data}
	if len(data) > 0 && data[0] == '[' {
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
	}
	for _, object := range list {
		object = bytes.TrimSpace(object)
		// What src/encode.ts makes of bytes, functions and charts looks like an object.
		reference := slices.ContainsFunc([]string{`{"$bytes":`, `{"$function":`, `{"$chart":`}, func(start string) bool {
			return bytes.HasPrefix(object, []byte(start))
		})
		if len(object) == 0 || object[0] != '{' || reference {
			return errors.New("must be an object or an array of objects; files go into valueFiles")
		}
	}
	*v = append(Values{}, list...)
	return nil
}

// Kubeconfig is a list of files, or the contents of one: its text, or an object as JSON, which is data
// and never read as YAML.
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

// arePaths refuses contents before an error repeats them: there are credentials in them.
func arePaths(paths []string) error {
	if slices.ContainsFunc(paths, func(path string) bool { return strings.ContainsAny(path, "\n{") }) {
		return errors.New("a string is taken as a path; pass contents as new Blob([text]), bytes or an object")
	}
	return nil
}
