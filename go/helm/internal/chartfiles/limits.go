package chartfiles

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"

	"bunhelm/helm/internal/parts"
)

// What an archive may hold, or all in the charts/ of a directory together.
const (
	maxFiles = 50_000
	maxBytes = 256 << 20 // unpacked: headers, and archives of dependencies, count too
	maxDepth = 8
	// Of all YAML and JSON that Helm decodes of the chart and its dependencies: each part takes about 800 bytes
	// meanwhile. A values.yaml of a million lines has 1 to 2 million parts.
	maxParts = 2 << 20
	// Of .helmignore.
	maxIgnore = 1 << 20
)

// checkArchive refuses an archive that would take too much memory, or has a link that leads out of it. What is
// no archive at all is left to Helm to say.
func checkArchive(raw []byte) error {
	return newBudget().check(raw, 0, "")
}

// CheckPath is checkArchive of a file, or of the archives in the charts/ of a directory and of charts there. Of
// a directory, the links are checked too. Where there is nothing, Helm says so.
func CheckPath(name string, links Links) error {
	info, err := os.Stat(name)
	if err != nil {
		return nil
	}
	b := newBudget()
	if info.IsDir() {
		return b.checkDirectory(name, links)
	}
	return b.checkFile(name, info, "")
}

// CheckText refuses the text of a file of a chart that would take too much memory once it is decoded.
func CheckText(name string, text []byte) error { return newBudget().count(name, text) }

type budget struct {
	bytes int64
	files int
	parts int
}

func newBudget() *budget { return &budget{bytes: maxBytes, files: maxFiles, parts: maxParts} }

// checkFile checks an archive on disk. within is its path in the chart, with a slash at its end; empty: it is the chart.
func (b *budget) checkFile(name string, info os.FileInfo, within string) error {
	if info.Size() > maxBytes {
		return errTooLarge
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	return b.check(raw, 0, within)
}

func (b *budget) check(raw []byte, depth int, within string) error {
	if depth > maxDepth {
		return fmt.Errorf("it has archives nested more than %d deep", maxDepth)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	stream := &counted{from: unzipped, budget: b}
	files := tar.NewReader(stream)
	for {
		header, err := files.Next()
		switch {
		case errors.Is(err, errTooLarge):
			return errTooLarge
		case err != nil:
			return nil // the end, or what Helm says better
		}
		if b.files--; b.files < 0 {
			return fmt.Errorf("it has more than %d files", maxFiles)
		}
		if err := checkLink(header); err != nil {
			return err
		}
		name := inChart(header.Name)
		isNested, isDecoded := nested.MatchString(name), decoded.MatchString(name)
		if !isNested && !isDecoded {
			continue
		}
		content, err := io.ReadAll(files)
		switch {
		case errors.Is(err, errTooLarge):
			return errTooLarge
		case err != nil:
			return nil
		case isNested:
			err = b.check(content, depth+1, within+name+"/")
		default:
			err = b.count(within+name, content)
		}
		if err != nil {
			return err
		}
	}
}

// nested is an archive that Helm reads as a dependency: of the chart, or of one that is unpacked in its
// charts/ (pkg/chart/v2/loader LoadFiles). Any other is a file.
var nested = regexp.MustCompile(`^(charts/[^/._][^/]*/)*charts/[^/._][^/]*\.tgz$`)

// decoded are the files that Helm decodes: of the chart, or of one that is unpacked in its charts/.
var decoded = regexp.MustCompile(`^(charts/[^/._][^/]*/)*(Chart\.(yaml|lock)|requirements\.(yaml|lock)|values\.(yaml|schema\.json)|crds/.*\.(?i:yaml|yml|json))$`)

// partsError is a file of a chart that would take too much memory once it is decoded.
type partsError struct {
	File string
	// others: the file alone has not so many.
	others bool
}

func (e *partsError) Error() string {
	others := ""
	if e.others {
		others = ", together with the files before it,"
	}
	return fmt.Sprintf("%s%s has more than %d keys, items and brackets, the most that a chart's YAML and JSON may have", e.File, others, maxParts)
}

// ChartHint says what to do about it.
func (e *partsError) ChartHint() string {
	return "put data of that size into files that templates read with .Files, or into values of the call"
}

// count takes from the budget what a file's text is made of.
func (b *budget) count(name string, text []byte) error {
	count := parts.YAML(text)
	if b.parts -= count; b.parts < 0 {
		return &partsError{name, count <= maxParts}
	}
	return nil
}

// inChart is a name in an archive as pkg/chart/loader/archive reads it.
func inChart(name string) string {
	delimiter := "/"
	if strings.ContainsRune(name, '\\') { // as made on Windows
		delimiter = "\\"
	}
	_, name, _ = strings.Cut(name, delimiter)
	return path.Clean(strings.ReplaceAll(name, delimiter, "/"))
}

// checkLink: Helm reads a link as an empty file.
func checkLink(header *tar.Header) error {
	if header.Typeflag != tar.TypeSymlink && header.Typeflag != tar.TypeLink {
		return nil
	}
	target := path.Clean(header.Linkname)
	if header.Typeflag == tar.TypeSymlink && !path.IsAbs(target) {
		target = path.Join(path.Dir(header.Name), header.Linkname)
	}
	root, _, _ := strings.Cut(path.Clean(header.Name), "/")
	if target != root && !strings.HasPrefix(target, root+"/") {
		return fmt.Errorf("%s is a link that leads out of it", header.Name)
	}
	return nil
}

var errTooLarge = fmt.Errorf("it has more than %d bytes when unpacked", maxBytes)

// counted is a stream that takes from a budget.
type counted struct {
	from   io.Reader
	budget *budget
}

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	if c.budget.bytes -= int64(n); c.budget.bytes < 0 {
		return 0, errTooLarge
	}
	return n, err
}
