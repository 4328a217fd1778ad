package access

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/parts"
)

// notKubeconfigs says which of the files is no kubeconfig, and why; client-go names types of Go's.
func notKubeconfigs(files []string, err error) error {
	for _, file := range files {
		text, readErr := os.ReadFile(file)
		if readErr != nil {
			continue
		}
		if _, loadErr := clientcmd.Load(text); loadErr != nil {
			return notKubeconfig(file, text, loadErr)
		}
	}
	return withoutList(err)
}

// notKubeconfig says what a text is instead. None of it is shown: there may be a token in it.
func notKubeconfig(name string, text []byte, err error) error {
	if twice := withoutList(err); twice != err {
		return &instead{fmt.Sprintf("%s: %v", name, fault.Plain(twice)), twice}
	}
	var value any
	if len(text) == 0 || yaml.Unmarshal(text, &value) != nil {
		return &instead{fmt.Sprintf("%s cannot be read: %v", name, fault.Plain(err)), err}
	}
	fields, isObject := value.(map[string]any)
	if !isObject {
		return &instead{fmt.Sprintf("%s is not a kubeconfig: it contains %s", name, manifest.Describe(manifest.TypeOnly(value))), err}
	}
	if kind, _ := fields["kind"].(string); kind != "" && kind != "Config" {
		return &instead{fmt.Sprintf("%s is not a kubeconfig: it contains a %s", name, kind), err}
	}
	return &instead{fmt.Sprintf("%s is not a kubeconfig: %v", name, fault.Plain(err)), err}
}

// instead has other words for an error.
type instead struct {
	text string
	error
}

func (i *instead) Error() string { return i.text }

// mostParts is how many keys, items and brackets a kubeconfig may have, with those that aliases repeat.
const mostParts = 1 << 20

// countable refuses a text that would take too much memory once it is decoded.
func countable(name string, text []byte) error {
	if parts.YAML(text) <= mostParts {
		return nil
	}
	return &instead{fmt.Sprintf("%s has more than %d keys, items and brackets, the most that a kubeconfig may have", name, mostParts), errors.New("too many parts")}
}

// Given: there is a kubeconfig, so nobody needs the hint to give one.
func (i *instead) Given() {}

// checkHeaders refuses what no HTTP header can hold, which Go would repeat in its error when it is sent.
func checkHeaders(config *rest.Config) error {
	token := config.BearerToken
	if config.BearerTokenFile != "" {
		token = "" // client-go reads the file, and trims it
	}
	for _, one := range []struct{ what, text string }{
		{"the token", token}, {"the user name", config.Username}, {"the password", config.Password},
		{"the user to impersonate", config.Impersonate.UserName},
	} {
		if strings.ContainsFunc(one.text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			text := one.what + " holds a line break or another control character; trim what was read from a file"
			return &instead{text, errors.New(text)}
		}
	}
	return nil
}

var duplicate = regexp.MustCompile(`(?s)error converting \*\[\]Named(\w+) into .*: duplicate name ("(?:[^"\\]|\\.)*") in list: .*`)

// nouns are what a kubeconfig has lists of.
var nouns = map[string]string{"AuthInfo": "users", "Cluster": "clusters", "Context": "contexts", "Extension": "extensions"}

// withoutList leaves out what client-go prints of a list with one name twice: all there is in it, keys as bytes too
// (clientcmd/api/v1/conversion.go).
func withoutList(err error) error {
	text := err.Error()
	match := duplicate.FindStringSubmatch(text)
	if match == nil {
		return err
	}
	return errors.New(text[:strings.Index(text, match[0])] + "two " + nouns[match[1]] + " have the name " + match[2])
}
