package frames

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"bunhelm/helm/internal/channel"
)

// echo gives back what it was sent, in capitals; "wait" waits for its cancel.
type echo struct{}

func (echo) Accept() any        { return nil }
func (echo) Dropped(int) []byte { return nil }
func (echo) Closed(int32)       {}
func (echo) Run(ctx context.Context, call *channel.Call) (channel.Kind, []byte, []byte) {
	if string(call.Head) == "wait" {
		<-ctx.Done()
		return channel.Error, []byte(context.Cause(ctx).Error()), nil
	}
	return channel.Result, bytes.ToUpper(call.Head), bytes.ToUpper(call.Body)
}

type frame struct {
	id, kind   uint64
	head, body string
}

// serve begins to serve, and gives what sends a frame and what receives one.
func serve(t *testing.T) (send func(frame), receive func() frame, end func() error) {
	t.Helper()
	ourIn, theirOut := io.Pipe()
	theirIn, ourOut := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- Serve(echo{}, "hello", theirIn, theirOut) }()
	send = func(f frame) {
		var text bytes.Buffer
		put(&text, f.id, f.kind, []byte(f.head), []byte(f.body))
		_, _ = ourOut.Write(text.Bytes())
	}
	receive = func() frame {
		id, kind, head, body, err := take(ourIn)
		if err != nil {
			t.Fatal(err)
		}
		return frame{id, kind, string(head), string(body)}
	}
	end = func() error {
		_ = ourOut.Close()
		return <-done
	}
	return send, receive, end
}

func TestCallsGoDownAndRecordsComeUp(t *testing.T) {
	send, receive, end := serve(t)
	if got := receive(); got != (frame{0, Hello, "hello", ""}) {
		t.Errorf("the first frame is %v", got)
	}
	send(frame{7, Call, "head", "body"})
	if got := receive(); got != (frame{7, uint64(channel.Result), "HEAD", "BODY"}) {
		t.Errorf("got %v", got)
	}
	send(frame{8, Call, "wait", ""})
	send(frame{8, Cancel, "enough", ""})
	if got := receive(); got != (frame{8, uint64(channel.Error), "enough", ""}) {
		t.Errorf("got %v", got)
	}
	if err := end(); err != nil {
		t.Errorf("the end of the pipe is the error %v", err)
	}
}

func TestWhatIsNoFrameEndsTheProgram(t *testing.T) {
	for text, f := range map[string]frame{"a frame of kind 9": {1, 9, "", ""}, "the id is in use or unknown": {0, Call, "", ""}} {
		send, receive, end := serve(t)
		receive()
		send(f)
		if err := end(); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("got %v in place of %q", err, text)
		}
	}
}
