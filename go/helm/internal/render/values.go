// Package render does around a render what the helm command does around Helm's engine.
package render

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/strvals"

	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
	"bunhelm/helm/values"
)

// MergeValues merges the values of a request (pkg/cli/values/options.go MergeValues), with objects
// between the files and setJson. An object is data: its numbers and nulls become what those of a values
// file do, and YAML, which sees more than JSON in a text, is not asked.
func MergeValues(op *operation.Operation, options *wire.ValuesOptions) (map[string]any, error) {
	paths, err := sensitive(options.Sensitive)
	if err != nil {
		return nil, err
	}
	merged, err := mergeValues(op, options, newNamed(op, mostNames).look)
	paths.know(op, merged)
	return merged, err
}

// mergeValues gives what it has come to when it fails, too: an error may quote it. Each text that has a
// name is looked at, while it is read where that can be.
func mergeValues(op *operation.Operation, options *wire.ValuesOptions, look values.Look) (base map[string]any, err error) {
	base = map[string]any{}
	paired := false // pairs are set within what is there
	var lists setLists
	defer func() {
		if paired {
			values.Each(base, look)
		}
	}()
	for _, location := range options.ValueFiles {
		file := string(location)
		raw, err := readFile(op, valueFiles, file)
		if err != nil {
			return base, err
		}
		read, err := loader.LoadValues(bytes.NewReader(raw))
		if err != nil {
			return base, fault.InvalidArgument("valueFiles", "valueFiles: %s %w", shown(file), notValues(raw, err))
		}
		values.Each(read, look)
		base = loader.MergeMaps(base, read)
	}
	for _, object := range options.Values {
		read, err := values.Read(object, look)
		if err != nil {
			return base, fault.InvalidArgument("values", "values: %v", err)
		}
		base = loader.MergeMaps(base, read)
	}
	// Errors name an entry by its place: its text may be a secret.
	for i, text := range options.SetJson {
		if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") {
			read, err := values.Read([]byte(trimmed), look)
			if err != nil {
				return base, fault.InvalidArgument("setJson", "setJson[%d] is not a JSON object: %v", i, err)
			}
			base = loader.MergeMaps(base, read)
			continue
		}
		paired = true
		if err := lists.take(keyOf(text)); err != nil {
			return base, fault.InvalidArgument("setJson", "setJson[%d]: %v", i, err)
		}
		if err := strvals.ParseJSON(text, base); err != nil {
			return base, fault.InvalidArgument("setJson", "setJson[%d]: %v", i, err)
		}
	}
	read := func(path []rune) (any, error) {
		raw, err := readFile(op, "setFile", string(path))
		return string(raw), err
	}
	for _, kind := range []struct {
		option string
		texts  []string
		parse  func(string, map[string]any) error
	}{
		{"set", options.Set, strvals.ParseInto},
		{"setString", options.SetString, strvals.ParseIntoString},
		{"setFile", options.SetFile, func(text string, into map[string]any) error { return strvals.ParseIntoFile(text, into, read) }},
		{"setLiteral", options.SetLiteral, strvals.ParseLiteralInto},
	} {
		for i, text := range kind.texts {
			paired = true
			named := text
			if kind.option == "setLiteral" {
				named = keyOf(text)
			}
			if err := lists.take(named); err != nil {
				return base, fault.InvalidArgument(kind.option, "%s[%d]: %v", kind.option, i, err)
			}
			if err := kind.parse(text, base); err != nil {
				var known *wire.Error
				if errors.As(err, &known) {
					return base, known
				}
				return base, fault.InvalidArgument(kind.option, "%s[%d]: %v", kind.option, i, err)
			}
		}
	}
	return base, nil
}

const valueFiles = "valueFiles"

// readFile reads a path, or a URL that something can fetch. "-" is refused: a library does not read
// standard input.
func readFile(op *operation.Operation, option, path string) ([]byte, error) {
	if strings.TrimSpace(path) == "-" {
		return nil, fault.InvalidArgument(option, "%s: \"-\" (standard input) cannot be read; give values instead", option)
	}
	raw, ok, err := fetch.ReadValues(op, path)
	switch {
	case err != nil:
		var known *wire.Error
		if errors.As(err, &known) {
			return nil, known
		}
		return nil, fault.InvalidArgument(option, "%s: %s: %w", option, shown(path), err)
	case !ok:
		if raw, err = os.ReadFile(op.Client.Path(path)); err != nil {
			return nil, fault.InvalidArgument(option, "%s: %v", option, err)
		}
	}
	if option == valueFiles {
		return raw, fetch.CheckValues(op, path, raw)
	}
	return raw, nil
}

const (
	// deepest is how many levels of lists one entry may name: Helm's parser calls itself for each.
	deepest = 100
	// mostItems is how many items the lists of all entries may have: "a[65535]=1" makes 65,536.
	mostItems = 4 << 20
)

// setLists counts the lists that the entries of set and its kind name (pkg/strvals/parser.go).
type setLists struct{ items int }

// keyOf is what an entry with one value names.
func keyOf(entry string) string {
	key, _, _ := strings.Cut(entry, "=")
	return key
}

var indexes = regexp.MustCompile(`(?:\[[^\[\]]*\]?)+`)

func (s *setLists) take(text string) error {
	for _, chain := range indexes.FindAllString(text, -1) {
		if depth := strings.Count(chain, "["); depth > deepest {
			return fmt.Errorf("it names lists nested %d deep, more than the %d that are allowed", depth, deepest)
		}
		for index := range strings.SplitSeq(chain, "[") {
			number, _, _ := strings.Cut(index, "]")
			// Helm refuses a larger index before it makes the list.
			if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil && n > 0 && n <= strvals.MaxIndex {
				s.items += n + 1
			}
		}
	}
	if s.items > mostItems {
		return fmt.Errorf("the lists created by it and the entries before it have more than %d items", mostItems)
	}
	return nil
}

// shown is a path or a URL as errors may show it.
func shown(path string) string {
	if u, err := url.Parse(path); err == nil && u.Scheme != "" {
		return secret.Shown(u)
	}
	return path
}

// notValues says why a values file is none.
func notValues(raw []byte, err error) error {
	var value any
	if yaml.Unmarshal(raw, &value) == nil {
		return fmt.Errorf("must contain an object, but contains %s", manifest.Describe(manifest.TypeOnly(value)))
	}
	return fmt.Errorf("cannot be read as YAML: %w", fault.Plain(err))
}
