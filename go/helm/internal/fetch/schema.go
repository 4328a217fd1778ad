package fetch

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/operation"
)

// Schema reads a document that a schema refers to: a file of this machine, or what a server has, for the
// operation and with the proxies and limits of its client.
func Schema(op *operation.Operation, from string) (any, error) {
	if err := op.Err(); err != nil {
		return nil, err
	}
	place, err := url.Parse(from)
	if err != nil {
		return nil, err
	}
	read := func() ([]byte, error) { return schemaFile(op, from) }
	if place.Scheme != "file" {
		read = func() ([]byte, error) { return Access{}.get(op, place, place, "", budget.Schema(op.Client.Limits)) }
	}
	text, err := read()
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

// schemaFile reads a file, and not what only looks like one: a device or a pipe may never end.
func schemaFile(op *operation.Operation, from string) ([]byte, error) {
	name, err := jsonschema.FileLoader{}.ToFile(from)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	limit := int64(op.Client.Limits.Metadata)
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s has more than the %d bytes that limits.metadata allows", name, limit)
	}
	return text, err
}
