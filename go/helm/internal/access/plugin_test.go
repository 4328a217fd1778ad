package access

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// script makes a plugin of a shell script; each run is a line of the file "runs" beside it.
func script(t *testing.T, text string) (p *plugin, runs func() int) {
	t.Helper()
	directory := t.TempDir()
	file := filepath.Join(directory, "plugin")
	if err := os.WriteFile(file, []byte("#!/bin/sh\necho run >>"+directory+"/runs\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := newPlugin(&rest.Config{Host: "https://127.0.0.1:1", ExecProvider: &clientcmdapi.ExecConfig{
		Command: file, APIVersion: "client.authentication.k8s.io/v1", InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
	}}, []string{"PATH=/usr/bin:/bin"})
	if err != nil {
		t.Fatal(err)
	}
	return p, func() int {
		text, _ := os.ReadFile(filepath.Join(directory, "runs"))
		return strings.Count(string(text), "run")
	}
}

const credentialText = `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'`

func TestACredentialPluginRunsOnceForAllWhoWaitAndOnceForAllWhoWereRefused(t *testing.T) {
	p, runs := script(t, credentialText)
	everyone := func(refused *credential) (last *credential) {
		var group sync.WaitGroup
		var mu sync.Mutex
		for range 50 {
			group.Go(func() {
				given, err := p.get(context.Background(), refused)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				last = given
			})
		}
		group.Wait()
		return last
	}
	first := everyone(nil)
	if runs() != 1 {
		t.Errorf("%d runs", runs())
	}
	if second := everyone(first); second == first || runs() != 2 {
		t.Errorf("%d runs, the same credential: %v", runs(), second == first)
	}
}

func TestACredentialPluginThatNobodyWaitsForIsEndedAndTheNextOneStartsAnew(t *testing.T) {
	p, runs := script(t, "sleep 300")
	ctx, cancel := context.WithCancelCause(context.Background())
	reason := errors.New("enough")
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := p.get(ctx, nil); !errors.Is(err, reason) {
				t.Error(err)
			}
		})
	}
	for runs() == 0 {
	}
	p.mu.Lock()
	abandoned := p.running
	p.mu.Unlock()
	cancel(reason)
	group.Wait()
	<-abandoned.done
	p.config.Command = "true"
	if _, err := p.get(context.Background(), nil); err == nil || !strings.Contains(err.Error(), "no ExecCredential") {
		t.Error(err)
	}
}
