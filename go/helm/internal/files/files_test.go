package files

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// onlyThese fails when a directory has anything else in it, such as half a file.
func onlyThese(t *testing.T, directory string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(names) {
		t.Fatalf("%s holds %v, want %v", directory, entries, names)
	}
	for i, entry := range entries {
		if entry.Name() != names[i] {
			t.Errorf("%s holds %s, want %s", directory, entry.Name(), names[i])
		}
	}
}

func TestWriteReplacesWhatALinkLeadsToAndKeepsItsMode(t *testing.T) {
	directory, elsewhere := t.TempDir(), t.TempDir()
	goal, link := filepath.Join(elsewhere, "goal"), filepath.Join(directory, "link")
	if err := os.WriteFile(goal, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(goal, link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text := read(t, goal); text != "new" {
		t.Errorf("the goal holds %q", text)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is one no longer: %v, %v", info, err)
	}
	if info, err := os.Stat(goal); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	onlyThese(t, elsewhere, "goal")
}

func TestWriteMakesDirectoriesAndGivesANewFileTheMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a/b/file")
	if err := Write(path, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	onlyThese(t, filepath.Dir(path), "file")
}

func TestWriteAllWritesAllOrNone(t *testing.T) {
	directory := t.TempDir()
	first, second := filepath.Join(directory, "a"), filepath.Join(directory, "b")
	if err := WriteAll(File{first, []byte("1")}, File{Path: filepath.Join(directory, "none")}, File{second, []byte("2")}); err != nil {
		t.Fatal(err)
	}
	onlyThese(t, directory, "a", "b")

	taken := filepath.Join(directory, "c")
	if err := os.Mkdir(taken, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []struct {
		path string
		err  error
	}{{taken, syscall.EISDIR}, {filepath.Join(directory, "absent/d"), os.ErrNotExist}} {
		err := WriteAll(File{first, []byte("3")}, File{wrong.path, []byte("4")})
		if !errors.Is(err, wrong.err) {
			t.Errorf("%s: %v, want %v", wrong.path, err, wrong.err)
		}
		if text := read(t, first); text != "1" {
			t.Errorf("%s: the first holds %q", wrong.path, text)
		}
	}
	onlyThese(t, directory, "a", "b", "c")
}
