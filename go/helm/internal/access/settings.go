// Package access finds out which API server a call is for, as whom.
package access

import (
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// Defaults of the CLI's settings (pkg/cli/environment.go in v4.3.1).
const defaultBurst = 100

// settings are the client's options with the environment's defaults filled in.
type settings struct {
	wire.ClientOptions
	env     map[string]string
	path    func(string) string
	proxies *httpproxy.Config
	know    func(...string) // keeps texts out of errors
}

func settingsOf(op *operation.Operation) *settings {
	s := &settings{ClientOptions: op.Client.ClientOptions, env: op.Client.Env, path: op.Client.Path, proxies: op.Client.Proxies(), know: op.Secrets.Add}
	or := func(option *string, variable string) {
		if *option == "" {
			*option = s.env[variable]
		}
	}
	or(&s.KubeContext, "HELM_KUBECONTEXT")
	or(&s.KubeToken, "HELM_KUBETOKEN")
	or(&s.KubeAsUser, "HELM_KUBEASUSER")
	or(&s.KubeApiserver, "HELM_KUBEAPISERVER")
	or(&s.KubeCaFile, "HELM_KUBECAFILE")
	or(&s.KubeTlsServerName, "HELM_KUBETLS_SERVER_NAME")
	or(&s.Namespace, "HELM_NAMESPACE")
	if groups := strings.Trim(s.env["HELM_KUBEASGROUPS"], ", "); s.KubeAsGroup == nil && groups != "" {
		s.KubeAsGroup = strings.Split(groups, ",")
	}
	if s.KubeInsecureSkipTlsVerify == nil {
		if insecure, err := strconv.ParseBool(s.env["HELM_KUBEINSECURE_SKIP_TLS_VERIFY"]); err == nil {
			s.KubeInsecureSkipTlsVerify = &insecure
		}
	}
	return s
}

func (s *settings) qps() float32 {
	if s.Qps != nil {
		return *s.Qps
	}
	qps, _ := strconv.ParseFloat(s.env["HELM_QPS"], 32)
	return float32(qps)
}

func (s *settings) burst() int {
	if s.BurstLimit != nil {
		return *s.BurstLimit
	}
	if burst, err := strconv.Atoi(s.env["HELM_BURST_LIMIT"]); err == nil {
		return burst
	}
	return defaultBurst
}
