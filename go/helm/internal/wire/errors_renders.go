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
