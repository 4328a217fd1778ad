//go:build !linux

package signatures

import (
	"errors"
	"os"
)

// fileWith makes a temporary file that only the user may read.
func fileWith(data []byte) (name string, remove func(), err error) {
	file, err := os.CreateTemp("", "keyring-")
	if err != nil {
		return "", nil, err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", nil, err
	}
	return file.Name(), func() { _ = os.Remove(file.Name()) }, nil
}
