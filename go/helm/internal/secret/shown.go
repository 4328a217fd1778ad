package secret

import (
	"net/url"
	"strings"
)

// Shown is a URL as errors may show it.
func Shown(u *url.URL) string {
	shown := *u
	shown.User, shown.RawQuery, shown.Fragment = nil, "", ""
	return shown.String()
}

// ShownText is an address as errors may show it.
func ShownText(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return Shown(u)
}

// ShownReference is a reference as errors and results show it: without credentials.
func ShownReference(reference string) string {
	u, err := url.Parse(reference)
	if scheme, rest, isURL := strings.Cut(reference, "://"); err != nil && isURL { // a "%" in a password
		rest, _, _ = strings.Cut(rest[strings.LastIndex(rest, "@")+1:], "?")
		return scheme + "://" + rest
	}
	if err != nil || u.Host == "" {
		return reference
	}
	return Shown(u)
}
