package fault

import (
	"fmt"
	"slices"
	"strings"

	"bunhelm/helm/internal/wire"
)

// Choice is an option that is none of its choices.
func Choice(option, given string, choices ...string) *wire.Error {
	last := len(choices) - 1
	e := InvalidArgument(option, "%s must be \"%s\" or %q%s", option, strings.Join(choices[:last], `", "`), choices[last], NotThis(given, choices))
	e.Details = wire.InvalidArgumentDetails{Option: option, DidYouMean: Nearest(given, slices.Values(choices))}
	return e
}

// longestEcho is how much of a wrong choice is repeated.
const longestEcho = 40

// NotThis repeats a wrong choice, and asks for the one that was meant.
func NotThis(given string, choices []string) string {
	if len(given) > longestEcho {
		return ""
	}
	said := fmt.Sprintf(", not %q", given)
	if nearest := Nearest(given, slices.Values(choices)); nearest != "" {
		said += fmt.Sprintf("; did you mean %q?", nearest)
	}
	return said
}
