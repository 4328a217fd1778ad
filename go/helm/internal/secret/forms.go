package secret

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// forms are the texts in which a secret may appear; those of a short one only where they are longer.
func forms(value string) []string {
	found := []string{
		value,
		url.QueryEscape(value),
		url.PathEscape(value),
		escapeComponent(value),
		unquoted(strconv.Quote(value)),
		inJSON(value),
		hex.EncodeToString([]byte(value)),
		strings.ToUpper(hex.EncodeToString([]byte(value))),
		strings.Trim(fmt.Sprint([]byte(value)), "[]"),
	}
	if len(value) > 10 { // as yaml has it in an error: the first seven characters of what does not fit
		found = append(found, "`"+value[:7]+"...`")
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		found = append(found, encoding.EncodeToString([]byte(value)))
		for offset := range 3 {
			found = append(found, within(encoding, value, offset))
		}
	}
	found = append(found, inHTML(value)...)
	found = append(found, inASCII(value)...)
	for _, escape := range []func(string) string{url.QueryEscape, url.PathEscape, escapeComponent} {
		if once := escape(value); once != value {
			found = append(found, escape(once))
		}
	}
	kept := found[:0]
	for _, form := range found {
		if len(form) >= alone {
			kept = append(kept, form)
		}
	}
	return kept
}

// within is what a value becomes in the base64 of a longer text, such as "user:value": the characters
// that it alone decides.
func within(encoding *base64.Encoding, value string, offset int) string {
	text := encoding.WithPadding(base64.NoPadding).EncodeToString(append(make([]byte, offset), value...))
	first := (offset*8 + 5) / 6
	last := (offset + len(value)) * 8 / 6
	if first >= last {
		return ""
	}
	return text[first:last]
}

// escapeComponent is JavaScript's encodeURIComponent.
func escapeComponent(value string) string {
	escaped := strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
	for _, plain := range "!'()*" {
		escaped = strings.ReplaceAll(escaped, url.QueryEscape(string(plain)), string(plain))
	}
	return escaped
}

func inJSON(value string) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return unquoted(string(text))
}

var (
	tags = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	// quotes are how HTML and XML are given theirs, by language.
	quotes = []*strings.Replacer{
		strings.NewReplacer(`"`, "&quot;", "'", "&#39;"),
		strings.NewReplacer(`"`, "&#34;", "'", "&#39;"),
		strings.NewReplacer(`"`, "&quot;", "'", "&#x27;"),
		strings.NewReplacer(`"`, "&quot;", "'", "&#039;"),
		strings.NewReplacer(`"`, "&quot;", "'", "&apos;"),
		strings.NewReplacer(`"`, "&quot;"),
	}
)

func inHTML(value string) (found []string) {
	if !strings.ContainsAny(value, `&<>"'`) {
		return nil
	}
	text := tags.Replace(value)
	found = append(found, text)
	for _, quoted := range quotes {
		found = append(found, quoted.Replace(text))
	}
	return found
}

// inASCII is JSON that has other characters by their numbers.
func inASCII(value string) (found []string) {
	if !strings.ContainsFunc(value, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil
	}
	for _, text := range []string{unquoted(strconv.Quote(value)), inJSON(value)} {
		for _, number := range []string{`\u%04x`, `\u%04X`} {
			var ascii strings.Builder
			for _, r := range text {
				if r < utf8.RuneSelf {
					ascii.WriteRune(r)
					continue
				}
				for _, unit := range utf16.AppendRune(nil, r) {
					fmt.Fprintf(&ascii, number, unit)
				}
			}
			found = append(found, ascii.String())
		}
	}
	return found
}

func unquoted(text string) string { return text[1 : len(text)-1] }

// decoded is what a text of base64 stands for, where that is a text again.
func decoded(value string) (string, bool) {
	if len(value) < 2*alone || len(value)%4 == 1 {
		return "", false
	}
	plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(value, "="))
	if err != nil || !utf8.Valid(plain) || strings.ContainsFunc(string(plain), func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) }) {
		return "", false
	}
	return string(plain), true
}
