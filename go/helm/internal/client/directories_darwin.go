package client

import "path/filepath"

// Home is the user's directory, or "".
func Home(env map[string]string) string { return env["HOME"] }

// directories are where the user keeps what programs write; "" where that is unknown (pkg/helmpath/lazypath_darwin.go).
func directories(env map[string]string) (config, cache, data string) {
	home := Home(env)
	if home == "" {
		return "", "", ""
	}
	library := filepath.Join(home, "Library")
	return filepath.Join(library, "Preferences"), filepath.Join(library, "Caches"), library
}
