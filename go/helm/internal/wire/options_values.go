package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// ValuesOptions say which values a chart is rendered with. Later options override earlier ones, in the order of the
// fields here, as in the CLI.
type ValuesOptions struct {
	// YAML files; later ones override earlier ones. Each is a path or a URL: http, https, or a scheme that an
	// installed plugin supports. A download may have up to limits.values, 16 MiB by default. CLI: --values.
	ValueFiles Locations `json:"valueFiles,omitempty"`
	// Values as an object, or several, of which later ones override earlier ones. They override valueFiles. Numbers
	// and null mean what they mean in a values file; strings and keys are passed unchanged.
	//
	// @example { image: { tag: "1.4.2" } }
	Values Values `json:"values,omitempty"`
	// "key=JSON" pairs or JSON objects. CLI: --set-json.
	SetJson []string `json:"setJson,omitempty"`
	// "key=value" pairs with the CLI's type guessing. CLI: --set.
	Set []string `json:"set,omitempty"`
	// "key=value" pairs whose values remain strings. CLI: --set-string.
	SetString []string `json:"setString,omitempty"`
	// "key=path" pairs whose values are read from files. CLI: --set-file.
	SetFile []string `json:"setFile,omitempty"`
	// "key=value" pairs whose values are taken literally. CLI: --set-literal.
	SetLiteral []string `json:"setLiteral,omitempty"`
	// Paths of values to mask in errors, schema violations, lint messages, events and log lines, whether the values
	// are given here, are the chart's defaults or come from the previous revision. "*" stands for any key or item;
	// the path of an object covers everything in it. The result and the release's record are not masked. Values under
	// names such as password, token or apiKey are masked in errors anyway.
	//
	// @example ["db.password", "users.*.token"]
	Sensitive []string `json:"sensitive,omitempty"`
}

// Values is one object of chart values, or several of which later ones override earlier ones, still as JSON text.
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
		// src/encode.ts writes bytes, functions and charts as objects.
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
