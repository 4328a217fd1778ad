package access

import (
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
