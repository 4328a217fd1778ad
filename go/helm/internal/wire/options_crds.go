package wire

// CrdsOption says what becomes of the CustomResourceDefinitions in the chart's crds/.
type CrdsOption struct {
	// What to do with the CustomResourceDefinitions in the chart's crds/ and in those of its dependencies, before anything
	// is rendered. "skip" writes none. "create" creates those that the cluster does not have. "createReplace" also makes
	// those that differ what the chart says, whoever has changed them: a version that is removed is no longer served, and
	// objects lose the fields that are removed. releases.plan tells which, and how many objects there are. None is ever
	// deleted, nor put back by rollbackOnFailure. With "createReplace", what the release has recorded in a version that
	// is no longer served is looked for in another one.
	//
	// @default as Helm: an install creates them, and with server-side apply updates those that differ; an upgrade skips them
	Crds Crds `json:"crds,omitempty"`
}

// Crds is "skip", "create" or "createReplace".
type Crds string

// The choices, by flux's words.
const (
	CrdsSkip          Crds = "skip"
	CrdsCreate        Crds = "create"
	CrdsCreateReplace Crds = "createReplace"
)

// Words are the choices.
func (Crds) Words() []Choice { return words(CrdsSkip, CrdsCreate, CrdsCreateReplace) }
