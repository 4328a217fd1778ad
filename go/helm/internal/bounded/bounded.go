// Package bounded loads charts within limits. Helm limits the bytes of an archive's files alone
// (pkg/chart/loader/archive), so that a small archive of empty files, or of archives in it, can take
// all memory; and so can one in charts/ of a directory.
package bounded

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

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
)

// What an archive may hold, or all in the charts/ of a directory together.
const (
	maxFiles = 50_000
	maxBytes = 256 << 20 // unpacked: headers, and archives of dependencies, count too
	maxDepth = 8
)

// Load reads a chart from a directory or an archive (pkg/chart/v2/loader).
func Load(name string, links Links) (*chart.Chart, error) { return load(name, links, loader.Load) }

// LoadDir reads a chart from a directory.
func LoadDir(name string, links Links) (*chart.Chart, error) {
	return load(name, links, loader.LoadDir)
}

// LoadFile reads a chart from an archive.
func LoadFile(name string) (*chart.Chart, error) { return load(name, Within, loader.LoadFile) }

func load(name string, links Links, read func(string) (*chart.Chart, error)) (*chart.Chart, error) {
	if err := CheckPath(name, links); err != nil {
		return nil, err
	}
	return read(name)
}

// LoadBytes reads a chart from an archive in memory.
func LoadBytes(raw []byte) (*chart.Chart, error) {
	if err := Check(raw); err != nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(raw))
}

// Check refuses an archive that would take too much memory, or has a link that leads out of it. What is
// no archive at all is left to Helm to say.
func Check(raw []byte) error {
	b := budget{bytes: maxBytes, files: maxFiles}
	return b.check(raw, 0)
}

// CheckPath is Check of a file, or of the archives in the charts/ of a directory and of charts there. Of
// a directory, the links are checked too. Where there is nothing, Helm says so.
func CheckPath(name string, links Links) error {
	info, err := os.Stat(name)
	if err != nil {
		return nil
	}
	b := budget{bytes: maxBytes, files: maxFiles}
	if info.IsDir() {
		return b.checkDirectory(name, links)
	}
	return b.checkFile(name, info)
}

type budget struct {
	bytes int64
	files int
}

func (b *budget) checkFile(name string, info os.FileInfo) error {
	if info.Size() > maxBytes {
		return errTooLarge
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	return b.check(raw, 0)
}

func (b *budget) check(raw []byte, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("it has archives in archives, more than %d deep", maxDepth)
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
		if isNested(header.Name) {
			nested, err := io.ReadAll(files)
			if err != nil {
				return nil
			}
			if err := b.check(nested, depth+1); err != nil {
				return err
			}
		}
	}
}

// nested is an archive that Helm reads as a dependency: of the chart, or of one that is unpacked in its
// charts/ (pkg/chart/v2/loader LoadFiles). Any other is a file.
var nested = regexp.MustCompile(`^(charts/[^/._][^/]*/)*charts/[^/._][^/]*\.tgz$`)

// isNested tells one by its name in an archive, as pkg/chart/loader/archive reads it.
func isNested(name string) bool {
	delimiter := "/"
	if strings.ContainsRune(name, '\\') { // as made on Windows
		delimiter = "\\"
	}
	_, name, _ = strings.Cut(name, delimiter)
	return nested.MatchString(path.Clean(strings.ReplaceAll(name, delimiter, "/")))
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

var errTooLarge = fmt.Errorf("unpacked it has more than %d bytes", maxBytes)

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
