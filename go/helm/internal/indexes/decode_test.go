package indexes

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/repo/v1"
)

// oddLines may each stand anywhere in an index, and mean something else in pieces than in the whole.
var oddLines = []string{
	"apiVersion: v1", "entries:", "Entries:", "generated: \"2026-01-01T00:00:00Z\"", "generated: &g 2026-01-01T00:00:00Z", "publicKeys:", "- a key",
	"annotations: {a: b}", "annotations:", "  note: text", "---", "...", "# entries:", "%YAML 1.1", "\"entries\":", "", "  # a comment", "other: 1",
	"  shop:", "  shop:", "  shop-b:", "  shop-c:", "  shop-d: []", "  \"shop-e\":", "    deep:", "  <<: *a", "  entries:", "  generated:",
	"  - name: shop", "    version: 1.0.0", "    version: 1.0", "    description: |", "    description: |+", "    description: >-", "    description: \"begins", "  shop-f:",
	"    ends\"", "    description: 'begins", "    ends'", "    keywords: [a,", "    b]", "    keywords: &a [x]", "    keywords: *a", "  - &c {name: shop, version: 2.0.0}",
	"  - *c", "    created: \"2026-01-01T00:00:00Z\"", "    name: again", "    unknown: 1", "    text", "\tshop:", "  - {name: shop,", "    version: 3.0.0}", "entries: {}",
}

func checkPieces(t *testing.T, text string) (cut bool) {
	t.Helper()
	whole := &repo.IndexFile{}
	wholeErr := decodeYAML(t.Context(), []byte(text), whole)
	index, err := decodeIndex(t.Context(), []byte(text))
	if fmt.Sprint(err) != fmt.Sprint(wholeErr) {
		t.Fatalf("%s\n\nis %v as a whole, and in pieces %v", text, wholeErr, err)
	}
	if err == nil && !reflect.DeepEqual(index, whole) {
		t.Fatalf("%s\n\nis %+v as a whole, and in pieces %+v", text, whole, index)
	}
	pieces, rest := cutIndex([]byte(text))
	if len(pieces) < 2 {
		return false
	}
	_, err = decodePieces(t.Context(), pieces, rest)
	return err == nil
}

// Whatever an index looks like, it is what it would be without the cuts.
func TestAnIndexInPiecesIsTheIndex(t *testing.T) {
	defer func(size int) { indexPiece = size }(indexPiece)
	indexPiece = 1
	plain := []string{
		"apiVersion: v1", "entries:",
		"  a:", "  - name: a", "    version: 1.0.0", "    description: |", "      two", "", "      lines", "",
		"  b:", "  - name: b", "    version: 1.0.0", "  - name: b", "    version: 2.0.0",
		"  c.d:", "  - name: c.d", "    version: 1.0.0", "    keywords:", "    - x",
		"generated: \"2026-01-01T00:00:00Z\"", "serverInfo: {}",
	}
	if !checkPieces(t, strings.Join(plain, "\n")+"\n") {
		t.Error("an index as Helm writes it is not decoded in pieces")
	}
	random := rand.New(rand.NewPCG(1, 2))
	inPieces := 0
	for range 10_000 {
		lines := append([]string{}, plain...)
		for range 1 + random.IntN(4) {
			at := random.IntN(len(lines) + 1)
			odd := oddLines[random.IntN(len(oddLines))]
			lines = append(lines[:at], append([]string{odd}, lines[at:]...)...)
			if random.IntN(3) == 0 {
				at := random.IntN(len(lines))
				lines = append(lines[:at], lines[at+1:]...)
			}
		}
		if checkPieces(t, strings.Join(lines, "\n")+"\n") {
			inPieces++
		}
	}
	if inPieces < 300 {
		t.Errorf("only %d of the odd ones are decoded in pieces: they show nothing", inPieces)
	}
}

func TestASmallIndexIsNotCut(t *testing.T) {
	if pieces, _ := cutIndex([]byte("apiVersion: v1\nentries:\n  a:\n  - name: a\n  b:\n  - name: b\n")); len(pieces) != 1 {
		t.Errorf("%d pieces", len(pieces))
	}
}
