package fault

import (
	"errors"
	"fmt"
	"strings"
)

// longest is how much of a text an error shows, and is searched: a template may fail with all that it has made.
const longest = 64 << 10

// short is the beginning of a text that is too long.
func short(text string) string {
	if len(text) <= longest {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes in total)", strings.ToValidUTF8(text[:longest], ""), len(text))
}

// shortened is an error with no more text than that.
func shortened(err error) error {
	if err == nil {
		return nil
	}
	if text := err.Error(); len(text) > longest {
		return &cut{err, short(text)}
	}
	return err
}

// cut is still what it was, but for its text and that of its causes.
type cut struct {
	whole error
	text  string
}

func (c *cut) Error() string { return c.text }

func (c *cut) Is(target error) bool { return errors.Is(c.whole, target) }

func (c *cut) As(target any) bool { return errors.As(c.whole, target) }
