package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
)

// share prints the description of the cluster that all processes of a test run
// use: the first that asks starts it, and it ends when the run does. Who asks is
// told apart by the process that the run begins with.
func share(args []string) error {
	var s settings
	flags := pflag.NewFlagSet("share", pflag.ContinueOnError)
	s.define(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.until <= 0 {
		return errors.New("--until is required")
	}
	run, err := newRun(s.tmp, s.until)
	if err != nil {
		return err
	}
	lock, err := run.lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	line, err := run.description()
	if err != nil {
		line, err = run.start(args)
	}
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(line)
	return err
}

// run is a test run, by its first process. A number may be given to another
// process later, so the time of its start counts too.
type run struct{ file string }

func newRun(tmp string, pid int) (run, error) {
	tmp, err := filepath.Abs(tmp)
	if err != nil {
		return run{}, err
	}
	started, err := startOf(pid)
	if err != nil {
		return run{}, fmt.Errorf("--until: there is no process %d", pid)
	}
	dir := filepath.Join(tmp, fmt.Sprintf("%sruns-%d", dirPrefix, os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return run{}, err
	}
	// Nobody else may say where the cluster is.
	info, err := os.Lstat(dir)
	if err != nil {
		return run{}, err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || info.Mode().Perm() != 0o700 || !ok || int(owner.Uid) != os.Getuid() {
		return run{}, fmt.Errorf("%s is not a directory of this user alone: remove it, or choose another --tmp", dir)
	}
	sweepRuns(dir)
	return run{filepath.Join(dir, fmt.Sprintf("%d-%s", pid, started))}, nil
}

// sweepRuns removes what is left of runs that have ended.
func sweepRuns(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "-")
		if pid, err := strconv.Atoi(number); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// lock holds the run until it is closed, also by the end of this process.
func (r run) lock() (*os.File, error) {
	file, err := os.OpenFile(r.file+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// description is that of the run's cluster, if it is there and alive.
func (r run) description() ([]byte, error) {
	line, err := os.ReadFile(r.file + ".json")
	if err != nil {
		return nil, err
	}
	var about description
	if err := json.Unmarshal(line, &about); err != nil {
		return nil, err
	}
	_, err = os.Stat(about.Control)
	return line, errors.Join(err, syscall.Kill(about.PID, 0))
}

// start starts the run's cluster. It does not end with this process.
func (r run) start(args []string) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(r.file+".log", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	supervisor := exec.Command(self, append([]string{"up"}, args...)...)
	supervisor.Stderr = log
	supervisor.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	output, err := supervisor.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := supervisor.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		supervisor.Wait()
		return nil, fmt.Errorf("the cluster did not start\n%s", tail(r.file+".log"))
	}
	return line, os.WriteFile(r.file+".json", line, 0o600)
}

// startOf tells when a process started, in the kernel's ticks.
func startOf(pid int) (string, error) {
	if err := syscall.Kill(pid, 0); err == syscall.ESRCH {
		return "", err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "0", nil // no such file system: the number must do
	}
	// The second field is a name in parentheses, which may hold anything.
	fields := bytes.Fields(status[bytes.LastIndexByte(status, ')')+1:])
	const started = 22 - 3
	if len(fields) <= started || string(fields[0]) == "Z" {
		return "", syscall.ESRCH
	}
	return string(fields[started]), nil
}

// outlives calls end once a process is gone.
func outlives(pid int, end func()) {
	began, err := startOf(pid)
	for err == nil {
		time.Sleep(200 * time.Millisecond)
		var now string
		if now, err = startOf(pid); now != began {
			break
		}
	}
	end()
}
