package stage

import (
	"hash/maphash"

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
func (p *plans) begin(manifest string) []wire.ResourceRef {
	sum := maphash.String(seed, manifest)
	if refs := p.refs[sum]; refs != nil {
		return refs
	}
	if p.begun == nil {
		p.begun = map[uint64]bool{}
	}
	p.begun[sum] = true
	return nil
}

// built is told of every manifest that was built.
func (p *plans) built(manifest string, refs []wire.ResourceRef) (isPlan bool) {
	sum := maphash.String(seed, manifest)
	if p.refs == nil {
		p.refs = map[uint64][]wire.ResourceRef{}
	}
	p.refs[sum] = refs
	return p.begun[sum]
}
