package kubewrap

import (
	"hash/maphash"

	"helm.sh/helm/v4/pkg/kube"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// plans knows the objects of a release from its first record on: a hook may fail before the first of them
// is written. A rollback builds them after its record, all else before it.
type plans struct {
	refs  map[uint64][]wire.ResourceRef // by manifest
	begun map[uint64]bool
}

var seed = maphash.MakeSeed()

// begin is told of the manifest of a record that says that an operation begins.
func (p *plans) begin(op *operation.Operation, manifest string) {
	sum := maphash.String(seed, manifest)
	if refs := p.refs[sum]; refs != nil {
		op.SetPlanned(refs)
		return
	}
	if p.begun == nil {
		p.begun = map[uint64]bool{}
	}
	p.begun[sum] = true
}

// built is told of every manifest that was built.
func (p *plans) built(op *operation.Operation, manifest string, list kube.ResourceList) {
	sum := maphash.String(seed, manifest)
	refs := refsOf(list)
	if p.begun[sum] {
		op.SetPlanned(refs)
	}
	if p.refs == nil {
		p.refs = map[uint64][]wire.ResourceRef{}
	}
	p.refs[sum] = refs
}

func refsOf(list kube.ResourceList) []wire.ResourceRef {
	refs := make([]wire.ResourceRef, len(list))
	for i, info := range list {
		refs[i] = refOf(info)
	}
	return refs
}
