package drivers

import (
	"fmt"
	"iter"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	ri "helm.sh/helm/v4/pkg/release"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/gate"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
)

const (
	fewRecords   = 50      // fetched whole at first: with no more, one request is enough
	metadataPage = 1000    // records whose metadata are fetched at once
	pageBytes    = 2 << 20 // of records fetched at once, about
	fewNames     = 50      // releases that are asked for by name
)

// Narrowed is the driver whose List fetches and decodes only what `helm list` needs: the newest record of
// each release of which any record has labels that the selector matches, or, when all is set, every
// such record. It is nil for drivers outside of the cluster.
func (b *Book) Narrowed(selector labels.Selector, all bool) (driver.Driver, error) {
	l, err := b.listing()
	if l == nil || err != nil {
		return nil, err
	}
	l.selector, l.all = selector, all
	return l, nil
}

// listing is nil for drivers outside of the cluster.
func (b *Book) listing() (*listing, error) {
	k, inCluster := b.driver.(*objects)
	if !inCluster {
		return nil, nil
	}
	s := b.store
	l := &listing{Driver: k, op: s.op, resource: k.resource, unread: k.unread, owned: "owner=helm", selector: labels.Everything()}
	l.sight = s.getter.Seen(l.resource)
	config := s.getter.ConfigFor(gate.Records)
	client, err := metadata.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	l.partial = client.Resource(schema.GroupVersionResource{Version: "v1", Resource: l.resource}).Namespace(s.namespace)
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	set, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	l.bodies, l.namespace = set.CoreV1().RESTClient(), s.namespace
	return l, nil
}

// listing is a driver whose List goes by the metadata of the records. Their labels are a claim: each
// newest record is read, and where it is not what its labels say, or cannot be decoded, all records
// of its release are. An older record is taken at its word if its name says the same as its labels.
type listing struct {
	driver.Driver
	op        *operation.Operation
	unread    *records.Unread
	resource  string
	namespace string
	partial   metadata.ResourceInterface
	bodies    rest.Interface
	owned     string // selects the records in question
	release   string // the one that they are of; empty: of any
	sight     *cluster.Sight
	selector  labels.Selector
	all       bool
	whole     bool // what is decoded has manifest, hooks and values too
}

// List is the driver's, with releases that have only what list shows of them, unless whole is set.
func (l *listing) List(filter func(ri.Releaser) bool) (found []ri.Releaser, err error) {
	for range 2 { // begin again
		if found, err = l.list(filter); !isForgotten(err) {
			break
		}
	}
	if isOtherWay(err) { // one that pages at least
		found, err = l.everything(filter, fewRecords)
	}
	if isForgotten(err) || isOtherWay(err) {
		found, err = l.everything(filter, 0)
	}
	if err != nil {
		return nil, fmt.Errorf("list: failed to list: %w", err)
	}
	return found, nil
}

// isForgotten says that the API server does not remember the moment of the first page.
func isForgotten(err error) bool { return apierrors.IsResourceExpired(err) || apierrors.IsGone(err) }

// isOtherWay says that the API server pages, or knows metadata, in another way.
func isOtherWay(err error) bool {
	switch apierrors.ReasonForError(err) {
	case metav1.StatusReasonBadRequest, metav1.StatusReasonInvalid, metav1.StatusReasonNotAcceptable:
		return true
	}
	return false
}

// everything reads all records in question, of which nothing is known before; limit is how many the first
// page has, 0: all.
func (l *listing) everything(filter func(ri.Releaser) bool, limit int64) ([]ri.Releaser, error) {
	p := l.newSelection(filter)
	p.everything = true
	err := p.decode(p.records(metav1.ListOptions{LabelSelector: l.owned, Limit: limit}))
	return p.selected(), err
}

func (l *listing) list(filter func(ri.Releaser) bool) ([]ri.Releaser, error) {
	p := l.newSelection(filter)
	first, at, isProven, err := l.recently()
	if err != nil {
		return nil, err
	}
	if l.all {
		records := storedRecords(first)
		if !isProven {
			records = p.records(metav1.ListOptions{LabelSelector: l.owned, Limit: fewRecords})
		}
		err := p.decode(records)
		return p.selected(), err
	}
	if at.ResourceVersion == "" {
		if first, at, err = l.page(metav1.ListOptions{LabelSelector: l.owned, Limit: fewRecords}); err != nil {
			return nil, err
		}
		l.sight.Saw(at.ResourceVersion)
		isProven = true
	}
	// All that follows is of the first page's moment.
	snapshot := metav1.ListOptions{Limit: fewRecords, ResourceVersion: at.ResourceVersion, ResourceVersionMatch: metav1.ResourceVersionMatchExact}
	if at.Continue != "" {
		first = nil
		var seen []*metav1.ObjectMeta
		see := func(meta *metav1.ObjectMeta) { seen = append(seen, meta); p.see(meta) }
		if err := p.metadata(snapshot, see); err != nil {
			return nil, err
		}
		if !isProven && !unchanged(l.op.Context(), l.partial, l.release, seen) {
			l.sight = nil
			return l.list(filter)
		}
	} else {
		for _, r := range first {
			p.see(r.meta)
		}
	}
	// First what is not superseded: the newest hardly ever is. Then those that are, then all records
	// of the releases whose newest is not what its labels say.
	for _, narrow := range []string{",status!=superseded", "", ""} {
		if !p.missing() {
			break
		}
		records := storedRecords(first)
		if at.Continue != "" {
			snapshot.LabelSelector = p.labelled() + narrow
			records = p.records(snapshot)
		}
		if err := p.decode(records); err != nil {
			return nil, err
		}
	}
	return p.selected(), nil
}

func (l *listing) newSelection(filter func(ri.Releaser) bool) *selection {
	held := &records.Sum{Limit: int64(l.op.Client.Limits.Record)}
	return &selection{listing: l, filter: filter, held: held, releases: map[records.Place]*claims{}, odd: map[records.Place]bool{}, read: map[records.Place]*release.Release{}}
}

// recently is the first page of one release's records, without a wait, where that can be: at is empty where
// it cannot, and where it has changed since. A page that is not all of them is not proven yet.
func (l *listing) recently() (page []stored, at metav1.ListMeta, isProven bool, err error) {
	since := l.sight.Recent()
	if l.release == "" || since == "" {
		return nil, at, false, nil
	}
	page, at, err = l.page(metav1.ListOptions{
		LabelSelector: l.owned, Limit: fewRecords,
		ResourceVersion: since, ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
	})
	switch {
	case err != nil && !isTooNew(err):
		return nil, at, false, err
	case err == nil && at.Continue != "":
		return page, at, false, nil
	case err == nil && unchanged(l.op.Context(), l.partial, l.release, metas(page)):
		return page, at, true, nil
	}
	return nil, metav1.ListMeta{}, false, nil
}

func metas(page []stored) (metas []*metav1.ObjectMeta) {
	for _, record := range page {
		metas = append(metas, record.meta)
	}
	return metas
}

// storedRecords iterates over records that were fetched already.
func storedRecords(page []stored) iter.Seq2[stored, error] {
	return func(yield func(stored, error) bool) {
		for _, r := range page {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (l *listing) page(options metav1.ListOptions) ([]stored, metav1.ListMeta, error) {
	request := l.bodies.Get().NamespaceIfScoped(l.namespace, l.namespace != "").Resource(l.resource).
		VersionedParams(&options, scheme.ParameterCodec).
		SetHeader("Accept-Encoding", "identity") // a record is compressed already: again is only slow
	if l.resource == "configmaps" {
		var list corev1.ConfigMapList
		err := request.Do(l.op.Context()).Into(&list)
		return each(list.Items, inConfigMap), list.ListMeta, err
	}
	var list corev1.SecretList
	err := request.Do(l.op.Context()).Into(&list)
	return each(list.Items, inSecret), list.ListMeta, err
}
