package indexes

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/files"
	"bunhelm/helm/internal/keep"
	"bunhelm/helm/internal/parts"
)

const testLimit = 128 << 20

func indexText(version string) []byte {
	return fmt.Appendf(nil, "apiVersion: v1\nentries:\n  shop:\n  - {apiVersion: v2, name: shop, version: %s}\n", version)
}

// What is the same index is parsed once, whoever asks and however often.
func TestParsedOnce(t *testing.T) {
	seen := make([]*Index, 8)
	var wait sync.WaitGroup
	for i := range seen {
		wait.Go(func() { seen[i], _ = parse(t.Context(), indexText("1.0.0"), testLimit) })
	}
	wait.Wait()
	for _, index := range seen {
		if index == nil || index != seen[0] {
			t.Fatal("parsed again")
		}
	}
	if other, err := parse(t.Context(), indexText("2.0.0"), testLimit); err != nil || other == seen[0] {
		t.Fatalf("another content is %v, %v", other, err)
	}
}

// A file is read again when it was written again, also where its time and size tell nothing of it.
func TestReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index.yaml")
	read := func() *Index {
		t.Helper()
		index, err := readIndex(t.Context(), file, testLimit)
		if err != nil {
			t.Fatal(err)
		}
		return index
	}
	write := func(version string, at time.Time) {
		t.Helper()
		if err := files.Write(file, indexText(version), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	now, old := time.Now(), time.Now().Add(-time.Hour)
	write("1.0.0", now)
	first := read()
	if err := os.WriteFile(file, indexText("1.0.1"), 0o644); err != nil { // in place
		t.Fatal(err)
	}
	_ = os.Chtimes(file, now, now)
	if read() == first {
		t.Error("a file that is young was believed to be the same")
	}
	write("1.0.0", old)
	first = read()
	if read() != first {
		t.Error("the same file was parsed again")
	}
	write("1.0.0", now) // another file with the same content
	if read() != first {
		t.Error("the same content was parsed again")
	}
	write("1.0.2", old)
	if read() == first {
		t.Error("a file that was replaced was believed to be the same")
	}
}

// What a file held before is dropped with it.
func TestReplacedIndex(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index.yaml")
	for _, version := range []string{"4.0.0", "4.0.1"} {
		if err := files.Write(file, indexText(version), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readIndex(t.Context(), file, testLimit); err != nil {
			t.Fatal(err)
		}
	}
	_, former := indexes.Find(sha256.Sum256(indexText("4.0.0")))
	_, newer := indexes.Find(sha256.Sum256(indexText("4.0.1")))
	if former || !newer {
		t.Error("the former index is kept, or the new one is not")
	}
}

func TestAnIndexThatWouldTakeAllMemoryIsRefused(t *testing.T) {
	if _, err := parse(t.Context(), make([]byte, testLimit+1), testLimit); err == nil || !strings.Contains(err.Error(), "larger than 128 MiB") {
		t.Error(err)
	}
}

// An index nobody asks is not kept for ever.
func TestIdleIndex(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index.yaml")
	if err := files.Write(file, indexText("3.0.0"), 0o644); err != nil {
		t.Fatal(err)
	}
	_ = os.Chtimes(file, time.Now().Add(-time.Hour), time.Now().Add(-time.Hour))
	index, err := readIndex(t.Context(), file, testLimit)
	if err != nil {
		t.Fatal(err)
	}
	indexes.DropIdle(0)
	indexFiles.DropIdle(0)
	_, isFile := indexFiles.Find(file)
	_, isKept := indexes.Find(index.sum)
	if isFile || isKept {
		t.Error("it is still kept")
	}
}

// An index that was dropped and is parsed again, from a file that was written again with the same content, is kept.
func TestAnIndexThatIsParsedAgainIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "index.yaml")
	read := func(at time.Time) *Index {
		t.Helper()
		if err := files.Write(file, indexText("7.0.0"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
		index, err := readIndex(t.Context(), file, testLimit)
		if err != nil {
			t.Fatal(err)
		}
		return index
	}
	before := read(time.Now().Add(-2 * time.Hour))
	indexes.Drop(before.sum)
	again := read(time.Now().Add(-time.Hour))
	if kept, _ := indexes.Find(again.sum); kept != again {
		t.Error("what was just read is parsed again")
	}
	runtime.KeepAlive(before)
}

func TestIndexesThatAreNewAtEachRequestDoNotPileUp(t *testing.T) {
	text := func(n int) []byte {
		return fmt.Appendf(nil, "apiVersion: v1\ngenerated: \"2026-01-01T00:00:%02dZ\"\nentries: {}\n", n)
	}
	defer func(before *keep.Cache[[sha256.Size]byte, *Index]) { indexes = before }(indexes)
	indexes = keep.New[[sha256.Size]byte, *Index](indexIdle, 3*len(text(0)), nil)
	for n := range 20 {
		first, err := parse(t.Context(), text(n), testLimit)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := parse(t.Context(), text(n), testLimit); again != first {
			t.Error("what was just read is parsed again")
		}
	}
	if kept := indexes.Len(); kept != 3 {
		t.Errorf("%d are kept", kept)
	}
}

// Whoever no longer wants an index does not wait for it, and takes it from nobody.
func TestWhoIsCancelledDecodesNothing(t *testing.T) {
	for range cap(decodes) { // all places are taken
		decodes <- struct{}{}
	}
	gone := errors.New("no longer wanted")
	data := indexText("3.0.0")
	ctx, cancel := context.WithCancelCause(t.Context())
	ends := make(chan error)
	for range 3 { // one waits for a place, the others for it
		go func() {
			_, err := parse(ctx, data, testLimit)
			ends <- err
		}()
	}
	other := make(chan error)
	go func() {
		_, err := parse(t.Context(), data, testLimit)
		other <- err
	}()
	cancel(gone)
	for range 3 {
		select {
		case err := <-ends:
			if !errors.Is(err, gone) {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("it waits although it is cancelled")
		}
	}
	for range cap(decodes) {
		<-decodes
	}
	if err := <-other; err != nil {
		t.Error("another got", err)
	}
	if _, err := parse(ctx, indexText("3.0.1"), testLimit); !errors.Is(err, gone) {
		t.Error("decoded for nobody:", err)
	}
	if index, _ := indexes.Find(sha256.Sum256(indexText("3.0.1"))); index.decoded {
		t.Error("decoded for nobody")
	}
}

func TestAnIndexMayHaveSoManyParts(t *testing.T) {
	most := int(parts.Allowed(1<<20, budget.BytesPerIndexPart))
	for name, text := range map[string]string{
		"JSON": `{"apiVersion":"v1","entries":{"a":[` + strings.Repeat("{},", most/2) + `{}]}}`,
		"YAML": "apiVersion: v1\nentries:\n" + strings.Repeat("  a: []\n", most/2),
	} {
		if _, err := parse(t.Context(), []byte(text), 1<<20); err == nil || !strings.Contains(err.Error(), "keys, items and brackets, the most that a limit of 1 MiB allows") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
