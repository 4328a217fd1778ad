package drivers

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"

	"bunhelm/helm/internal/cores"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
)

// selection are the records that a list needs, and what was read of them.
type selection struct {
	*listing
	filter   func(ri.Releaser) bool
	releases map[records.Place]*claims
	odd      map[records.Place]bool // records whose metadata contradict themselves

	everything bool // nothing is known of them but what they hold
	held       *records.Sum

	mu     sync.Mutex                         // guards what follows
	read   map[records.Place]*release.Release // nil: cannot be decoded
	newest records.Place                      // the one that is whole
}

// claims are what the metadata of its records say of a release.
type claims struct {
	listed  bool // it may be part of the answer
	newest  int
	whole   bool // all its records are wanted
	settled bool // nothing more is wanted
}

// claim is the release and the revision that a record says to hold; ok is false if its own name
// says something else.
func claim(meta *metav1.ObjectMeta) (at records.Place, version int, ok bool) {
	name := meta.Labels["name"]
	version, err := strconv.Atoi(meta.Labels["version"])
	return records.Place{Namespace: meta.Namespace, Name: name}, version, err == nil && meta.Name == records.Key(name, version)
}

// see takes note of a record.
func (p *selection) see(meta *metav1.ObjectMeta) {
	at, version, ok := claim(meta)
	if !ok {
		p.odd[records.Place{Namespace: meta.Namespace, Name: meta.Name}] = true
		return
	}
	known := p.releases[at]
	if known == nil {
		known = &claims{}
		p.releases[at] = known
	}
	known.newest = max(known.newest, version)
	known.listed = known.listed || p.selector.Matches(labels.Set(meta.Labels)) && p.filter(&release.Release{Name: at.Name})
}

// missing tells whether there is more to read.
func (p *selection) missing() bool {
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
		rel, done := p.read[records.Place{Namespace: at.Namespace, Name: records.Key(at.Name, known.newest)}]
		isTrue := rel != nil && rel.Name == at.Name && rel.Namespace == at.Namespace && rel.Version == known.newest
		known.settled = done && (isTrue || known.whole)
		known.whole = done
		missing = missing || !known.settled
	}
	return missing || len(p.odd) > 0
}

// labelled selects the records of the releases that are missing.
func (p *selection) labelled() string {
	names := map[string]bool{}
	for at, known := range p.releases {
		if known.listed && !known.settled {
			names[at.Name] = true
		}
	}
	if len(p.odd) > 0 || len(names) > fewNames {
		return p.owned
	}
	return p.owned + ",name in (" + strings.Join(slices.Sorted(maps.Keys(names)), ",") + ")"
}

func (p *selection) wanted(meta *metav1.ObjectMeta) bool {
	at, version, ok := claim(meta)
	switch known := p.releases[at]; {
	case p.all:
		return p.selector.Matches(labels.Set(meta.Labels)) && (!ok || p.filter(&release.Release{Name: at.Name}))
	case p.everything, !ok:
		return true
	default:
		return known != nil && known.listed && !known.settled && (known.whole || version >= known.newest)
	}
}

// decode decodes the wanted ones among all, as many at once as there are processors.
func (p *selection) decode(all iter.Seq2[stored, error]) (err error) {
	work, failed := make(chan stored), make(chan error, cores.Count)
	var workers sync.WaitGroup
	for range cores.Count {
		workers.Go(func() {
			if err := p.work(work); err != nil {
				failed <- err
			}
		})
	}
	defer func() {
		close(work)
		workers.Wait()
		if err == nil && len(failed) > 0 {
			err = <-failed
		}
	}()
	for r, err := range all {
		if err != nil {
			return err
		}
		if err := p.op.Err(); err != nil {
			return err
		}
		if !p.wanted(r.meta) {
			continue
		}
		select {
		case work <- r:
		case err := <-failed: // there may be nobody left to take it
			return err
		}
	}
	return nil
}

// work decodes records until there are no more. Nobody else recovers here.
func (p *selection) work(wanted <-chan stored) (err error) {
	defer fault.Recovered(&err)
	d := decoder{whole: p.whole, reader: records.Reader{Limit: int64(p.op.Client.Limits.Record)}}
	for r := range wanted {
		rel, err := d.decode(r)
		if err != nil { // Helm leaves it out
			p.unread.Skip(r.meta.Namespace, r.meta.Name, r.meta.Labels["name"], err)
		}
		if err := p.keep(records.Place{Namespace: r.meta.Namespace, Name: r.meta.Name}, r.meta.Labels["name"], rel); err != nil {
			return err
		}
	}
	return nil
}

// keep holds on to what was read. Of releases that are read whole, the newest alone stays so.
func (p *selection) keep(at records.Place, name string, rel *release.Release) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.whole && rel != nil {
		if newest := p.read[p.newest]; newest == nil || newest.Version < rel.Version || newest.Version == rel.Version && comparePlaces(p.newest, at) <= 0 {
			if newest != nil {
				p.read[p.newest] = stub(newest)
			}
			p.newest = at
		} else {
			rel = stub(rel)
		}
	}
	if _, again := p.read[at]; !again {
		if much := p.held.Add(records.Origin{Namespace: at.Namespace, Key: at.Name, Name: name, Size: records.SummarySize(rel)}); much != nil {
			return p.unread.Refuse(much)
		}
	}
	p.read[at] = rel
	return nil
}

// stub is what is to be known of a revision that is not the newest.
func stub(rel *release.Release) *release.Release {
	return &release.Release{Name: rel.Name, Namespace: rel.Namespace, Version: rel.Version, Labels: rel.Labels}
}

// comparePlaces compares as the API server does.
func comparePlaces(a, b records.Place) int {
	return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
}

// selected are the releases that were read, in the API server's order.
func (p *selection) selected() []ri.Releaser {
	var found []ri.Releaser
	for _, at := range slices.SortedFunc(maps.Keys(p.read), comparePlaces) {
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

// decode reads a record, without manifest, templates and values unless whole is set.
func (d *decoder) decode(r stored) (rel *release.Release, err error) {
	defer fault.Recovered(&err)
	if d.whole {
		if rel, err = d.reader.Release(r.release); err == nil {
			rel.Labels = r.meta.Labels
		}
		return rel, err
	}
	content, err := d.reader.Content(r.release)
	if err == nil {
		rel, err = records.Summary(content)
	}
	if err == nil {
		rel.Labels = r.meta.Labels
	}
	return rel, err
}
