package fault

import (
	"fmt"
	"slices"
)

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
