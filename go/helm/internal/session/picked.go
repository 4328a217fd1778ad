package session

import (
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	ri "helm.sh/helm/v4/pkg/release"
	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage"

	"bunhelm/helm/internal/kubewrap"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
)

// picked are the records that a list needs, and what was read of them.
type picked struct {
	*listing
	filter   func(ri.Releaser) bool
	releases map[place]*claims
	odd      map[place]bool // records whose metadata contradict themselves

	mu   sync.Mutex                 // guards what follows
	read map[place]*release.Release // nil: cannot be decoded
}

// place is a namespace and a name in it: of a record, or of a release.
type place struct{ namespace, name string }

// claims are what the metadata of its records say of a release.
type claims struct {
	listed  bool // it may be part of the answer
	newest  int
	whole   bool // all its records are wanted
	settled bool // nothing more is wanted
}

func key(name string, version int) string {
	return storage.HelmStorageType + "." + name + ".v" + strconv.Itoa(version)
}

// claim is the release and the revision that a record says to hold; ok is false if its own name
// says something else.
func claim(meta *metav1.ObjectMeta) (at place, version int, ok bool) {
	name := meta.Labels["name"]
	version, err := strconv.Atoi(meta.Labels["version"])
	return place{meta.Namespace, name}, version, err == nil && meta.Name == key(name, version)
}

// see takes note of a record.
func (p *picked) see(meta *metav1.ObjectMeta) {
	at, version, ok := claim(meta)
	if !ok {
		p.odd[place{meta.Namespace, meta.Name}] = true
		return
	}
	known := p.releases[at]
	if known == nil {
		known = &claims{}
		p.releases[at] = known
	}
	known.newest = max(known.newest, version)
	known.listed = known.listed || p.selector.Matches(labels.Set(meta.Labels)) && p.filter(&release.Release{Name: at.name})
}

// missing tells whether there is more to read.
func (p *picked) missing() bool {
	missing := false
	for at := range p.odd {
		if _, done := p.read[at]; done {
			delete(p.odd, at)
		}
	}
	for at, known := range p.releases {
		if !known.listed || known.settled {
			continue
		}
		rel, done := p.read[place{at.namespace, key(at.name, known.newest)}]
		isTrue := rel != nil && rel.Name == at.name && rel.Namespace == at.namespace && rel.Version == known.newest
		known.settled = done && (isTrue || known.whole)
		known.whole = done
		missing = missing || !known.settled
	}
	return missing || len(p.odd) > 0
}

// labelled selects the records of the releases that are missing.
func (p *picked) labelled() string {
	names := map[string]bool{}
	for at, known := range p.releases {
		if known.listed && !known.settled {
			names[at.name] = true
		}
	}
	if len(p.odd) > 0 || len(names) > fewNames {
		return p.owned
	}
	return p.owned + ",name in (" + strings.Join(slices.Sorted(maps.Keys(names)), ",") + ")"
}

func (p *picked) wanted(meta *metav1.ObjectMeta) bool {
	at, version, ok := claim(meta)
	switch known := p.releases[at]; {
	case p.all:
		return p.selector.Matches(labels.Set(meta.Labels)) && (!ok || p.filter(&release.Release{Name: at.name}))
	case !ok:
		return true
	default:
		return known != nil && known.listed && !known.settled && (known.whole || version >= known.newest)
	}
}

// decode decodes the wanted ones among all, as many at once as there are processors.
func (p *picked) decode(all iter.Seq2[stored, error]) error {
	work := make(chan stored)
	var workers sync.WaitGroup
	for range operation.Cores {
		workers.Go(func() {
			d := decoder{whole: p.whole, reader: records.Reader{Limit: int64(p.op.Limits().Record)}}
			for r := range work {
				rel, err := d.decode(r)
				if err != nil { // Helm leaves it out
					p.unread.skip(r.meta.Namespace, r.meta.Name, r.meta.Labels["name"], err)
				}
				p.mu.Lock()
				p.read[place{r.meta.Namespace, r.meta.Name}] = rel
				p.mu.Unlock()
			}
		})
	}
	defer workers.Wait()
	defer close(work)
	for r, err := range all {
		if err != nil {
			return err
		}
		if err := p.op.Err(); err != nil {
			return err
		}
		if p.wanted(r.meta) {
			work <- r
		}
	}
	return nil
}

// found is what was read, in the API server's order.
func (p *picked) found() []ri.Releaser {
	var found []ri.Releaser
	order := func(a, b place) int { return strings.Compare(a.namespace+"/"+a.name, b.namespace+"/"+b.name) }
	for _, at := range slices.SortedFunc(maps.Keys(p.read), order) {
		if rel := p.read[at]; rel != nil && p.filter(rel) {
			found = append(found, rel)
		}
	}
	return found
}

// decoder decodes records one after the other.
type decoder struct {
	whole  bool
	reader records.Reader
}

// summary is what list shows of a release.
type summary struct {
	Name  string `json:"name"`
	Info  *info  `json:"info"`
	Chart *struct {
		Metadata *chart.Metadata `json:"metadata"`
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

// decode reads a record, without manifest, templates and values unless whole is set.
func (d *decoder) decode(r stored) (rel *release.Release, err error) {
	defer kubewrap.Recover(&err)
	if d.whole {
		if rel, err = d.reader.Release(r.release); err == nil {
			rel.Labels = r.meta.Labels
		}
		return rel, err
	}
	content, err := d.reader.Content(r.release)
	if err != nil {
		return nil, err
	}
	var s summary
	if err := json.Unmarshal(content, &s); err != nil {
		return nil, err
	}
	rel = &release.Release{Name: s.Name, Namespace: s.Namespace, Version: s.Version, Labels: r.meta.Labels}
	rel.Info = &release.Info{Status: common.StatusUnknown} // without any, Helm's list would panic
	if i := s.Info; i != nil {
		rel.Info = &release.Info{FirstDeployed: i.FirstDeployed.Time, LastDeployed: i.LastDeployed.Time, Deleted: i.Deleted.Time,
			Description: i.Description, Status: i.Status, RollbackRevision: i.RollbackRevision}
	}
	if s.Chart != nil {
		rel.Chart = &chart.Chart{Metadata: s.Chart.Metadata}
	}
	return rel, nil
}
