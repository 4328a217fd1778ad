package guard

import (
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"strings"
)

type check = func(r *Render, arguments []reflect.Value) error

// checks are the functions of Helm's map that need another bound than that their arguments can be gone
// through. The first group looks at its arguments from outside only.
var checks = table(
	[]string{
		"list", "tuple", "get", "set", "unset", "hasKey", "pluck", "keys", "values", "pick", "omit", "dig", "default",
		"empty", "coalesce", "all", "any", "ternary", "required", "kindOf", "kindIs", "typeOf", "typeIs", "typeIsLike",
		"first", "last", "initial", "rest", "mustFirst",
		"mustLast", "mustInitial", "mustRest",
		"index", "len", "not", "include",
	}, func(*Render, []reflect.Value) error { return nil },
	[]string{"concat", "append", "prepend", "push", "reverse", "compact", "mustAppend", "mustPrepend", "mustPush", "mustReverse", "mustCompact"}, listed,
	[]string{"tpl"}, template,
	[]string{"dict"}, keys,
	[]string{"merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"}, merge,
	[]string{"toYaml", "mustToYaml", "toYamlPretty"}, func(r *Render, a []reflect.Value) error { return r.yaml(a...) },
	[]string{
		"toToml", "mustToToml", "toJson", "mustToJson", "toPrettyJson",
		"mustToPrettyJson", "toRawJson", "mustToRawJson",
	}, func(r *Render, a []reflect.Value) error { return r.tree(r.jsonParts(), quoted, a...) },
	[]string{"deepCopy", "mustDeepCopy"}, func(r *Render, a []reflect.Value) error { return r.tree(r.jsonParts(), nil, a...) },
	[]string{"quote"}, func(r *Render, a []reflect.Value) error { return r.tree(math.MaxInt64, quoted, a...) },
	[]string{"html", "js"}, func(r *Render, a []reflect.Value) error { return r.tree(math.MaxInt64, markup, a...) },
	[]string{
		"fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "mustFromJson",
	}, parsed,
	[]string{"fromToml"}, fromTOML,
	[]string{"repeat"}, func(r *Render, a []reflect.Value) error { return r.allow(times(number(a, 0), size(a, 1))) },
	[]string{"indent", "nindent"}, func(r *Render, a []reflect.Value) error {
		lines := int64(strings.Count(text(a, 1), "\n")) + 1
		return r.allow(sum(times(number(a, 0), lines), size(a, 1)))
	},
	[]string{"until"}, func(r *Render, a []reflect.Value) error { return steps(r, 0, number(a, 0), sign(number(a, 0)), 16) },
	[]string{"untilStep"}, func(r *Render, a []reflect.Value) error {
		return steps(r, number(a, 0), number(a, 1), number(a, 2), 16)
	},
	[]string{"seq"}, sequence,
	[]string{"randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes"}, func(_ *Render, a []reflect.Value) error {
		return random(number(a, 0))
	},
	[]string{"shuffle"}, func(_ *Render, a []reflect.Value) error { return random(size(a, 0)) },
	[]string{"printf"}, format,
	[]string{
		"genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
		"genSignedCertWithKey", "buildCustomCert", "genPrivateKey", "derivePassword",
	}, smallArguments,
	[]string{"wrap"}, func(r *Render, a []reflect.Value) error { return wrapped(r, number(a, 0), 1, size(a, 1)) },
	[]string{"wrapWith"}, func(r *Render, a []reflect.Value) error { return wrapped(r, number(a, 0), size(a, 1), size(a, 2)) },
	[]string{"replace"}, func(r *Render, a []reflect.Value) error {
		return r.allow(sum(size(a, 2), times(int64(strings.Count(text(a, 2), text(a, 0))), size(a, 1))))
	},
	[]string{"join"}, joined,
	[]string{"split", "splitn", "splitList"}, cut,
	[]string{"regexMatch", "mustRegexMatch", "regexFind", "mustRegexFind"}, matched,
	[]string{"regexFindAll", "mustRegexFindAll", "regexSplit", "mustRegexSplit"}, func(r *Render, a []reflect.Value) error {
		if err := r.allow(times(size(a, 1), 16)); err != nil {
			return err
		}
		return matched(r, a)
	},
	[]string{"regexReplaceAll", "mustRegexReplaceAll", "regexReplaceAllLiteral", "mustRegexReplaceAllLiteral"}, replaced,
	[]string{"uniq", "mustUniq", "without", "mustWithout", "has", "mustHas"}, compared,
	[]string{"trimAll", "trimall"}, func(_ *Render, a []reflect.Value) error { return work(float64(size(a, 0)) * float64(size(a, 1))) },
	[]string{"addf", "subf", "mulf", "divf", "add1f"}, func(_ *Render, a []reflect.Value) error {
		return work(math.Pow(float64(len(a)), 3))
	},
	[]string{"Glob"}, func(_ *Render, a []reflect.Value) error { // of .Files
		if pattern := text(a, 0); len(pattern) > 4096 || strings.Count(pattern, "{") > 16 {
			return fmt.Errorf("the pattern is longer than 4096 bytes, or has more than 16 groups of alternatives")
		}
		return nil
	},
)

func table(rows ...any) map[string]check {
	made := map[string]check{}
	for i := 0; i < len(rows); i += 2 {
		for _, name := range rows[i].([]string) {
			made[name] = rows[i+1].(func(*Render, []reflect.Value) error)
		}
	}
	return made
}

// text is an argument that is one; else "".
func text(arguments []reflect.Value, i int) string {
	if i >= len(arguments) {
		return ""
	}
	v := arguments[i]
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() != reflect.String {
		return ""
	}
	return v.String()
}

func size(arguments []reflect.Value, i int) int64 { return int64(len(text(arguments, i))) }

// number is an argument as sprig understands it; else 0.
func number(arguments []reflect.Value, i int) int64 {
	if i < 0 || i >= len(arguments) {
		return 0
	}
	v := arguments[i]
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return 0
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(min(v.Uint(), math.MaxInt64))
	case v.CanFloat():
		return int64(v.Float())
	}
	return 0
}

// times multiplies what is not negative, and stops at the largest number.
func times(a, b int64) int64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	if high > 0 || low > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(low)
}

func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

func template(r *Render, a []reflect.Value) error {
	r.depth += cloning
	r.pending = size(a, 0)
	most := r.limit / 16
	if r.active > 0 { // errors repeat each of them
		most = r.limit / 64
	}
	if r.active+r.pending > most {
		return fmt.Errorf("the template and those it is nested in have more than %d bytes, their share of %s", most, Option)
	}
	if blocks(text(a, 0)) > maxBlocks {
		return fmt.Errorf("the template has more than %d blocks", maxBlocks)
	}
	if words(text(a, 0)) > r.maxWords() {
		return fmt.Errorf("the template has more than %w", r.tooManyWords())
	}
	return nil
}

// listed makes a list anew.
func listed(r *Render, a []reflect.Value) error {
	var items int64
	for _, argument := range a {
		for argument.IsValid() && argument.Kind() == reflect.Interface {
			argument = argument.Elem()
		}
		if argument.IsValid() && argument.Kind() == reflect.Slice {
			items += int64(argument.Len())
		}
	}
	return r.allow(times(items, 64))
}

// keys: dict makes texts of them.
func keys(r *Render, a []reflect.Value) error {
	for i := 0; i < len(a); i += 2 {
		if a[i].IsValid() && a[i].Kind() == reflect.Interface && a[i].Elem().IsValid() && a[i].Elem().Kind() == reflect.String {
			continue
		}
		if _, err := r.weigh(a[i]); err != nil {
			return err
		}
	}
	return nil
}

// merge goes down where both have a dict.
func merge(r *Render, a []reflect.Value) error {
	s := scale{limit: r.limit, most: math.MaxInt64}
	for i := 1; i < len(a); i++ {
		s.both(a[0], a[i], 0)
	}
	if s.deep {
		return errDeep
	}
	return r.allow(s.bytes)
}

func (s *scale) both(a, b reflect.Value, depth int) {
	if depth > maxDepth {
		s.deep = true
	}
	for a.IsValid() && (a.Kind() == reflect.Interface || a.Kind() == reflect.Pointer) {
		a = a.Elem()
	}
	for b.IsValid() && (b.Kind() == reflect.Interface || b.Kind() == reflect.Pointer) {
		b = b.Elem()
	}
	if s.full() || !a.IsValid() || !b.IsValid() || a.Kind() != reflect.Map || b.Kind() != reflect.Map {
		return
	}
	for entries := b.MapRange(); entries.Next(); {
		if s.bytes += anything; s.full() {
			return
		}
		if key := entries.Key(); key.Type().AssignableTo(a.Type().Key()) {
			s.both(a.MapIndex(key), entries.Value(), depth+1)
		}
	}
}

func parsed(r *Render, a []reflect.Value) error {
	if err := r.readable(partsOf(text(a, 0))); err != nil {
		return fmt.Errorf("it has %w", err)
	}
	return nil
}

func steps(r *Render, start, stop, step, each int64) error {
	if step == 0 || (stop < start) != (step < 0) && stop != start {
		return nil // none; until counts down by itself
	}
	distance, stride := uint64(stop)-uint64(start), uint64(step)
	if stop < start {
		distance, stride = uint64(start)-uint64(stop), -uint64(step)
	}
	const most = math.MaxInt64 / 2 // beyond that counting on would overflow, and not end
	if max(stop, step) > most || min(stop, step) < -most {
		return r.allow(math.MaxInt64)
	}
	return r.allow(times(int64(min(distance/stride, math.MaxInt64)), each))
}

// random characters each take a microsecond or so, and nothing ends that.
func random(characters int64) error {
	const most = 1 << 20
	if characters > most {
		return fmt.Errorf("it would generate %d random characters, more than %d", characters, most)
	}
	return nil
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}

func sequence(r *Render, a []reflect.Value) error {
	if len(a) == 0 {
		return nil
	}
	if len(a) == 1 && a[0].Kind() == reflect.Slice { // as a list of numbers
		return nil
	}
	start, stop, step := int64(1), number(a, len(a)-1), int64(1)
	switch len(a) {
	case 2:
		start = number(a, 0)
	case 3:
		start, step = number(a, 0), number(a, 1)
	}
	if len(a) < 3 && stop < start {
		step = -1
	}
	return steps(r, start, stop, step, 96)
}

// format adds up what the verbs of a format make of the arguments. A width counts for each item of a list.
func format(r *Render, a []reflect.Value) error {
	var verbs, widths, digits, perItem int64
	e, perByte, inVerb, plus, numbered := (*escapes)(nil), int64(1), false, false, false
	for _, c := range []byte(text(a, 0)) {
		switch {
		case !inVerb:
			if inVerb = c == '%'; inVerb {
				verbs, plus = verbs+1, false
			}
			continue
		case c >= '0' && c <= '9':
			digits = min(digits*10+int64(c-'0'), 1_000_000)
			continue
		case c == '*':
			digits = 1_000_000 // fmt's own limit
		case c == '[': // arguments by number, as often as one likes
			numbered = true
		case c == '+':
			plus = true
		case c == 'q' && plus: // ASCII only
			e, perByte = quoted, max(perByte, 3)
		case c == 'q', c == '#':
			e = quoted
		case c == 'x', c == 'X': // %# x
			perByte = 5
		case c == 'f', c == 'F':
			perItem = 320
		case c == 'b':
			perItem = max(perItem, 72)
		}
		widths, digits = sum(widths, digits), 0
		inVerb = strings.IndexByte("+-# .[]*", c) >= 0
	}
	s := r.scale(math.MaxInt64, e)
	if err := s.weigh(a); err != nil {
		return err
	}
	items := s.parts + s.octets
	bytes := sum(times(s.bytes, perByte), times(items, perItem))
	if numbered {
		bytes = times(bytes, max(verbs, 1))
	}
	within := max(items-2*int64(len(a)), 1)                          // without the arguments themselves
	return r.allow(sum(sum(bytes, times(within, widths)), 32*verbs)) // %!d(BADINDEX)
}

// smallArguments limits names and keys, which are encoded many times over.
func smallArguments(r *Render, a []reflect.Value) error {
	bytes, err := r.weigh(a...)
	if err != nil {
		return err
	}
	const most = 1 << 20
	if bytes > most {
		return fmt.Errorf("its arguments take %d bytes, more than %d", bytes, most)
	}
	return nil
}

func wrapped(r *Render, width, separator, size int64) error {
	return r.allow(sum(size, times(size/max(width, 1)+1, separator)))
}

func joined(r *Render, a []reflect.Value) error {
	bytes, err := r.weigh(a...)
	if err != nil {
		return err
	}
	if len(a) < 2 {
		return nil
	}
	list := a[1]
	for list.IsValid() && list.Kind() == reflect.Interface {
		list = list.Elem()
	}
	if list.IsValid() && (list.Kind() == reflect.Slice || list.Kind() == reflect.Array) {
		bytes = sum(bytes, times(int64(list.Len()), size(a, 0)))
	}
	return r.allow(bytes)
}

// cut makes a header, or an entry, for each piece.
func cut(r *Render, a []reflect.Value) error {
	separator, whole := text(a, 0), text(a, len(a)-1)
	return r.allow(times(int64(strings.Count(whole, separator)), 128))
}

// compared: each with each.
func compared(r *Render, a []reflect.Value) error {
	bytes, err := r.weigh(a...)
	if err != nil {
		return err
	}
	others := 1
	for _, argument := range a {
		for argument.IsValid() && argument.Kind() == reflect.Interface {
			argument = argument.Elem()
		}
		if argument.IsValid() && argument.Kind() == reflect.Slice {
			others = max(others, argument.Len())
		}
	}
	if len(a) > 1 {
		others = len(a)
	}
	return work(float64(others) * float64(bytes))
}
