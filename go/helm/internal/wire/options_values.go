package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// ValuesOptions say which values a chart is rendered with. Later kinds win over earlier ones, in
// the order of the fields here, as with the CLI.
type ValuesOptions struct {
	// YAML files; later ones win. Paths, or URLs of http, https, or a scheme that an installed plugin
	// fetches; a server may send up to limits.values, 16 MiB by default. CLI: --values.
	ValueFiles []string `json:"valueFiles,omitempty"`
	// Values as an object, or several of which later ones win. They win over valueFiles.
	// Numbers and null become what they do in a values file; strings and keys arrive as they are.
	//
	// @example { image: { tag: "1.4.2" } }
	Values Values `json:"values,omitempty"`
	// "key=JSON" pairs or JSON objects. CLI: --set-json.
	SetJson []string `json:"setJson,omitempty"`
	// "key=value" pairs with the CLI's type guessing. CLI: --set.
	Set []string `json:"set,omitempty"`
	// "key=value" pairs whose values stay strings. CLI: --set-string.
	SetString []string `json:"setString,omitempty"`
	// "key=path" pairs whose values are read from files. CLI: --set-file.
	SetFile []string `json:"setFile,omitempty"`
	// "key=value" pairs taken as they are. CLI: --set-literal.
	SetLiteral []string `json:"setLiteral,omitempty"`
	// The paths of values that must not show in errors, violations of a schema, messages of lint, events or
	// log lines, whether they are given here, are the chart's defaults or come from the former revision; "*"
	// stands for each key or item, and a path to an object for all in it. The result and the release's
	// record have them. Values under a name such as password, token or apiKey are kept out of errors anyway.
	//
	// @example ["db.password", "users.*.token"]
	Sensitive []string `json:"sensitive,omitempty"`
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
