package wire

// TemplateFailedDetails give the position in a template.
type TemplateFailedDetails struct {
	HintDetails
	// The template's path, starting with the chart's name.
	Template string `json:"template,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
}

// OverloadedDetails count the cancelled renders that are still computing. If there are fewer than the limit, other
// renders kept this one waiting.
type OverloadedDetails struct {
	HintDetails
	// The number in this process.
	LeftBehind int `json:"leftBehind"`
	// The number that is allowed.
	Limit int `json:"limit"`
}

// ValuesInvalidDetails list the violations of the charts' schemas.
type ValuesInvalidDetails struct {
	HintDetails
	// At most 100.
	Violations []Violation `json:"violations"`
	// The number of further violations.
	More int `json:"more,omitempty"`
}

// Violation is one value that a schema refuses.
type Violation struct {
	// The chart whose schema was violated; for a subchart, its path.
	Chart string `json:"chart"`
	// The position in the values, as a JSON pointer such as "/image/tag"; "" stands for all values. If the path is
	// too long to show, the path of a value above it.
	Path string `json:"path"`
	// The schema's keyword, such as "/type" or "/pattern".
	Keyword string `json:"keyword,omitempty"`
	Message string `json:"message"`
}

// ManifestInvalidDetails list what is wrong with a rendered object.
type ManifestInvalidDetails struct {
	HintDetails
	// The template that it comes from, if known.
	Template string `json:"template,omitempty"`
	// Each field with a problem, and what is wrong with it.
	Causes []FieldCause `json:"causes,omitempty"`
}

// FieldCause is one problem with one field.
type FieldCause struct {
	Field   string `json:"field,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message"`
}
