package fetch

import (
	"net/url"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/secret"
)

// CheckValues refuses a values file of others that would take too much memory once it is decoded.
func CheckValues(op *operation.Operation, href string, data []byte) error {
	err := budget.Values(op.Client.Limits).Decodable(parts.YAML(data), budget.BytesPerValuesPart)
	if from, parseErr := url.Parse(href); parseErr == nil {
		return withSize(op, from, err)
	}
	return err
}

// ReadValues reads a values file, which may be empty, at a URL: by its scheme, as charts are fetched.
// ok tells whether there is anything that can.
func ReadValues(op *operation.Operation, href string) (data []byte, ok bool, err error) {
	from, err := url.Parse(href)
	if err != nil {
		return nil, false, nil
	}
	if IsHTTP(from) {
		data, err = Access{}.get(op, from, from, "", budget.Values(op.Client.Limits))
		return data, true, withSize(op, from, err)
	}
	found := getterFor(op.Client.Paths().Plugins, from.Scheme)
	if found == nil {
		return nil, false, nil
	}
	data, _, err = runGetter(op, found, href, href, Access{}, budget.Values(op.Client.Limits))
	return data, true, withSize(op, from, err)
}

// withSize is an error, typed where it is about the size.
func withSize(op *operation.Operation, from *url.URL, err error) error {
	if large := budget.TooLarge(op.Client.Limits, secret.Shown(from), err); large != nil {
		return large
	}
	return err
}
