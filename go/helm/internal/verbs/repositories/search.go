package repositories

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"

	"github.com/Masterminds/semver/v3"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/fetch"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/indexes"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/results"
	"bunhelm/helm/internal/secret"
	"bunhelm/helm/internal/wire"
)

// Search is `helm search repo`: pkg/cmd/search_repo.go.
func Search(op *operation.Operation, r *wire.SearchRequest) ([]wire.FoundChart, error) {
	op.Evidence.Phase(wire.PhaseLoad, 0)
	version := r.Version
	switch {
	case version != "":
	case r.Devel:
		version = ">0.0.0-0"
	default:
		version = ">0.0.0"
	}
	constraint, err := semver.NewConstraint(version)
	if err != nil {
		return nil, fault.InvalidArgument("version", "version: %q: %v", version, err)
	}
	var expression *regexp.Regexp
	if r.Regexp {
		if expression, err = regexp.Compile(r.Keyword); err != nil {
			return nil, fault.InvalidArgument("keyword", "keyword: %v", err)
		}
	}
	matches, err := matchesIn(op, func(index *indexes.Index, repository string) []indexes.Match {
		return index.Search(repository, r.Keyword, expression, constraint)
	})
	if err != nil {
		return nil, err
	}
	indexes.SortMatches(matches)
	result := []wire.FoundChart{}
	known := map[string]bool{}
	for _, match := range matches {
		if r.Versions || !known[match.Name] {
			result = append(result, foundChart(match))
			known[match.Name] = true
		}
	}
	return result, nil
}

// matchesIn asks the index of each repository, as it was last updated.
func matchesIn(op *operation.Operation, search func(index *indexes.Index, repository string) []indexes.Match) ([]indexes.Match, error) {
	repositories, err := helmhome.Repositories(op)
	if err != nil {
		return nil, err
	}
	if len(repositories) == 0 {
		return nil, noRepositories()
	}
	var found []indexes.Match
	for _, entry := range repositories {
		if err := op.Err(); err != nil {
			return nil, err
		}
		index, err := indexes.Cached(op, entry.Name)
		if cancelled := op.Err(); cancelled != nil {
			return nil, cancelled
		}
		if err != nil {
			op.Emit(wire.LogEvent{Level: wire.LogWarn, Message: fmt.Sprintf("the index of repository %q is corrupt or missing: %v", entry.Name, err)})
			continue
		}
		found = append(found, search(index, entry.Name)...)
	}
	return found, nil
}

func foundChart(match indexes.Match) wire.FoundChart {
	c := match.Chart
	result := wire.FoundChart{
		Name: match.Name, Version: c.Version, AppVersion: c.AppVersion, Description: c.Description, Deprecated: c.Deprecated,
		KubeVersion: c.KubeVersion, Keywords: c.Keywords, Home: c.Home, Digest: indexes.PrefixedDigest(c.Digest), URLs: c.URLs,
	}
	if !c.Created.IsZero() {
		result.Created = results.Time(c.Created)
	}
	if result.URLs == nil {
		result.URLs = []string{}
	}
	return result
}

// hubAnswer is what Artifact Hub answers (internal/monocular/search.go).
type hubAnswer struct {
	Data []struct {
		ID          string `json:"id"`
		ArtifactHub struct {
			PackageURL string `json:"packageUrl"`
		} `json:"artifactHub"`
		Attributes struct {
			Name        string             `json:"name"`
			Description string             `json:"description"`
			Repo        wire.HubRepository `json:"repo"`
		} `json:"attributes"`
		Relationships struct {
			LatestChartVersion struct {
				Data struct {
					Version    string `json:"version"`
					AppVersion string `json:"app_version"`
				} `json:"data"`
			} `json:"latestChartVersion"`
		} `json:"relationships"`
	} `json:"data"`
}

// SearchHub is `helm search hub`: pkg/cmd/search_hub.go, internal/monocular.
func SearchHub(op *operation.Operation, r *wire.SearchHubRequest) ([]wire.HubChart, error) {
	endpoint := string(r.Endpoint)
	if endpoint == "" {
		endpoint = "https://hub.helm.sh"
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Hostname() == "" {
		return nil, fault.InvalidArgument("endpoint", "endpoint is not the URL of a hub")
	}
	op.Evidence.Phase(wire.PhaseLoad, 0)
	address.Path = path.Join(address.Path, "/api/chartsvc/v1/charts/search")
	address.RawQuery = "q=" + url.QueryEscape(r.Keyword)
	data, err := fetch.Ask(op, address)
	if err != nil {
		return nil, err
	}
	var answer hubAnswer
	if err := json.Unmarshal(data, &answer); err != nil {
		return nil, fault.Newf(wire.CodeRepositoryUnreachable, wire.RepositoryDetails{URL: secret.Shown(address)}, errors.New("no JSON"), "%s does not respond like a hub", secret.Shown(address))
	}
	result := make([]wire.HubChart, len(answer.Data))
	for i, one := range answer.Data {
		latest := one.Relationships.LatestChartVersion.Data
		page := one.ArtifactHub.PackageURL
		if page == "" {
			page = endpoint + "/charts/" + one.ID
		}
		result[i] = wire.HubChart{
			Name: one.Attributes.Name, URL: page, Version: latest.Version, AppVersion: latest.AppVersion,
			Description: one.Attributes.Description, Repository: one.Attributes.Repo,
		}
	}
	return result, nil
}
