package records

import (
	"encoding/json"
	"time"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// summary is what list and history show of a release.
type summary struct {
	Name  string `json:"name"`
	Info  *info  `json:"info"`
	Chart *struct {
		Metadata *struct {
			Name       string `json:"name"`
			Version    string `json:"version"`
			AppVersion string `json:"appVersion"`
		} `json:"metadata"`
	} `json:"chart"`
	Version   int    `json:"version"`
	Namespace string `json:"namespace"`
}

type info struct {
	FirstDeployed moment        `json:"first_deployed"`
	LastDeployed  moment        `json:"last_deployed"`
	Deleted       moment        `json:"deleted"`
	Description   string        `json:"description"`
	Status        common.Status `json:"status"`

	RollbackRevision int `json:"rollback_revision"`
}

// moment is a time that may be empty, as Helm 3 has written it.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(text []byte) error {
	if string(text) == `""` {
		return nil
	}
	return m.Time.UnmarshalJSON(text)
}

// Summary reads a record's JSON without manifest, templates and values.
func Summary(content []byte) (*release.Release, error) {
	var s summary
	if err := json.Unmarshal(content, &s); err != nil {
		return nil, err
	}
	if err := CheckRevision(s.Version); err != nil {
		return nil, err
	}
	rel := &release.Release{Name: s.Name, Namespace: s.Namespace, Version: s.Version}
	rel.Info = &release.Info{Status: common.StatusUnknown} // without any, Helm's list would panic
	if i := s.Info; i != nil {
		rel.Info = &release.Info{FirstDeployed: i.FirstDeployed.Time, LastDeployed: i.LastDeployed.Time, Deleted: i.Deleted.Time,
			Description: i.Description, Status: i.Status, RollbackRevision: i.RollbackRevision}
	}
	if s.Chart != nil {
		rel.Chart = &chart.Chart{}
		if m := s.Chart.Metadata; m != nil {
			rel.Chart.Metadata = &chart.Metadata{Name: m.Name, Version: m.Version, AppVersion: m.AppVersion}
		}
	}
	return rel, nil
}
