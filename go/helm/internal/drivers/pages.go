package drivers

import (
	"fmt"
	"hash/maphash"
	"iter"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/records"
)

// idlePages is how many pages in a row may contain nothing new: an API server may have found nothing on its way
// so far.
const idlePages = 100

// pages watches a list that comes in pages. An API server, or a proxy that remembers answers, may never come
// to its end.
type pages struct {
	*selection
	seed  maphash.Seed
	next  map[uint64]bool // pages that were said to be next
	came  map[uint64]bool // records
	idles int             // pages since the last that brought something new
}

func (p *selection) pages() *pages {
	return &pages{selection: p, seed: maphash.MakeSeed(), next: map[uint64]bool{}, came: map[uint64]bool{}}
}

// took takes note of a page, and says why there should be no next one.
func (p *pages) took(at metav1.ListMeta, page []*metav1.ObjectMeta) error {
	p.idles++
	for _, record := range page {
		hash := maphash.Comparable(p.seed, records.Place{Namespace: record.Namespace, Name: record.Name})
		if p.came[hash] {
			continue
		}
		p.came[hash], p.idles = true, 0
		if much := p.held.Add(records.Origin{Namespace: record.Namespace, Key: record.Name, Name: record.Labels["name"], Size: records.PerRecord}); much != nil {
			return p.unread.Refuse(much)
		}
	}
	if at.Continue == "" {
		return nil
	}
	next := maphash.String(p.seed, at.Continue)
	if p.next[next] {
		return fault.EndlessList(p.op, p.resource, "the API server names the same page as the next one again and again")
	}
	p.next[next] = true
	if p.idles >= idlePages {
		return fault.EndlessList(p.op, p.resource, fmt.Sprintf("%d pages in a row contain nothing new", idlePages))
	}
	return nil
}

// metadata pages through what is known of all records without their contents.
func (p *selection) metadata(options metav1.ListOptions, see func(*metav1.ObjectMeta)) error {
	options.LabelSelector, options.Limit = p.owned, metadataPage
	pages := p.pages()
	for {
		list, err := p.partial.List(p.op.Context(), options)
		if err != nil {
			return err
		}
		page := make([]*metav1.ObjectMeta, len(list.Items))
		for i := range list.Items {
			page[i] = &list.Items[i].ObjectMeta
		}
		if err := pages.took(list.ListMeta, page); err != nil {
			return err
		}
		for _, meta := range page {
			see(meta)
		}
		if list.Continue == "" {
			return nil
		}
		options.Continue, options.ResourceVersion, options.ResourceVersionMatch = list.Continue, "", ""
	}
}

// records pages through records; without a limit the first page is all of them.
func (p *selection) records(options metav1.ListOptions) iter.Seq2[stored, error] {
	return func(yield func(stored, error) bool) {
		pages := p.pages()
		for {
			page, at, err := p.page(options)
			if err == nil {
				err = pages.took(at, metas(page))
			}
			if err != nil {
				yield(stored{}, err)
				return
			}
			size := 1
			for _, r := range page {
				size += len(r.release)
				if !yield(r, nil) {
					return
				}
			}
			if at.Continue == "" {
				return
			}
			options.Continue, options.ResourceVersion, options.ResourceVersionMatch = at.Continue, "", ""
			if options.Limit > 0 {
				options.Limit = int64(min(max(pageBytes*len(page)/size, 10), metadataPage))
			}
		}
	}
}
