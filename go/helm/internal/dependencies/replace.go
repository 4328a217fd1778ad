package dependencies

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/yaml"

	chart "helm.sh/helm/v4/pkg/chart/v2"

	"bunhelm/helm/internal/chartfiles"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// replace puts archives into charts/ and deletes the others there (Manager.safeMoveDeps), then writes
// the lock file, if there is a new one. On failure everything is as before.
func (d *dependent) replace(archives []archive, locked []*chart.Dependency, lockFile string, lock *chart.Lock) (changes wire.DependencyChanges, err error) {
	if err := d.op.Err(); err != nil {
		return changes, err
	}
	defer d.op.Debt.Recording()() // nobody leaves this behind half done
	directory := filepath.Join(d.path, "charts")
	w := &writer{before: map[string][]byte{}}
	defer func() {
		if err != nil {
			w.undo()
			err = fault.Newf(wire.CodeInvalidArgument, wire.InvalidArgumentDetails{Option: "path"}, err, "path: the dependencies cannot be written: %v", err)
		}
	}()
	if _, err := os.Stat(directory); errors.Is(err, fs.ErrNotExist) {
		w.made = directory
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return changes, err
	}
	outdated, err := d.outdated(directory, archives, locked)
	if err != nil {
		return changes, err
	}
	for _, a := range archives {
		path := filepath.Join(directory, a.file)
		changed, err := w.write(path, a.data)
		if err != nil {
			return changes, err
		}
		changes.Saved = append(changes.Saved, wire.SavedDependency{
			Name: a.dependency.Name, Version: a.dependency.Version, Repository: secret.ShownReference(a.dependency.Repository),
			File: "charts/" + a.file, ArchiveDigest: fmt.Sprintf("sha256:%x", sha256.Sum256(a.data)), Changed: changed,
		})
	}
	for _, name := range outdated {
		if err := w.remove(filepath.Join(directory, name)); err != nil {
			return changes, err
		}
		changes.Removed = append(changes.Removed, "charts/"+name)
	}
	if lock == nil {
		return changes, nil
	}
	changes.LockWritten = true
	return changes, d.writeLock(w, lockFile, lock)
}

// writeLock is writeLock of pkg/downloader/manager.go.
func (d *dependent) writeLock(w *writer, file string, lock *chart.Lock) error {
	path := filepath.Join(d.path, file)
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		link, _ := os.Readlink(path)
		return fmt.Errorf("the %s file is a symlink to %q", file, link)
	}
	data, err := yaml.Marshal(lock)
	if err != nil {
		return err
	}
	_, err = w.write(path, data)
	return err
}

// outdated are the archives in charts/ that do not belong there any more. What cannot be read as a
// chart stays, and so does the chart of a dependency that has no other place.
func (d *dependent) outdated(directory string, archives []archive, locked []*chart.Dependency) ([]string, error) {
	files, err := os.ReadDir(directory)
	if err != nil {
		return nil, err
	}
	var outdated []string
	for _, file := range files {
		isNew := slices.ContainsFunc(archives, func(a archive) bool { return a.file == file.Name() })
		if file.IsDir() || isNew {
			continue
		}
		ch, err := chartfiles.ReadFile(filepath.Join(directory, file.Name()))
		if err != nil {
			continue
		}
		isOwn := slices.ContainsFunc(locked, func(dependency *chart.Dependency) bool {
			return dependency.Repository == "" && dependency.Name == ch.Name()
		})
		if !isOwn {
			outdated = append(outdated, file.Name())
		}
	}
	return outdated, nil
}

// writer changes files and can take it back.
type writer struct {
	before map[string][]byte // nil where there was no file
	made   string            // a directory that was not there
}

func (w *writer) remember(path string) error {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, known := w.before[path]; !known {
		w.before[path] = data
	}
	return nil
}

func (w *writer) write(path string, data []byte) (changed bool, err error) {
	if err := w.remember(path); err != nil {
		return false, err
	}
	changed = w.before[path] == nil || !bytes.Equal(w.before[path], data)
	return changed, files.WriteAll(files.File{Path: path, Data: data})
}

func (w *writer) remove(path string) error {
	if err := w.remember(path); err != nil {
		return err
	}
	return os.Remove(path)
}

// undo brings everything back.
func (w *writer) undo() {
	for path, data := range w.before {
		if data == nil {
			_ = os.Remove(path)
		} else {
			_ = files.WriteAll(files.File{Path: path, Data: data})
		}
	}
	if w.made != "" {
		_ = os.Remove(w.made)
	}
}
