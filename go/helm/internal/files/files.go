// Package files writes files so that nobody sees half of one.
package files

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// stage writes what is to become a file beside it. Its name begins with a dot, which Helm passes over
// in charts/.
func stage(path string, data []byte) (staged string, err error) {
	staged = filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
	file, err := os.OpenFile(staged, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // less the umask
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(staged)
		}
	}()
	_, err = file.Write(data)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return staged, err
}

// File is one that is to be written; without data it is none.
type File struct {
	Path string
	Data []byte
}

// WriteAll writes all of the files or, where one cannot be written, none.
func WriteAll(files ...File) error {
	staged := make([]string, len(files))
	defer func() {
		for _, path := range staged {
			if path != "" {
				_ = os.Remove(path)
			}
		}
	}()
	for i, file := range files {
		if len(file.Data) == 0 {
			continue
		}
		// What rename would refuse is refused while nothing has been replaced.
		if info, err := os.Stat(file.Path); err == nil && info.IsDir() {
			return &os.PathError{Op: "write", Path: file.Path, Err: syscall.EISDIR}
		}
		var err error
		if staged[i], err = stage(file.Path, file.Data); err != nil {
			return err
		}
	}
	for i, file := range files {
		if staged[i] == "" {
			continue
		}
		if err := os.Rename(staged[i], file.Path); err != nil {
			return err
		}
		staged[i] = ""
	}
	return nil
}

// Write replaces a file at once, where a link leads to if it is one; the mode is that of a new one.
func Write(path string, data []byte, mode os.FileMode) error {
	if goal, err := filepath.EvalSymlinks(path); err == nil {
		path = goal
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}
