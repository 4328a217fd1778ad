package wire

import (
	"errors"
	"strconv"
	"strings"
)

// OneOf is a type of options that take one of a few words. dispatch decodes it, typegen prints it and tests take
// samples, all by its Words.
type OneOf interface{ Words() []Choice }

// Choice is a word as JSON has it, or true or false, and the word that it means.
type Choice struct{ JSON, Means string }

func words[W ~string](all ...W) []Choice {
	choices := make([]Choice, len(all))
	for i, word := range all {
		choices[i] = Choice{JSON: strconv.Quote(string(word)), Means: string(word)}
	}
	return choices
}

// Choose is the word that an option means, or says what it must be.
func Choose(option OneOf, data []byte) (string, error) {
	choices := option.Words()
	offered := make([]string, len(choices))
	for i, choice := range choices {
		if choice.JSON == string(data) {
			return choice.Means, nil
		}
		offered[i] = choice.JSON
	}
	last := len(offered) - 1
	return "", errors.New("must be " + strings.Join(offered[:last], ", ") + " or " + offered[last])
}
