package guard

import (
	"fmt"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// maxPattern bounds the length of an expression, since nothing ends its compilation.
const maxPattern = 64 << 10

// matched bounds the steps of an expression: that of {1000} has a thousand times as many.
func matched(_ *Render, a []reflect.Value) error {
	if size(a, 0) > maxPattern {
		return fmt.Errorf("the pattern has %d bytes, more than %d", size(a, 0), maxPattern)
	}
	return pace(text(a, 0), size(a, 1))
}

// pace is an error when an expression takes too many steps for a text of that length.
func pace(expression string, length int64) error {
	if length < 2000 {
		return nil
	}
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil
	}
	return work(float64(len(program.Inst)) * float64(length))
}

func replaced(r *Render, a []reflect.Value) error {
	if err := matched(r, a); err != nil {
		return err
	}
	source, by := text(a, 1), text(a, 2)
	expanded := times(int64(strings.Count(by, "$")), int64(len(source)))
	matches := int64(utf8.RuneCountInString(source)) + 1
	most := sum(int64(len(source)), sum(expanded, times(matches, int64(len(by)))))
	if most <= r.limit {
		return nil
	}
	expression, err := regexp.Compile(text(a, 0))
	if err != nil {
		return nil
	}
	matches = 0
	expression.ReplaceAllStringFunc(source, func(string) string { matches++; return "" })
	return r.allow(sum(int64(len(source)), sum(expanded, times(matches, int64(len(by))))))
}
