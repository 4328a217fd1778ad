package fault

import (
	"iter"
	"strings"
)

// Nearest is the known name with the fewest edits, if they are few.
func Nearest(name string, known iter.Seq[string]) string {
	best, distance := "", max(2, len(name)/3)+1
	for candidate := range known {
		d := edits(strings.ToLower(name), strings.ToLower(candidate))
		if d < distance || d == distance && candidate < best {
			best, distance = candidate, d
		}
	}
	if distance > max(2, len(name)/3) {
		return ""
	}
	return best
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
