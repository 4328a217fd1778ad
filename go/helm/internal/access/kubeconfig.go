package access

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/yaml"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/manifest"
	"bunhelm/helm/internal/operation"
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
		return &instead{fmt.Sprintf("%s is not a kubeconfig: it holds %s", name, manifest.Describe(manifest.TypeOnly(value))), err}
	}
	if kind, _ := fields["kind"].(string); kind != "" && kind != "Config" {
		return &instead{fmt.Sprintf("%s is not a kubeconfig: it holds a %s", name, kind), err}
	}
	return &instead{fmt.Sprintf("%s is not a kubeconfig: %v", name, fault.Plain(err)), err}
}

// who says whose credentials a call shows, and how others are had.
func (s *settings) who(raw *clientcmdapi.Config, context string) operation.Identity {
	if s.KubeToken != "" {
		return operation.Identity{
			Credentials: "the credentials of the option kubeToken",
			Renew:       "give other credentials in the option kubeToken or the variable HELM_KUBETOKEN",
		}
	}
	chosen := raw.Contexts[context]
	if chosen == nil {
		return operation.Identity{}
	}
	user := raw.AuthInfos[chosen.AuthInfo]
	named := operation.Identity{Credentials: fmt.Sprintf("the credentials of user %q", chosen.AuthInfo)}
	switch {
	case user == nil:
		return operation.Identity{Credentials: "a call without credentials", Renew: fmt.Sprintf("give context %q of the kubeconfig a user", context), None: true}
	case context == inClusterName && user.TokenFile != "":
		return operation.Identity{Credentials: "the credentials of the pod's service account", Renew: "check the service account and its token"}
	case user.Exec != nil:
		named.Renew = fmt.Sprintf("log in again with the tool of the credential plugin %q", user.Exec.Command)
	case user.AuthProvider != nil:
		named.Renew = "log in again with the tool that wrote the kubeconfig"
	default:
		named.Renew = "renew " + named.Credentials + " in the kubeconfig"
	}
	return named
}

// instead has other words for an error.
type instead struct {
	text string
	error
}

func (i *instead) Error() string { return i.text }

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
