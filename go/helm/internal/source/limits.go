package source

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"bunhelm/helm/internal/fault"
)

// What an archive may hold. Helm limits the bytes of its files alone (pkg/chart/loader/archive), so
// that a small archive of empty files, or of archives in it, can take all memory.
const (
	archiveFiles = 50_000
	// ArchiveBytes are those of all that is unpacked: headers, and archives of dependencies, count too.
	ArchiveBytes = 256 << 20
	archiveDepth = 8
)

// CheckArchive refuses an archive that would take too much memory, or has a link that leads out of
// it. What is no archive at all is left to Helm to say.
func CheckArchive(raw []byte) error {
	budget := budget{bytes: ArchiveBytes, files: archiveFiles}
	return budget.check(raw, 0)
}

type budget struct {
	bytes int64
	files int
}

func (b *budget) check(raw []byte, depth int) error {
	if depth > archiveDepth {
		return fmt.Errorf("it has archives in archives, more than %d deep", archiveDepth)
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
		case errors.Is(err, errUnpacked):
			return errUnpacked
		case err != nil:
			return nil // the end, or what Helm says better
		}
		if b.files--; b.files < 0 {
			return fmt.Errorf("it has more than %d files", archiveFiles)
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

// isNested tells an archive that Helm reads as a dependency.
func isNested(name string) bool {
	name = strings.ReplaceAll(name, "\\", "/") // as made on Windows
	return path.Ext(name) == ".tgz" && strings.HasSuffix(path.Dir(path.Clean(name)), "charts")
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

var errUnpacked = fmt.Errorf("unpacked it has more than %d bytes", ArchiveBytes)

// counted is a stream that takes from a budget.
type counted struct {
	from   io.Reader
	budget *budget
}

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	if c.budget.bytes -= int64(n); c.budget.bytes < 0 {
		return 0, errUnpacked
	}
	return n, err
}

// CheckArchiveFile is CheckArchive of a file, where there is one.
func CheckArchiveFile(name string) error {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return nil
	}
	if info.Size() > ArchiveBytes {
		return fault.ChartInvalid(name, errUnpacked)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	if err := CheckArchive(raw); err != nil {
		return fault.ChartInvalid(name, err)
	}
	return nil
}
