package chartfiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/ignore"
)

// Links says where those of a chart's directory may lead.
type Links bool

// The places.
const (
	Within   Links = false
	Anywhere Links = true
)

// linkError is a link that leads out of a chart's directory. Helm follows it, and so the file, which may
// be any of this machine, becomes a part of the chart.
type linkError struct{ Link, Target string }

func (e *linkError) Error() string {
	return fmt.Sprintf("%s is a link that leads out of the chart's directory, to %s", e.Link, e.Target)
}

// ChartHint says what to do about it.
func (e *linkError) ChartHint() string {
	return "followLinks: true follows links out of the chart's directory; whatever they point to becomes part of the chart"
}

// maxLinked bounds how long a directory is walked: links may lead from everywhere to everywhere.
const maxLinked = 20_000

var errTooMany = fmt.Errorf("its links to directories lead to more than %d files", maxLinked)

// tree is a chart's directory.
type tree struct {
	*budget
	root  string // without links
	home  string // in which links may lead
	rules *ignore.Rules
	links Links
	left  int // of what may be behind links to directories
}

// checkDirectory goes where Helm does (pkg/chart/v2/loader LoadDir, internal/sympath).
func (b *budget) checkDirectory(name string, links Links) error {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil
	}
	root, err := filepath.EvalSymlinks(absolute)
	if err != nil {
		return nil
	}
	t := &tree{budget: b, root: root, links: links, left: maxLinked, home: root}
	if err := t.readRules(); err != nil {
		return err
	}
	return t.walk("", root, nil, false)
}

// CheckBelow is CheckPath of a chart that lies in another's directory, whose files its links may lead to.
func CheckBelow(parent, name string, links Links) error {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() || parent == name {
		return CheckPath(name, links)
	}
	b := newBudget()
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil
	}
	t := &tree{budget: b, root: real, links: links, left: maxLinked}
	if t.home, err = filepath.EvalSymlinks(parent); err != nil {
		return nil
	}
	if err := t.readRules(); err != nil {
		return err
	}
	return t.walk("", real, nil, false)
}

// readRules reads what .helmignore leaves out.
func (t *tree) readRules() error {
	t.rules = ignore.Empty()
	file := filepath.Join(t.root, ignore.HelmIgnore)
	if real, err := filepath.EvalSymlinks(file); err == nil {
		if err := t.checkTarget(ignore.HelmIgnore, real); err != nil {
			return err
		}
		switch info, err := os.Stat(real); {
		case err == nil && !info.Mode().IsRegular():
			return fmt.Errorf("%s is not a file", ignore.HelmIgnore)
		case err == nil && info.Size() > maxIgnore:
			return fmt.Errorf("%s has more than %d bytes", ignore.HelmIgnore, maxIgnore)
		}
		if rules, err := ignore.ParseFile(real); err == nil {
			t.rules = rules
		}
	}
	t.rules.AddDefaults()
	return nil
}

// walk looks at what is in a directory: at is its path in the chart, real the one without links, above
// are those it lies in, which a link may lead back to; linked tells that one of them is behind a link.
func (t *tree) walk(at, real string, above []string, linked bool) error {
	if slices.Contains(above, real) {
		return nil // Helm says that it has no end
	}
	above = append(slices.Clip(above), real)
	entries, err := os.ReadDir(real)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		if linked {
			t.left--
		}
		if t.left < 0 {
			return errTooMany
		}
		if err := t.look(path.Join(at, entry.Name()), filepath.Join(real, entry.Name()), entry, above, linked); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) look(name, real string, entry fs.DirEntry, above []string, linked bool) error {
	isLink := entry.Type()&fs.ModeSymlink != 0
	if isLink {
		var err error
		if real, err = filepath.EvalSymlinks(real); err != nil {
			return nil
		}
	}
	info, err := os.Lstat(real)
	if err != nil || t.rules.Ignore(name, info) {
		return nil
	}
	if isLink {
		if err := t.checkTarget(name, real); err != nil {
			return err
		}
	}
	switch {
	case info.IsDir():
		return t.walk(name, real, above, linked || isLink)
	case nested.MatchString(name) && info.Mode().IsRegular():
		if err := t.checkFile(real, info, name+"/"); err != nil {
			var parts *partsError
			if errors.As(err, &parts) { // it names the file
				return err
			}
			return fmt.Errorf("%s: %w", name, err)
		}
	case decoded.MatchString(name) && info.Mode().IsRegular() && info.Size() <= maxBytes:
		text, err := os.ReadFile(real)
		if err != nil {
			return nil
		}
		return t.count(name, text)
	}
	return nil
}

const separator = string(filepath.Separator)

func (t *tree) checkTarget(name, real string) error {
	if t.links == Anywhere || real == t.home || strings.HasPrefix(real, strings.TrimSuffix(t.home, separator)+separator) {
		return nil
	}
	return &linkError{name, real}
}
