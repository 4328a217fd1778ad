package helmhome

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"

	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/programs"
)

// loginStore is a file of logins with the helpers that it names. oras would run them in the environment of
// this process; here they run in the client's, found by its PATH.
type loginStore struct {
	op   *operation.Operation
	path string
	file credentials.Store
	// by host, and for all others; detected is what Docker uses where nothing is configured.
	helpers          map[string]string
	helper, detected string
}

var _ credentials.Store = (*loginStore)(nil)

// openLogins reads a file of logins.
func openLogins(op *operation.Operation, path string) (*loginStore, error) {
	file, err := credentials.NewStore(path, credentials.StoreOptions{AllowPlaintextPut: true})
	if err != nil {
		return nil, err
	}
	store := &loginStore{op: op, path: path, file: file}
	var configured struct {
		CredsStore  string            `json:"credsStore"`
		CredHelpers map[string]string `json:"credHelpers"`
	}
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &configured) // NewStore has complained
	}
	store.helper, store.helpers = configured.CredsStore, configured.CredHelpers
	if !file.IsAuthConfigured() {
		store.detected = detectedHelper(searchPath(op))
	}
	return store, nil
}

// detectedHelper is credentials.NewDefaultNativeStore, by the client's PATH.
func detectedHelper(path string) string {
	helper := "secretservice"
	if _, err := programs.Find("pass", path); err == nil {
		helper = "pass"
	}
	if _, err := programs.Find(helperPrefix+helper, path); err != nil {
		return ""
	}
	return helper
}

// searchPath is where helpers are looked for: the client's PATH, or that of the JavaScript process where it has none.
func searchPath(op *operation.Operation) string {
	if path, given := op.Client.Env["PATH"]; given {
		return path
	}
	return op.Client.SearchPath
}

func (s *loginStore) helperFor(host string) string {
	for _, helper := range []string{s.helpers[host], s.helper, s.detected} {
		if helper != "" {
			return helper
		}
	}
	return ""
}

const (
	helperPrefix = "docker-credential-"
	// helperLimit is how much a helper may print, which is a password or a token.
	helperLimit = 1 << 20
	// tokenName is the name of an account that has a token only, and unknownLogin what helpers say where they
	// have none (credentials/native_store.go).
	tokenName    = "<token>"
	unknownLogin = "credentials not found in native keychain"
)

// kept is a login as helpers read and write it.
type kept struct{ ServerURL, Username, Secret string }

func (s *loginStore) Get(ctx context.Context, host string) (auth.Credential, error) {
	helper := s.helperFor(host)
	if helper == "" {
		return s.file.Get(ctx, host)
	}
	text, err := s.run(ctx, helper, "get", host)
	if err != nil && err.Error() == unknownLogin {
		return auth.EmptyCredential, nil
	}
	if err != nil {
		return auth.EmptyCredential, err
	}
	var login kept
	if err := json.Unmarshal(text, &login); err != nil {
		return auth.EmptyCredential, fmt.Errorf("%s%s printed no credentials: its output is not JSON", helperPrefix, helper)
	}
	if login.Username == tokenName {
		return auth.Credential{RefreshToken: login.Secret}, nil
	}
	return auth.Credential{Username: login.Username, Password: login.Secret}, nil
}

func (s *loginStore) Put(ctx context.Context, host string, login auth.Credential) error {
	helper := s.helperFor(host)
	if helper == "" {
		return s.file.Put(ctx, host, login)
	}
	made := kept{host, login.Username, login.Password}
	if login.RefreshToken != "" {
		made.Username, made.Secret = tokenName, login.RefreshToken
	}
	text, err := json.Marshal(made)
	if err != nil {
		return err
	}
	if _, err := s.run(ctx, helper, "store", string(text)); err != nil || helper != s.detected {
		return err
	}
	return s.configure(helper)
}

// configure writes down which helper has the logins from now on, as DynamicStore.Put does.
func (s *loginStore) configure(helper string) error {
	all := map[string]json.RawMessage{}
	if text, err := os.ReadFile(s.path); err == nil && len(text) > 0 {
		if err := json.Unmarshal(text, &all); err != nil {
			return err
		}
	}
	all["credsStore"], _ = json.Marshal(helper)
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		return err
	}
	return files.Write(s.path, text, 0o600)
}

func (s *loginStore) Delete(ctx context.Context, host string) error {
	helper := s.helperFor(host)
	if helper == "" {
		return s.file.Delete(ctx, host)
	}
	_, err := s.run(ctx, helper, "erase", host)
	return err
}

// run is credentials/internal/executer.
func (s *loginStore) run(ctx context.Context, helper, action, input string) ([]byte, error) {
	name := helperPrefix + helper
	path, err := programs.Find(name, searchPath(s.op))
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	command := exec.CommandContext(ctx, path, action)
	command.Dir, command.Stdin = s.op.Client.Cwd, strings.NewReader(input)
	command.Env = []string{} // nil would be this process's
	for name, value := range s.op.Client.Env {
		command.Env = append(command.Env, name+"="+value)
	}
	printed := &programs.AtMost{Limit: helperLimit, End: end}
	command.Stdout = printed
	said, err := programs.Run(command)
	text, full := printed.Bytes()
	var failed *exec.ExitError
	switch {
	case full:
		return nil, fmt.Errorf("%s printed more than %d bytes", name, helperLimit)
	case err == nil:
		return text, nil
	case errors.As(err, &failed) && len(strings.TrimSpace(string(text))) > 0:
		return nil, errors.New(strings.TrimSpace(string(text)))
	}
	return nil, fmt.Errorf("%s failed: %w%s", name, err, said)
}
