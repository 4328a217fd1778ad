package guard

import (
	"strings"
	"testing"
)

func TestKeysOfTOMLAreCountedAsTheyAreRead(t *testing.T) {
	dots := strings.Repeat("a.", 300)
	long := strings.Repeat("a", 3000)
	lines := strings.Repeat("a = 1\n", 60)
	const most = 300 * 600 * tomlByte
	for name, text := range map[string]string{
		"a key":                    dots + "a = 1",
		"a table":                  "[" + dots + "a]\n",
		"an array of tables":       "[[" + dots + "a]]\n",
		"one in quotes":            strings.ReplaceAll(dots, "a", `"\""`) + "a = 1",
		"one in an inline table":   "a = {" + dots + "a = 1}",
		"tables in tables":         "a = " + strings.Repeat("{a = ", 300),
		"tables in arrays":         "a = " + strings.Repeat("[{a = ", 300),
		"keys of a long table":     "[" + long + "]\n" + lines,
		"those behind an array":    "[" + long + "]\na = [\n[],\n[1]\n]\n" + lines,
		"those of a long key":      long + " = {" + strings.Repeat("a = 1,", 60),
		"those of a long text":     `"` + long + `" = {` + strings.Repeat("a = 1,", 60),
		"a key behind a text":      `a = """` + "\n" + `\""" """""` + "\n" + dots + "a = 1",
		"a key behind a raw text":  "a = '''\n\\''''\n" + dots + "a = 1",
		"a key behind a comment":   "# \"\n" + dots + "a = 1",
		"a key behind empty texts": "a = \"\"\nb = ''\n" + dots + "a = 1",
	} {
		if got := toml(text); got < most/2 {
			t.Errorf("%s: %d", name, got)
		}
	}
	for name, text := range map[string]string{
		"a text":          `a = "` + dots + `"`,
		"a long text":     `a = """` + dots + `"""`,
		"a comment":       "# " + dots,
		"keys and tables": strings.Repeat("[a.b]\nc = 1\nd = {e = 1}\n", 50),
		"closed tables":   "a = [" + strings.Repeat("{a = 1},", 100) + "]",
		"quotes alone":    `"`,
		"three":           `"""\`,
	} {
		if got := toml(text); got > most/5 {
			t.Errorf("%s: %d", name, got)
		}
	}
}
