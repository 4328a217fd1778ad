package operation

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FindProgram looks for one in the client's PATH; exec.LookPath would in the process's.
func FindProgram(name, path string) (string, error) {
	if strings.ContainsRune(name, filepath.Separator) {
		return name, nil
	}
	for _, directory := range filepath.SplitList(path) {
		file := filepath.Join(directory, name)
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return file, nil
		}
	}
	return "", fmt.Errorf("%q is not in the PATH %q: %w", name, path, fs.ErrNotExist)
}
