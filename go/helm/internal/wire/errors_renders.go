package wire

// TemplateFailedDetails say where in a template.
type TemplateFailedDetails struct {
	HintDetails
	// The template's path, with the chart's name in front.
	Template string `json:"template,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
}

// OverloadedDetails count the renders that were cancelled but are still computing. There are fewer than the limit where
// renders that nobody has cancelled have taken all places.
type OverloadedDetails struct {
	HintDetails
	// How many there are in this process.
	LeftBehind int `json:"leftBehind"`
	// How many there may be.
	Limit int `json:"limit"`
}

// ValuesInvalidDetails list the violations of the charts' schemas.
type ValuesInvalidDetails struct {
	HintDetails
	// At most 100.
	Violations []Violation `json:"violations"`
	// How many more there are.
	More int `json:"more,omitempty"`
}

// Violation is one value that a schema refuses.
type Violation struct {
	// The chart whose schema it is; subcharts by path.
	Chart string `json:"chart"`
	// Where in the values, as a JSON pointer such as "/image/tag"; "" is all of them. Of a path that is too long to
	// show, the value above it.
	Path string `json:"path"`
	// The schema's keyword, such as "/type" or "/pattern".
	Keyword string `json:"keyword,omitempty"`
	Message string `json:"message"`
}

// ManifestInvalidDetails list what is wrong with a rendered object.
type ManifestInvalidDetails struct {
	HintDetails
	// The template it comes from, where that is known.
	Template string `json:"template,omitempty"`
	// Each cause: a field and what is wrong with it.
	Causes []FieldCause `json:"causes,omitempty"`
}

// FieldCause is one complaint about one field.
type FieldCause struct {
	Field   string `json:"field,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message"`
}
