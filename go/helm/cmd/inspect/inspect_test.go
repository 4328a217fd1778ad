package main

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// sample is a file that Go's own tests read; of Mach-O files they keep the text in base64.
func sample(t *testing.T, name string) *About {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src", "debug", name))
	if err == nil && strings.HasSuffix(name, ".base64") {
		data, err = base64.StdEncoding.DecodeString(string(data))
	}
	file := filepath.Join(t.TempDir(), "sample")
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	about, err := inspect(file)
	if err != nil {
		t.Fatal(err)
	}
	return about
}

func TestMachO(t *testing.T) {
	about := sample(t, "macho/testdata/gcc-amd64-darwin-exec.base64")
	if about.Format != "macho" || about.CPU != "x64" || about.Library || about.Stripped || about.Signature != "none" {
		t.Errorf("got %+v", about)
	}
	if !slices.Contains(about.Needs, "/usr/lib/libSystem.B.dylib") || !slices.Contains(about.Exports, "_main") {
		t.Errorf("needs %v, exports %v", about.Needs, about.Exports)
	}
}

func TestPE(t *testing.T) {
	about := sample(t, "pe/testdata/gcc-amd64-mingw-exec")
	if about.Format != "pe" || about.CPU != "x64" || about.Library || about.Stripped || !about.Console || about.MinimumOS != "5.2" {
		t.Errorf("got %+v", about)
	}
	if !slices.Equal(about.Needs, []string{"kernel32.dll", "msvcrt.dll"}) {
		t.Errorf("needs %v", about.Needs)
	}
}

func TestELF(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this program is none")
	}
	about, err := inspect("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	if cpu := strings.Replace(runtime.GOARCH, "amd64", "x64", 1); about.Format != "elf" || about.CPU != cpu {
		t.Errorf("got %+v", about)
	}
}

func TestWhatIsNoProgramIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := inspect(file); err == nil {
		t.Error("not refused")
	}
}
