package releases

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/action"
	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// newTest maps the options of releases.test.
func newTest(config *action.Configuration, r *wire.TestRequest) (*action.ReleaseTesting, error) {
	t := action.NewReleaseTesting(config)
	t.Timeout = r.Timeout.Or(defaultTimeout)
	for _, filter := range r.Filter {
		attribute, name, _ := strings.Cut(filter, "=")
		attribute = strings.Replace(attribute, "! ", "!", 1) // as pkg/cmd/release_testing.go takes it
		if name == "" || attribute != action.IncludeNameFilter && attribute != action.ExcludeNameFilter {
			return nil, fault.InvalidArgument("filter", "filter: %q is neither \"name=NAME\" nor \"!name=NAME\"", filter)
		}
		t.Filters[attribute] = append(t.Filters[attribute], name)
	}
	return t, nil
}

// Test is `helm test` (pkg/action/release_testing.go): filters that name no test are refused before one runs, and
// other tests of the release may run meanwhile. A test that fails is told with what became of all of them.
func Test(op *operation.Operation, r *wire.TestRequest) (result wire.TestResult, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	if _, err := newTest(nil, r); err != nil {
		return result, err
	}
	s, err := openToWrite(op, r.Name, r.Namespace, shares)
	if err != nil {
		return result, err
	}
	defer s.Close()
	t, err := newTest(s.Config, r)
	if err != nil {
		return result, err
	}
	newest, err := s.Newest(r.Name)
	if err != nil {
		return result, err
	}
	if newest == nil {
		return result, fault.ReleaseNotFound(r.Name, s.Namespace, nil)
	}
	for _, name := range slices.Concat(t.Filters[action.IncludeNameFilter], t.Filters[action.ExcludeNameFilter]) {
		if known := tests(newest.Hooks, nil); !slices.ContainsFunc(known, func(h *release.Hook) bool { return h.Name == name }) {
			return result, fault.InvalidArgument("filter", "filter: release %q has no test %q; it has %s", r.Name, name, names(known))
		}
	}
	if len(tests(newest.Hooks, t.Filters)) == 0 {
		op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("release %q has no tests to run: nothing was tested", r.Name)})
	}
	s.Config.Releases.Driver = &allHooks{s.Config.Releases.Driver, slices.Clone(newest.Hooks)}
	start := time.Now()
	err = s.Perform(r.Name, func() error {
		releaser, cleanUp, err := t.Run(r.Name)
		if releaser != nil {
			rel, convertErr := results.V1(releaser)
			if convertErr != nil {
				return convertErr
			}
			result.ReleaseSummary = results.Summary(rel)
			result.Tests = testResults(s, tests(rel.Hooks, t.Filters), start, r.Logs && op.Err() == nil)
		}
		// After a failed test Helm's clean-up returns the test's error again.
		if cleanUpErr := cleanUp(); err == nil {
			err = cleanUpErr
		}
		return err
	})
	if err != nil {
		return result, testFailed(op, err, result.Tests)
	}
	return result, nil
}

// allHooks writes a record with all hooks of the release. While filtered tests run, Helm writes it
// with theirs only (pkg/action/release_testing.go, v4.3.1): whoever interrupts it loses the others.
type allHooks struct {
	driver.Driver
	hooks []*release.Hook
}

func (d *allHooks) Update(key string, r ri.Releaser) error {
	if rel, ok := r.(*release.Release); ok {
		whole := *rel
		whole.Hooks = d.hooks // Helm changes them in place
		r = &whole
	}
	return d.Driver.Update(key, r)
}

// testFailed adds the tests to the failure of one.
func testFailed(op *operation.Operation, err error, all []wire.Test) error {
	var hook *wire.Error
	if op.Err() != nil || !errors.As(err, &hook) || hook.Code != wire.CodeHookFailed {
		return err
	}
	details, _ := hook.Details.(wire.HookFailedDetails)
	failed := *hook
	failed.Code = wire.CodeTestFailed
	for i, one := range all {
		for j, log := range one.Logs {
			all[i].Logs[j].Log = wire.Text(op.Secrets.Mask(string(log.Log))) // which is data only where a test succeeds
		}
	}
	failed.Details = wire.TestFailedDetails{HookFailedDetails: details, Tests: all}
	return &failed
}

// tests are the test hooks that filters let through, in the order in which Helm runs them.
func tests(hooks []*release.Hook, filters map[string][]string) []*release.Hook {
	include, exclude := filters[action.IncludeNameFilter], filters[action.ExcludeNameFilter]
	chosen := slices.DeleteFunc(slices.Clone(hooks), func(h *release.Hook) bool {
		return !render.IsTest(h) || slices.Contains(exclude, h.Name) || len(include) > 0 && !slices.Contains(include, h.Name)
	})
	slices.SortStableFunc(chosen, func(a, b *release.Hook) int {
		return cmp.Or(cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.Name, b.Name))
	})
	return chosen
}

func names(hooks []*release.Hook) string {
	if len(hooks) == 0 {
		return "none"
	}
	list := make([]string, len(hooks))
	for i, h := range hooks {
		list[i] = h.Name
	}
	return strings.Join(list, ", ")
}

// testResults are the outcomes of tests since a moment.
func testResults(s *session.Session, chosen []*release.Hook, since time.Time, logs bool) []wire.Test {
	result := make([]wire.Test, len(chosen))
	for i, h := range chosen {
		result[i] = wire.Test{Name: h.Name, Kind: h.Kind, Path: h.Path}
		if h.LastRun.StartedAt.Before(since) {
			continue
		}
		result[i].Run = results.HookRun(h)
		if logs {
			result[i].Logs = s.Kube.Logs(h.Kind, cmp.Or(refOf(h.Manifest).Namespace, s.Namespace), h.Name)
		}
	}
	return result
}
