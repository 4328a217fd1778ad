package keep

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// dropped notes what a cache ends.
type dropped struct {
	mu     sync.Mutex
	values []string
}

func (d *dropped) end(value string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.values = append(d.values, value)
}

func (d *dropped) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.values)
}

func made(value string) func() (string, error) { return func() (string, error) { return value, nil } }

func TestWhatIsInUseStaysAndTheRestGoesWithTheSweeper(t *testing.T) {
	gone := &dropped{}
	c := New[string](30*time.Millisecond, 1, gone.end)
	for _, key := range []string{"busy", "idle"} {
		if value, err := c.Take(key, 1, made(key)); value != key || err != nil {
			t.Fatal(value, err)
		}
	}
	c.Share("busy")
	c.Release("busy")
	c.Release("idle")
	for end := time.Now().Add(10 * time.Second); c.Len() > 1; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing is swept")
		}
	}
	c.DropIdle(0)
	c.DropIf(func(string) bool { return true })
	if value, err := c.Take("busy", 1, nil); value != "busy" || err != nil || !slices.Equal(gone.all(), []string{"idle"}) {
		t.Error(value, err, gone.all())
	}
	c.Release("busy")
	c.Release("busy")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		c.mu.Lock()
		over := len(c.kept) == 0 && c.sweeper == nil
		c.mu.Unlock()
		if over {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the sweeper goes on")
		}
	}
	if !slices.Equal(gone.all(), []string{"idle", "busy"}) {
		t.Error(gone.all())
	}
}

func TestOfTooMuchWhatWasUnusedForLongestGoes(t *testing.T) {
	gone := &dropped{}
	c := New[string](time.Hour, 5, gone.end)
	for _, one := range []struct {
		key    string
		weight int
	}{{"a", 2}, {"b", 2}, {"c", 1}} {
		c.Get(one.key, one.weight, func() string { return one.key })
	}
	if _, found := c.Find("a"); !found || c.Len() != 3 {
		t.Error("what is within the limit is dropped")
	}
	c.Get("d", 2, func() string { return "d" })
	if !slices.Equal(gone.all(), []string{"b"}) {
		t.Error(gone.all())
	}
	c.Get("large", 100, func() string { return "large" })
	if _, found := c.Find("large"); !found || c.Len() != 1 {
		t.Error("what was used last is dropped")
	}
}

func TestWhatIsDroppedIsMadeAnew(t *testing.T) {
	c := New[string, *int](time.Hour, 0, nil)
	newInt := func() *int { return new(int) }
	first := c.Get("a", 1, newInt)
	if c.Get("a", 1, newInt) != first {
		t.Error("made twice")
	}
	c.Drop("a")
	c.Drop("b")
	if c.Get("a", 1, newInt) == first {
		t.Error("it was not dropped")
	}
	other := new(int)
	if before := c.Put("b", 1, other); before != nil {
		t.Error(before)
	}
	if before := c.Put("b", 1, first); before != other {
		t.Error(before)
	}
	if value, found := c.Find("b"); value != first || !found {
		t.Error(value, found)
	}
}

func TestWhatWasDroppedIsNotShared(t *testing.T) {
	c := New[string](time.Hour, 0, (&dropped{}).end)
	if c.Share("a") {
		t.Error("what was never kept is shared")
	}
	_, _ = c.Take("a", 1, made("a"))
	if !c.Share("a") {
		t.Error("what is in use is not shared")
	}
	c.Release("a")
	c.Release("a")
	c.DropIdle(0)
	if c.Share("a") || c.Len() != 0 {
		t.Error("what was dropped is shared")
	}
}

func TestWhatCannotBeMadeIsNotKept(t *testing.T) {
	c, broken := New[string](time.Hour, 0, (&dropped{}).end), errors.New("broken")
	if _, err := c.Take("a", 1, func() (string, error) { return "", broken }); !errors.Is(err, broken) || c.Len() != 0 {
		t.Error(err, c.Len())
	}
}

func TestManyAtOnceAreNotInEachOthersWay(t *testing.T) {
	c := New[string](time.Millisecond, 2, (&dropped{}).end)
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range 200 {
				key := fmt.Sprint((worker + i) % 5)
				if value, _ := c.Take(key, 1, made(key)); value != key {
					t.Error(value)
				}
				c.Release(key)
			}
		})
	}
	group.Wait()
}
