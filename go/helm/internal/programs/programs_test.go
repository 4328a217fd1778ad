package programs

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestAProgramThatLeavesAnotherBehindHasEnded(t *testing.T) {
	command := exec.CommandContext(context.Background(), "sh", "-c", "sleep 60 & echo token")
	var out bytes.Buffer
	command.Stdout = &out
	said, err := Run(command)
	if err != nil || said != "" || strings.TrimSpace(out.String()) != "token" {
		t.Errorf("got %q, %q, %v", out.String(), said, err)
	}
	_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) // what it has left
}
