package fetch

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/getter"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/plugins"
)

// getterFor finds the plugin that fetches URLs of a scheme; nil when there is none.
func getterFor(directory, scheme string) *plugins.Plugin {
	if scheme == "" {
		return nil
	}
	return plugins.Find(directory, func(file *plugins.File) ([]plugins.Command, bool) {
		for _, downloader := range file.Downloaders {
			if file.APIVersion == "" && slices.Contains(downloader.Protocols, scheme) {
				return []plugins.Command{{Command: downloader.Command}}, true
			}
		}
		if file.APIVersion != "v1" || file.Type != "getter/v1" || !slices.Contains(file.Config.Protocols, scheme) {
			return nil, false
		}
		for _, commands := range file.RuntimeConfig.ProtocolCommands {
			if slices.Contains(commands.Protocols, scheme) {
				return commands.PlatformCommand, true
			}
		}
		return nil, file.Runtime != "subprocess"
	})
}

// runGetter fetches a URL; home is the repository's (internal/plugin/runtime_subprocess_getter.go).
func runGetter(op *operation.Operation, p *plugins.Plugin, home, href string, access Access, b *budget.Budget) (data []byte, said string, err error) {
	if len(p.Commands) == 0 {
		data, err = getByHelm(op, p, home, href, access, b)
		return data, "", err
	}
	chosen, err := p.Choose()
	if err != nil {
		return nil, "", err
	}
	environ := p.Environ(op.Client)
	environ["HELM_PLUGIN_USERNAME"], environ["HELM_PLUGIN_PASSWORD"] = access.Username, access.Password
	environ["HELM_PLUGIN_PASS_CREDENTIALS_ALL"] = strconv.FormatBool(access.PassToOther)
	words := strings.Split(chosen.Command, " ")
	program := filepath.Join(p.Directory, plugins.Expand(words[0], environ))
	arguments := slices.Concat(words[1:], chosen.Args, []string{access.CertFile, access.KeyFile, access.CaFile, href})
	return p.Run(op, program, arguments, environ, nil, b)
}

func getByHelm(op *operation.Operation, p *plugins.Plugin, home, href string, access Access, b *budget.Budget) ([]byte, error) {
	scheme, _, _ := strings.Cut(href, ":")
	helms, err := getter.All(helmhome.Settings(op.Client.Paths())).ByScheme(scheme)
	if err != nil {
		return nil, fmt.Errorf("the plugin %q cannot be used: %w", p.Name, err)
	}
	answer, err := helms.Get(href, getter.WithURL(home), getter.WithBasicAuth(access.Username, access.Password),
		getter.WithPassCredentialsAll(access.PassToOther), getter.WithTLSClientConfig(access.CertFile, access.KeyFile, access.CaFile),
		getter.WithInsecureSkipVerifyTLS(access.InsecureSkipTLSVerify))
	if err != nil {
		return nil, err
	}
	if err := b.Take(int64(answer.Len())); err != nil {
		return nil, err
	}
	return answer.Bytes(), op.Err()
}
