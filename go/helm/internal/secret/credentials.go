package secret

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"bunhelm/helm/internal/wire"
)

// OfClient finds the credentials among the options and variables of a client.
func OfClient(client *wire.Client) []string {
	found := append([]string{client.KubeToken}, inConnection(client.DriverSqlConnectionString)...)
	for name, value := range client.Env {
		switch {
		case name == "HELM_DRIVER_SQL_CONNECTION_STRING":
			found = append(found, inConnection(value)...)
		case strings.HasPrefix(value, "/"): // where a credential is
		case Named(name):
			found = append(found, value)
		default:
			found = append(found, InAddress(value)...)
		}
	}
	if client.Kubeconfig != nil {
		found = append(found, InText(string(client.Kubeconfig.Contents))...)
		found = append(found, InText(string(client.Kubeconfig.Object))...)
	}
	return found
}

var keyword = regexp.MustCompile(`(?i)\b(?:password|sslpassword)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))`)

// inConnection finds the password of a PostgreSQL connection string, which may be broken.
func inConnection(text string) []string {
	found := InAddress(text)
	for _, match := range keyword.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1], strings.Trim(match[2], "'"))
	}
	if u, err := url.Parse(text); err == nil {
		found = append(found, u.Query().Get("password"))
	}
	return found
}

// InRequest finds the credentials among the options of a call. Values are not looked at here.
func InRequest(request map[string]json.RawMessage) (found []string) {
	for name, raw := range request {
		isPassword := name == "password" || name == "passphrase"
		if !isPassword && (len(raw) > 1<<16 || !bytes.ContainsAny(raw, "@?")) {
			continue
		}
		var text string
		var list []string
		switch {
		case json.Unmarshal(raw, &text) == nil && isPassword:
			found = append(found, text)
		case text != "":
			found = append(found, InAddress(text)...)
		case json.Unmarshal(raw, &list) == nil:
			for _, one := range list {
				found = append(found, InAddress(one)...)
			}
		}
	}
	return found
}
