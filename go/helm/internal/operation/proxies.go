package operation

import (
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Proxies are those of a client's environment; the process's own is frozen at its start.
func Proxies(env map[string]string) *httpproxy.Config {
	either := func(name string) string {
		if value := env[name]; value != "" {
			return value
		}
		return env[strings.ToLower(name)]
	}
	return &httpproxy.Config{HTTPProxy: either("HTTP_PROXY"), HTTPSProxy: either("HTTPS_PROXY"), NoProxy: either("NO_PROXY")}
}
