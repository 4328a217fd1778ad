package channel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// script is a Handler whose operations do what the test says.
type script struct {
	run    func(ctx context.Context, call *Call) (Kind, []byte, []byte)
	closed chan int32
}

func (s *script) Run(ctx context.Context, call *Call) (Kind, []byte, []byte) { return s.run(ctx, call) }
func (s *script) Accept() any                                                { return nil }
func (s *script) Dropped(count int) []byte                                   { return fmt.Appendf(nil, "dropped %d", count) }
func (s *script) Closed(number int32)                                        { s.closed <- number }

func open(t *testing.T, run func(ctx context.Context, call *Call) (Kind, []byte, []byte)) (*Channel, *os.File, *script) {
	t.Helper()
	s := &script{run: run, closed: make(chan int32, 1)}
	c, fd, err := OpenSocket(s)
	if err != nil {
		t.Fatal(err)
	}
	bell := os.NewFile(uintptr(fd), "bell")
	t.Cleanup(func() { _ = bell.Close() })
	return c, bell, s
}

// collect drains until the last record of each of n operations has come.
func collect(t *testing.T, c *Channel, bell *os.File, n int) []Record {
	t.Helper()
	var records []Record
	buffer := make([]byte, 16)
	for n > 0 {
		_ = bell.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := bell.Read(buffer); err != nil {
			t.Fatalf("the bell does not ring: %v (%d records so far)", err, len(records))
		}
		for {
			drained := c.Drain(64)
			for _, r := range drained {
				if r.Kind == Result || r.Kind == Error {
					n--
				}
			}
			records = append(records, drained...)
			if len(drained) == 0 {
				break
			}
		}
	}
	return records
}

func TestTheResultComesLast(t *testing.T) {
	c, bell, _ := open(t, func(_ context.Context, call *Call) (Kind, []byte, []byte) {
		call.Emit([]byte("one"))
		call.Emit([]byte("two"))
		return Result, []byte("done"), call.Body
	})
	if err := c.Start(7, nil, []byte("body")); err != nil {
		t.Fatal(err)
	}
	records := collect(t, c, bell, 1)
	var heads []string
	for _, r := range records {
		heads = append(heads, string(r.Head))
	}
	if got := strings.Join(heads, " "); got != "one two done" || string(records[2].Body) != "body" || records[2].ID != 7 {
		t.Fatalf("got %q, %+v", got, records)
	}
}

func TestALargeResultComesInPiecesThatAreTakenOneByOne(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), PartSize/4)
	c, bell, _ := open(t, func(_ context.Context, call *Call) (Kind, []byte, []byte) {
		return Result, []byte("done"), body
	})
	if err := c.Start(7, nil, nil); err != nil {
		t.Fatal(err)
	}
	_, _ = bell.Read(make([]byte, 1))
	var got []byte
	for i, want := range []Record{{7, Part, []byte("done"), nil}, {7, Part, nil, nil}, {7, Result, nil, nil}} {
		drained := c.Drain(64)
		if len(drained) != 1 {
			t.Fatalf("%d records at once", len(drained))
		}
		r := drained[0]
		if r.ID != want.ID || r.Kind != want.Kind || string(r.Head) != string(want.Head) || len(r.Body) > PartSize {
			t.Errorf("record %d: %d %d %q with %d bytes", i, r.ID, r.Kind, r.Head, len(r.Body))
		}
		got = append(got, r.Body...)
	}
	if !bytes.Equal(got, body) {
		t.Error("the pieces are not the body")
	}
	if rest := c.Drain(64); len(rest) > 0 {
		t.Errorf("%d records after the result", len(rest))
	}
}

func TestACancelNamesItsReasonAndStillEndsOnce(t *testing.T) {
	c, bell, _ := open(t, func(ctx context.Context, _ *Call) (Kind, []byte, []byte) {
		<-ctx.Done()
		return Error, []byte(context.Cause(ctx).Error()), nil
	})
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	c.Cancel(1, "enough")
	c.Cancel(1, "again")
	c.Cancel(99, "unknown")
	if records := collect(t, c, bell, 1); len(records) != 1 || string(records[0].Head) != "enough" {
		t.Fatalf("%+v", records)
	}
	c.Cancel(1, "late")
}

func TestAnIdIsUsedOnceAtATime(t *testing.T) {
	release := make(chan struct{})
	c, bell, _ := open(t, func(context.Context, *Call) (Kind, []byte, []byte) { <-release; return Result, nil, nil })
	if err := c.Start(0, nil, nil); !errors.Is(err, ErrID) {
		t.Fatal(err)
	}
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(1, nil, nil); !errors.Is(err, ErrID) {
		t.Fatal(err)
	}
	close(release)
	collect(t, c, bell, 1)
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal("an id that is over can be used again:", err)
	}
	collect(t, c, bell, 1)
}

func TestAReaderThatIsSlowLosesTheOldestEventsAndIsTold(t *testing.T) {
	const total = 5 * EventLimit
	done := make(chan struct{})
	c, bell, _ := open(t, func(_ context.Context, call *Call) (Kind, []byte, []byte) {
		for i := range total {
			call.Emit(fmt.Appendf(nil, "%d", i))
		}
		close(done)
		return Result, nil, nil
	})
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	<-done
	records := collect(t, c, bell, 1)
	kept := len(records) - 2 // less the mark and the result
	if kept != EventLimit && kept != EventLimit-1 {
		t.Fatalf("%d events kept", kept)
	}
	if want := fmt.Sprintf("dropped %d", total-kept); string(records[0].Head) != want {
		t.Fatalf("%q, not %q", records[0].Head, want)
	}
	if last := string(records[len(records)-2].Head); last != fmt.Sprint(total-1) {
		t.Fatalf("the newest event is lost: %q", last)
	}
}

func TestAnAskWaitsForItsAnswer(t *testing.T) {
	c, bell, _ := open(t, func(ctx context.Context, call *Call) (Kind, []byte, []byte) {
		_, answer, err := call.Ask(ctx, func(id uint64) []byte { return fmt.Appendf(nil, "%d", id) }, []byte("question"))
		if err != nil {
			return Error, []byte(err.Error()), nil
		}
		return Result, nil, answer.Body
	})
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 1)
	if _, err := bell.Read(buffer); err != nil {
		t.Fatal(err)
	}
	asked := c.Drain(10)
	if len(asked) != 1 || asked[0].Kind != Ask || string(asked[0].Body) != "question" {
		t.Fatalf("%+v", asked)
	}
	if err := c.Answer(4711, Answer{}); !errors.Is(err, ErrID) {
		t.Fatal(err)
	}
	var id uint64
	_, _ = fmt.Sscan(string(asked[0].Head), &id)
	if err := c.Answer(id, Answer{Body: []byte("answer")}); err != nil {
		t.Fatal(err)
	}
	if err := c.Answer(id, Answer{}); !errors.Is(err, ErrID) {
		t.Fatal("answered twice:", err)
	}
	if records := collect(t, c, bell, 1); string(records[0].Body) != "answer" {
		t.Fatalf("%+v", records)
	}
}

func TestACancelledAskIsNotWaitedFor(t *testing.T) {
	c, bell, _ := open(t, func(ctx context.Context, call *Call) (Kind, []byte, []byte) {
		_, _, err := call.Ask(ctx, func(uint64) []byte { return nil }, nil)
		return Error, []byte(err.Error()), nil
	})
	if err := c.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	c.Cancel(1, "enough")
	records := collect(t, c, bell, 1)
	if last := records[len(records)-1]; string(last.Head) != "enough" {
		t.Fatalf("%+v", records)
	}
}

func TestTheEndOfTheOtherSideCancelsEverything(t *testing.T) {
	var running sync.WaitGroup
	c, bell, s := open(t, func(ctx context.Context, _ *Call) (Kind, []byte, []byte) {
		defer running.Done()
		<-ctx.Done()
		if !errors.Is(context.Cause(ctx), ErrContextGone) {
			t.Error(context.Cause(ctx))
		}
		return Error, nil, nil
	})
	running.Add(10)
	for id := range 10 {
		if err := c.Start(uint64(id+1), nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	_ = bell.Close()
	running.Wait()
	if number := <-s.closed; number != c.Number {
		t.Fatal(number)
	}
	if _, err := Get(c.Number); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	if err := c.Start(100, nil, nil); !errors.Is(err, ErrClosed) {
		t.Fatal(err)
	}
	c.Close()
}

func TestManyOperationsLoseNoRecord(t *testing.T) {
	const operations = 2000
	c, bell, _ := open(t, func(_ context.Context, call *Call) (Kind, []byte, []byte) {
		call.Emit([]byte("event"))
		return Result, nil, nil
	})
	go func() {
		for id := range operations {
			if err := c.Start(uint64(id+1), nil, nil); err != nil {
				t.Error(err)
			}
		}
	}()
	records := collect(t, c, bell, operations)
	over := map[uint64]bool{}
	for _, r := range records {
		if over[r.ID] {
			t.Fatalf("record %+v after the last one of its operation", r)
		}
		over[r.ID] = r.Kind == Result
	}
	if len(records) != 2*operations {
		t.Fatal(len(records))
	}
}

func TestALineOfNoOperationReachesEveryChannel(t *testing.T) {
	idle := func(context.Context, *Call) (Kind, []byte, []byte) { return Result, nil, nil }
	one, oneBell, _ := open(t, idle)
	two, twoBell, _ := open(t, idle)
	Broadcast([]byte("line"))
	for c, bell := range map[*Channel]*os.File{one: oneBell, two: twoBell} {
		buffer := make([]byte, 1)
		if _, err := bell.Read(buffer); err != nil {
			t.Fatal(err)
		}
		if records := c.Drain(10); len(records) != 1 || records[0].ID != 0 || string(records[0].Head) != "line" {
			t.Fatalf("%+v", records)
		}
	}
}

func TestTheDescriptorIsNotInherited(t *testing.T) {
	_, bell, _ := open(t, func(context.Context, *Call) (Kind, []byte, []byte) { return Result, nil, nil })
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, bell.Fd(), syscall.F_GETFD, 0)
	if errno != 0 || flags&syscall.FD_CLOEXEC == 0 {
		t.Fatalf("flags %x, %v", flags, errno)
	}
}

func TestAChannelThatNobodyUsesAfterOpeningItIsClosed(t *testing.T) {
	before := lease
	lease = 50 * time.Millisecond
	defer func() { lease = before }()
	_, bell, left := open(t, nil)
	used, _, s := open(t, func(context.Context, *Call) (Kind, []byte, []byte) { return Result, nil, nil })
	if _, err := Get(used.Number); err != nil {
		t.Fatal(err)
	}
	started, _, called := open(t, func(context.Context, *Call) (Kind, []byte, []byte) { return Result, nil, nil })
	if err := started.Start(1, nil, nil); err != nil {
		t.Fatal(err)
	}
	select {
	case <-left.closed:
	case <-time.After(10 * time.Second):
		t.Fatal("it is still open")
	}
	_ = bell.SetReadDeadline(time.Now().Add(10 * time.Second))
	if _, err := bell.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Error("its descriptors are open:", err)
	}
	select {
	case <-s.closed:
		t.Error("one in use was closed")
	case <-called.closed:
		t.Error("one that was called was closed")
	case <-time.After(200 * time.Millisecond):
	}
}
