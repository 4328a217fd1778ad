// Package programs runs the programs that a call needs, such as plugins and credential helpers.
package programs

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Started is told of each program that has started.
var Started = func(pid int) {}

// Run runs a command, which ends with its context. A session of its own has no terminal to ask
// on, and is ended with all that the program has started. said is the end of what it has said on
// standard error, to be put behind an error's text.
func Run(command *exec.Cmd) (said string, err error) {
	var stderr tail
	command.Stderr = &stderr
	// It must not outlive the process either; Linux goes by the thread that has started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	setApart(command)
	command.WaitDelay = time.Second
	if err = command.Start(); err != nil {
		return "", err
	}
	Started(command.Process.Pid)
	err = command.Wait()
	if errors.Is(err, exec.ErrWaitDelay) { // it has ended well, and something that it has started keeps its output open
		err = nil
	}
	return stderr.lastWords(), err
}

// tail keeps the end of what is written: a program may say things without an end.
type tail struct{ kept []byte }

// tailLimit is how much of it is shown.
const tailLimit = 2000

func (t *tail) Write(data []byte) (int, error) {
	const enough = 2 * tailLimit // what is cut off may be blank
	t.kept = append(t.kept, data[max(0, len(data)-enough):]...)
	if over := len(t.kept) - enough; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(data), nil
}

// lastWords are the end of what a program has said on standard error.
func (t *tail) lastWords() string {
	said := strings.TrimSpace(string(t.kept))
	if said == "" {
		return ""
	}
	return ": " + strings.ToValidUTF8(said[max(0, len(said)-tailLimit):], "")
}

// AtMost keeps what a program writes, up to a limit; more ends the program.
type AtMost struct {
	Limit int
	// End ends the program.
	End  func()
	kept []byte
	full bool
}

func (a *AtMost) Write(data []byte) (int, error) {
	if a.full = a.full || len(a.kept)+len(data) > a.Limit; a.full {
		a.End()
		return 0, errors.New("it prints too much")
	}
	a.kept = append(a.kept, data...)
	return len(data), nil
}

// Bytes is what was written; not all of it when it was too much.
func (a *AtMost) Bytes() (data []byte, full bool) { return a.kept, a.full }

// Find looks for one in the client's PATH; exec.LookPath would in the process's.
func Find(name, path string) (string, error) {
	if strings.ContainsAny(name, "/"+string(filepath.Separator)) {
		return name, nil
	}
	for _, directory := range filepath.SplitList(path) {
		file := filepath.Join(directory, name)
		if !filepath.IsAbs(file) {
			file = "." + string(filepath.Separator) + file
		}
		// Of a path it tells whether it is a program, and on Windows which extension it has.
		if file, err := exec.LookPath(file); err == nil {
			return file, nil
		}
	}
	return "", fmt.Errorf("%q is not in the PATH %q: %w", name, path, fs.ErrNotExist)
}
