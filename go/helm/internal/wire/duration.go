package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Duration is a number of milliseconds or Go's text form.
type Duration time.Duration

// UnmarshalJSON accepts 300000 and "5m0s". Zero and negative values are refused: Helm takes a zero timeout as "at
// once" in one place and as "for ever" in another. A number below 1000 is refused too, since it was probably meant as
// seconds.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var parsed time.Duration
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		var err error
		if parsed, err = time.ParseDuration(text); err != nil {
			if _, unitless := strconv.ParseFloat(text, 64); unitless == nil {
				return fmt.Errorf("%q has no unit: write \"%ss\" for seconds, or \"%sms\" for milliseconds", text, text, text)
			}
			return fmt.Errorf("%q is not a duration: use milliseconds or text such as \"5m30s\"", text)
		}
	} else {
		var milliseconds float64
		if err := json.Unmarshal(data, &milliseconds); err != nil {
			return errors.New("must be a number of milliseconds or text such as \"5m30s\"")
		}
		switch {
		case milliseconds > float64(math.MaxInt64/int64(time.Millisecond)):
			return fmt.Errorf("%v milliseconds is too long", milliseconds)
		case milliseconds > 0 && milliseconds < 1000:
			number := strconv.FormatFloat(milliseconds, 'f', -1, 64)
			return fmt.Errorf("%s would be %s milliseconds; write \"%ss\" for seconds, or \"%sms\" if you mean it", number, number, number, number)
		}
		parsed = time.Duration(milliseconds * float64(time.Millisecond))
	}
	if parsed <= 0 {
		return errors.New("must be greater than zero")
	}
	*d = Duration(parsed)
	return nil
}

// Or returns the duration, or fallback if none was given.
func (d *Duration) Or(fallback time.Duration) time.Duration {
	if d == nil {
		return fallback
	}
	return time.Duration(*d)
}
