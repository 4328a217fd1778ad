package drivers

import (
	"context"
	"fmt"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/metadata"

	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/records"
)

// An API server answers a list from its memory once that is as new as etcd, and asks etcd how new that
// is at most ten times a second per resource. So of verbs that follow each other, all but the first may
// wait up to 100 ms for each list of records. This file reads the records of one release without that
// wait: a list that is at least as new as what this process saw some seconds ago, and single reads, which
// come from etcd, to prove that nothing has changed since. What cannot be proven is listed as ever.

// fewReads is how many records are read one by one rather than waited for.
const fewReads = 4

// isTooNew says that the API server cannot tell of a version: its memory is behind, or it knows no such thing.
func isTooNew(err error) bool {
	return apierrors.IsTimeout(err) || apierrors.IsResourceExpired(err) || apierrors.IsGone(err) ||
		apierrors.IsBadRequest(err) || apierrors.IsInvalid(err)
}

// client has the records of one kind, for one operation.
type client[T metav1.Object, L metav1.ListInterface] struct {
	api[T, L]
	sight *cluster.Sight
	// heads reads the metadata of records as etcd has them; nil: there is no hurry.
	heads metadata.ResourceInterface
	items func(L) []*metav1.ObjectMeta
	// keep leaves the others out of a list.
	keep func(list L, wanted func(*metav1.ObjectMeta) bool)
	// repairs: what is written or deleted must stand as it was read.
	repairs bool

	mu sync.Mutex // guards what follows
	// versions of the records that this operation has written, and in a repair of those it has read.
	versions map[string]string
}

// api is what client-go has for Secrets and for ConfigMaps.
type api[T metav1.Object, L metav1.ListInterface] interface {
	Create(ctx context.Context, record T, options metav1.CreateOptions) (T, error)
	Update(ctx context.Context, record T, options metav1.UpdateOptions) (T, error)
	Delete(ctx context.Context, name string, options metav1.DeleteOptions) error
	Get(ctx context.Context, name string, options metav1.GetOptions) (T, error)
	List(ctx context.Context, options metav1.ListOptions) (L, error)
}

// find lists records; those of one release without a wait, where that can be.
func (s *client[T, L]) find(ctx context.Context, options metav1.ListOptions) (L, error) {
	release, all, selected := ofOneRelease(options.LabelSelector)
	if since := s.sight.Recent(); s.heads != nil && release != "" && since != "" {
		list, err := s.List(ctx, metav1.ListOptions{
			LabelSelector: all, ResourceVersion: since, ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
		})
		if err != nil && !isTooNew(err) {
			return list, err
		}
		if err == nil && unchanged(ctx, s.heads, release, s.items(list)) {
			s.keep(list, func(record *metav1.ObjectMeta) bool { return selected.Matches(labels.Set(record.Labels)) })
			return list, nil
		}
	}
	list, err := s.List(ctx, options)
	if err == nil {
		s.sight.Saw(list.GetResourceVersion())
	}
	return list, err
}

// ofOneRelease is the release that a selector is about, if it is about one, and what selects all its records.
func ofOneRelease(selector string) (release, all string, selected labels.Selector) {
	selected, err := labels.Parse(selector)
	if err != nil {
		return "", "", nil
	}
	name, isOne := selected.RequiresExactMatch("name")
	owner, isOwned := selected.RequiresExactMatch("owner")
	if !isOne || !isOwned {
		return "", "", nil
	}
	return name, labels.Set{"name": name, "owner": owner}.String(), selected
}

// unchanged tells whether these are all records of the release, as they are now. Whoever works on it creates
// the record of the next revision first, or writes into the newest; one that is superseded stays as it is.
// So nothing has changed if there is no next revision, and the newest and those that are not superseded are
// as they were. Of no record nothing can be said: the first revision may have come and been pruned.
func unchanged(ctx context.Context, heads metadata.ResourceInterface, release string, found []*metav1.ObjectMeta) bool {
	if len(found) == 0 {
		return false
	}
	newest := 0
	for _, record := range found {
		at, revision, ok := claim(record)
		if !ok || at.Name != release {
			return false
		}
		newest = max(newest, revision)
	}
	versions := map[string]string{records.Key(release, newest+1): ""}
	for _, record := range found {
		if record.Labels["status"] != "superseded" || record.Name == records.Key(release, newest) {
			versions[record.Name] = record.ResourceVersion
		}
	}
	if len(versions) > fewReads {
		return false
	}
	answers := make(chan bool, len(versions))
	for name, expected := range versions {
		go func() {
			stands := false
			defer func() { answers <- stands }()
			defer func() { _ = recover() }() // no proof
			record, err := heads.Get(ctx, name, metav1.GetOptions{})
			if expected == "" {
				stands = apierrors.IsNotFound(err)
			} else {
				stands = err == nil && record.ResourceVersion == expected
			}
		}()
	}
	stands := true
	for range versions {
		stands = <-answers && stands
	}
	return stands
}

// create stores a record.
func (s *client[T, L]) create(ctx context.Context, record T, options metav1.CreateOptions) (T, error) {
	written, err := s.Create(ctx, record, options)
	s.wrote(written, err)
	return written, err
}

// get reads a record.
func (s *client[T, L]) get(ctx context.Context, name string, options metav1.GetOptions) (T, error) {
	found, err := s.Get(ctx, name, options)
	if err == nil && s.repairs {
		s.mu.Lock()
		s.versions[name] = found.GetResourceVersion()
		s.mu.Unlock()
	}
	return found, err
}

// update writes a record over the version that is known, if one is: a conflict says that somebody else has
// written since. A version is good for one try, for the answer to that may be lost.
func (s *client[T, L]) update(ctx context.Context, record T, options metav1.UpdateOptions) (T, error) {
	record.SetResourceVersion(s.take(record.GetName()))
	written, err := s.Update(ctx, record, options)
	s.wrote(written, err)
	return written, err
}

// remove deletes a record.
func (s *client[T, L]) remove(ctx context.Context, name string, options metav1.DeleteOptions) error {
	if version := s.take(name); s.repairs && version != "" {
		options.Preconditions = &metav1.Preconditions{ResourceVersion: &version}
	}
	return s.Delete(ctx, name, options)
}

func (s *client[T, L]) wrote(record T, err error) {
	if err != nil {
		return
	}
	s.sight.Saw(record.GetResourceVersion())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versions[record.GetName()] = record.GetResourceVersion()
}

func (s *client[T, L]) take(name string) (version string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	version = s.versions[name]
	delete(s.versions, name)
	return version
}

// touch writes into the metadata of a record that its operation lives, where Helm writes when it was last changed: only
// over the version that is known, or the operation would not notice at its next write that somebody else has written.
func (s *client[T, L]) touch(ctx context.Context, name string) error {
	s.mu.Lock()
	version := s.versions[name]
	s.mu.Unlock()
	if s.heads == nil || version == "" { // it is being written
		return nil
	}
	patch := fmt.Sprintf(`{"metadata":{"resourceVersion":%q,"labels":{"modifiedAt":"%d"}}}`, version, time.Now().Unix())
	touched, err := s.heads.Patch(ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.versions[name] == version {
		s.versions[name] = touched.GetResourceVersion()
	}
	return nil
}

// getToWrite reads a record that is to be written as it was read, or not at all.
func (s *client[T, L]) getToWrite(ctx context.Context, name string) (T, error) {
	found, err := s.Get(ctx, name, metav1.GetOptions{})
	if err == nil {
		s.mu.Lock()
		s.versions[name] = found.GetResourceVersion()
		s.mu.Unlock()
	}
	return found, err
}
