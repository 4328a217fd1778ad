package wire

import (
	"encoding/json"
	"errors"
)

// ReadinessRule says when an object is ready: a word or an expression, or a function.
type ReadinessRule struct {
	Text     string
	Function *Callback
}

// ErrReadinessRule is what a rule must be.
var ErrReadinessRule = errors.New(`must be "skip", "condition=Ready", "jsonpath={.status.phase}=Running" or a function`)

// UnmarshalJSON accepts both forms.
func (r *ReadinessRule) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &r.Text) == nil {
		return nil
	}
	r.Function = new(Callback)
	if r.Function.UnmarshalJSON(data) != nil {
		return ErrReadinessRule
	}
	return nil
}
