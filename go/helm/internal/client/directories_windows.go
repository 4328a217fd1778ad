package client

import "cmp"

// Home is the user's directory, or "".
func Home(env map[string]string) string { return cmp.Or(env["HOME"], env["USERPROFILE"]) }

// directories are where the user keeps what programs write; "" where that is unknown (pkg/helmpath/lazypath_windows.go).
func directories(env map[string]string) (config, cache, data string) {
	return env["APPDATA"], env["TEMP"], env["APPDATA"]
}
