package operation

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// secrets are what an operation must not tell. Those of its client are looked for when there is something to mask.
type secrets struct {
	set      secret.Set
	ofClient sync.Once
}

// Know keeps texts out of the operation's error, events and log lines, in whatever form.
func (o *Operation) Know(values ...string) { o.secrets.set.Add(values...) }

// KnowAlone is Know of a text that may be part of innocent words: there it stays.
func (o *Operation) KnowAlone(value string) { o.secrets.set.AddAlone(value) }

// Masked is a text without what is secret.
func (o *Operation) Masked(text string) string { return o.Secrets().Mask(text) }

// Secrets are all that is known, the client's too.
func (o *Operation) Secrets() *secret.Set {
	o.secrets.ofClient.Do(func() {
		if o.Client != nil {
			o.Know(ofClient(o.Client)...)
		}
	})
	return &o.secrets.set
}

// masked is an event without what is secret. Those that only name steps and objects stay as they are.
func (o *Operation) masked(event wire.Event) wire.Event {
	switch event.(type) {
	case wire.PhaseEvent, wire.ResourceEvent, wire.HookStatusEvent, wire.DroppedEvent:
		return event
	}
	return secret.In(o.Secrets(), event)
}

func ofClient(client *wire.Client) []string {
	found := append([]string{client.KubeToken}, inConnection(client.DriverSqlConnectionString)...)
	for name, value := range client.Env {
		switch {
		case name == "HELM_DRIVER_SQL_CONNECTION_STRING":
			found = append(found, inConnection(value)...)
		case strings.HasPrefix(value, "/"): // where a credential is
		case secret.Named(name):
			found = append(found, value)
		default:
			found = append(found, secret.InAddress(value)...)
		}
	}
	if client.Kubeconfig != nil {
		found = append(found, secret.InText(string(client.Kubeconfig.Contents))...)
		found = append(found, secret.InText(string(client.Kubeconfig.Object))...)
	}
	return found
}

var keyword = regexp.MustCompile(`(?i)\b(?:password|sslpassword)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))`)

// inConnection finds the password of a PostgreSQL connection string, which may be broken.
func inConnection(text string) []string {
	found := secret.InAddress(text)
	for _, match := range keyword.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1], strings.Trim(match[2], "'"))
	}
	if u, err := url.Parse(text); err == nil {
		found = append(found, u.Query().Get("password"))
	}
	return found
}

// KnowRequest finds the credentials among the options of a call. Values are not looked at here.
func (o *Operation) KnowRequest(request map[string]json.RawMessage) {
	for name, raw := range request {
		isPassword := name == "password" || name == "passphrase"
		if !isPassword && (len(raw) > 1<<16 || !bytes.ContainsAny(raw, "@?")) {
			continue
		}
		var text string
		var list []string
		switch {
		case json.Unmarshal(raw, &text) == nil && isPassword:
			o.Know(text)
		case text != "":
			o.Know(secret.InAddress(text)...)
		case json.Unmarshal(raw, &list) == nil:
			for _, one := range list {
				o.Know(secret.InAddress(one)...)
			}
		}
	}
}
