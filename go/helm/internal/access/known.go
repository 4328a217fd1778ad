package access

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"

	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"bunhelm/helm/internal/secret"
)

// knowCredentials keeps what a kubeconfig holds out of errors.
func (s *settings) knowCredentials(raw *clientcmdapi.Config) {
	for _, user := range raw.AuthInfos {
		if user == nil {
			continue
		}
		s.know(user.Token, user.Password, string(user.ClientKeyData))
		if user.AuthProvider != nil {
			for name, value := range user.AuthProvider.Config {
				if secret.Named(name) {
					s.know(value)
				}
			}
		}
		if user.Exec != nil {
			s.know(ofPlugin(user.Exec)...)
		}
	}
	for _, cluster := range raw.Clusters {
		if cluster != nil {
			s.know(slices.Concat(secret.InAddress(cluster.Server), secret.InAddress(cluster.ProxyURL))...)
		}
	}
}

// telling are the variables and flags of plugins that say which credential, not what it is.
var telling = regexp.MustCompile(`(?i)(?:PROFILE|REGION|ZONE|CLUSTER|PROJECT|NAMESPACE|TENANT|SUBSCRIPTION|ACCOUNT|USER|NAME|HOST|SERVER|ISSUER|ENV|MODE|LEVEL|VERSION|DIR|FILE|PATH|HOME|CONFIG|ROLE|ARN|ID|TYPE|DEBUG|TIMEOUT)$`)

// ofPlugin are the arguments and variables that a kubeconfig has for a credential plugin, but for those that say no
// more than which.
func ofPlugin(plugin *clientcmdapi.ExecConfig) (found []string) {
	for _, variable := range plugin.Env {
		switch {
		case strings.HasPrefix(variable.Value, "/"), telling.MatchString(variable.Name) && !secret.Named(variable.Name):
			found = append(found, secret.InAddress(variable.Value)...)
		default:
			found = append(found, variable.Value)
		}
	}
	for i, argument := range plugin.Args {
		name, value, isAssigned := strings.Cut(argument, "=")
		switch {
		case isAssigned && secret.Named(strings.TrimLeft(name, "-")):
			found = append(found, value)
		case i > 0 && strings.HasPrefix(plugin.Args[i-1], "-") && secret.Named(strings.TrimLeft(plugin.Args[i-1], "-")):
			found = append(found, argument)
		default:
			found = append(found, secret.InAddress(argument)...)
		}
	}
	return found
}

// knowTexts keeps what kubeconfigs call credentials out of the error of one that cannot be read.
func (s *settings) knowTexts(files []string) {
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			s.know(secret.InText(string(text))...)
		}
	}
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
