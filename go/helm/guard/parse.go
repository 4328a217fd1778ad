package guard

import (
	"fmt"
	"strings"
)

// Parse is asked before a template is parsed. That of a tpl has been looked at when it was called.
func (r *Render) Parse(name, text string) error {
	if r == nil || len(r.levels) > 0 {
		return nil
	}
	if blocks(text) > maxBlocks {
		return fmt.Errorf("template: %s:1: it has more than %d blocks", name, maxBlocks)
	}
	if r.words += words(text); r.words > r.maxWords() {
		return fmt.Errorf("template: %s:1: with it the templates have more than %w", name, r.tooManyWords())
	}
	return nil
}

func (r *Render) maxWords() int64 { return max(r.limit/64, fewWords) }

func (r *Render) tooManyWords() error {
	return fmt.Errorf("%d words in {{ }}, the most that %s allows", r.maxWords(), Option)
}

// blocks counts what a parser might have to nest: {{if, {{else and so on. That some are closed again
// is left out of account, since only the parser knows strings and comments.
func blocks(text string) (count int) {
	for {
		at := strings.Index(text, "{{")
		if at < 0 {
			return count
		}
		text = text[at+2:]
		word := strings.TrimLeft(strings.TrimPrefix(text, "-"), " \t\r\n")
		for _, keyword := range []string{"if", "else", "range", "with", "block", "define"} {
			if strings.HasPrefix(word, keyword) {
				count++
				break
			}
		}
	}
}

const (
	// fewWords may be in any templates: the largest charts that were found have 140,000.
	fewWords = 1 << 20
	// perAction is how many words an action counts as, with the text before it.
	perAction = 4
)

// words counts what a parser makes nodes of, some 140 bytes each: actions, and what is apart in them. It goes as the
// parser does where that finds no error.
func words(text string) (count int64) {
	for {
		at := strings.Index(text, "{{")
		if at < 0 {
			return count
		}
		text = text[at+2:]
		count += perAction
		if len(text) > 1 && text[0] == '-' && strings.IndexByte(" \t\r\n", text[1]) >= 0 {
			text = text[2:]
		}
		if comment, found := strings.CutPrefix(text, "/*"); found {
			end := strings.Index(comment, "*/")
			if end < 0 {
				return count
			}
			text = comment[end:]
		}
		in, end := action(text)
		count += in
		text = text[end:]
	}
}

// action counts the words up to the end of an action, and tells where that is.
func action(text string) (words int64, end int) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ', '\t', '\r', '\n', '.', '|', '(', ',', '=':
			words++
		case '"', '\'', '`':
			i = quote(text, i)
		case '}':
			if strings.HasPrefix(text[i:], "}}") {
				return words, i + 2
			}
		}
	}
	return words, len(text)
}

// quote finds the end of a text in quotes that begins at i.
func quote(text string, i int) int {
	for mark := text[i]; ; {
		if i++; i >= len(text) || text[i] == mark {
			return i
		}
		if text[i] == '\\' && mark != '`' {
			i++
		}
	}
}
