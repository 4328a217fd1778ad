package client

import "path/filepath"

// Home is the user's directory, or "".
func Home(env map[string]string) string { return env["HOME"] }

// directories are where the user keeps what programs write; "" where that is unknown (pkg/helmpath/lazypath_unix.go).
func directories(env map[string]string) (config, cache, data string) {
	home := Home(env)
	if home == "" {
		return "", "", ""
	}
	return filepath.Join(home, ".config"), filepath.Join(home, ".cache"), filepath.Join(home, ".local", "share")
}
