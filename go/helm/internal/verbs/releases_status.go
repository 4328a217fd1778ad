package verbs

import (
	"errors"
	"strings"
	"sync"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/kubewrap"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// parallelReads is how many objects status reads at once.
const parallelReads = 8

// status is `helm status`, with kstatus' verdict on each object instead of tables.
func status(op *operation.Operation, r *wire.StatusRequest) (result wire.ReleaseStatus, err error) {
	if err := checkName(r.Name); err != nil {
		return result, err
	}
	op.SetRelease(r.Name, r.Namespace)
	if r.Revision < 0 {
		return result, fault.InvalidArgument("revision", "revision: must not be below 0")
	}
	s, err := session.Open(op, session.Options{Namespace: r.Namespace})
	if err != nil {
		return result, err
	}
	defer s.Close()
	op.SetRelease(r.Name, s.Namespace)
	rel, err := content(s, op, r.Name, r.Revision)
	if err != nil {
		return result, err
	}
	result.ReleaseSummary = summary(rel)
	if r.Resources != nil && !*r.Resources {
		return result, nil
	}
	objects, err := s.Kube.Build(strings.NewReader(rel.Manifest), false)
	if err != nil {
		return result, err
	}
	result.Resources = statuses(objects)
	return result, op.Err()
}

// content reads one revision, or the newest (pkg/action/action.go releaseContent).
func content(s *session.Session, op *operation.Operation, name string, revision int) (*release.Release, error) {
	if revision == 0 {
		releaser, err := s.Config.Releases.Last(name)
		if err != nil {
			return nil, explainRelease(s, op, name, err)
		}
		return v1(releaser)
	}
	releaser, err := s.Config.Releases.Get(name, revision)
	if err != nil {
		if !errors.Is(err, driver.ErrReleaseNotFound) {
			return nil, err
		}
		if newest, historyErr := s.Newest(name); historyErr == nil && newest != nil {
			missing := fault.New(wire.CodeRevisionNotFound, wire.RevisionDetails{Revision: revision}, err)
			missing.Message = "release \"" + name + "\" has no such revision"
			return nil, missing
		}
		return nil, explainRelease(s, op, name, err)
	}
	return v1(releaser)
}

func statuses(objects kube.ResourceList) []wire.ResourceStatus {
	result := make([]wire.ResourceStatus, len(objects))
	var group sync.WaitGroup
	places := make(chan struct{}, parallelReads)
	for i, info := range objects {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			var err error
			defer func() {
				if err != nil {
					result[i].Message = err.Error()
				}
			}()
			defer kubewrap.Recover(&err)
			result[i], _ = kubewrap.Status(info, false)
		})
	}
	group.Wait()
	return result
}
