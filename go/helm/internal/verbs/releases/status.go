package releases

import (
	"context"
	"errors"
	"strings"

	"k8s.io/cli-runtime/pkg/resource"
	"sigs.k8s.io/yaml"

	"helm.sh/helm/v4/pkg/kube"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/objects"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/render"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/session"
	"bunhelm/helm/internal/wire"
)

// parallelReads is how many objects status reads at once.
const parallelReads = 8

// Status is `helm status`, with kstatus' verdict on each object instead of tables.
func Status(op *operation.Operation, r *wire.StatusRequest) (result wire.ReleaseStatus, err error) {
	if err := nameRelease(op, r.Name, r.Namespace); err != nil {
		return result, err
	}
	if r.Revision < 0 {
		return result, fault.InvalidArgument("revision", "revision must not be below 0")
	}
	s, err := openRelease(op, r.Name, r.Namespace)
	if err != nil {
		return result, err
	}
	defer s.Close()
	rel, err := content(s, r.Name, r.Revision)
	if err != nil {
		return result, err
	}
	result.ReleaseSummary = results.Summary(rel)
	if r.Resources != nil && !*r.Resources {
		return result, nil
	}
	result.Resources, err = resources(s, rel.Manifest)
	if err == nil {
		err = op.Err()
	}
	return result, err
}

// resources reads the objects of a manifest. One whose kind the API server no longer offers is gone.
func resources(s *session.Session, manifest string) ([]wire.ResourceStatus, error) {
	objects, err := s.Kube.Build(strings.NewReader(manifest), false)
	if err == nil {
		return statuses(objects), nil
	}
	found := []wire.ResourceStatus{}
	for _, document := range render.Documents(manifest) {
		objects, err := s.Kube.Build(strings.NewReader(document), false)
		if missing, noKind := fault.NoKind(err); noKind {
			found = append(found, wire.ResourceStatus{ResourceRef: refOf(document), Status: "NotFound", Message: missing})
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, statuses(objects)...)
	}
	return found, nil
}

// refOf reads an object's name from its text.
func refOf(document string) wire.ResourceRef {
	var head struct {
		ApiVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	_ = yaml.Unmarshal([]byte(document), &head) // Helm has read it before
	return wire.ResourceRef{ApiVersion: head.ApiVersion, Kind: head.Kind, Namespace: head.Metadata.Namespace, Name: head.Metadata.Name}
}

// content reads one revision, or the newest (pkg/action/action.go releaseContent).
func content(s *session.Session, name string, revision int) (*release.Release, error) {
	if revision == 0 {
		rel, err := s.Last(name)
		if err == nil && rel == nil {
			err = fault.ReleaseNotFound(name, s.Namespace, nil)
		}
		return rel, err
	}
	releaser, err := s.Config.Releases.Get(name, revision)
	if err == nil {
		return results.V1(releaser)
	}
	if !errors.Is(err, driver.ErrReleaseNotFound) {
		return nil, err
	}
	history, historyErr := s.Revisions(name)
	if historyErr != nil || len(history) == 0 {
		return nil, fault.ReleaseNotFound(name, s.Namespace, err)
	}
	return nil, fault.RevisionNotFound(name, revision, history)
}

func statuses(list kube.ResourceList) []wire.ResourceStatus {
	result := make([]wire.ResourceStatus, len(list))
	failures := limited.Each(context.Background(), parallelReads, list, func(i int, info *resource.Info) error {
		result[i], _ = objects.StatusOf(context.Background(), info, false)
		return nil
	})
	for i, err := range failures {
		if err != nil { // it has panicked
			result[i].Message = err.Error()
		}
	}
	return result
}
