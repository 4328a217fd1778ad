// Package frames carries a channel over two pipes: what the functions of the C ABI do, as frames.
//
// A frame is four little-endian numbers of 64 bits (an id, a kind, the length of the head, the length of the body), the
// head, then the body. Down come calls, answers and cancels; up go the records of bunhelm.h, after one frame that says
// who is speaking. The other side is src/native/frames.ts.
package frames

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"bunhelm/helm/internal/channel"
)

// What comes down, in the place of a record's kind.
const (
	Call   = 1 // an operation: its id, head, body
	Answer = 2 // of an ask: its id, head, body
	Cancel = 3 // of an operation: its id, the reason as head
)

// Hello is the kind of the first frame that goes up; its head is what bunhelm_info says.
const Hello = 0

// Limit is the most that a head and a body may have together: BUNHELM_MAX_BYTES for each.
const Limit = 2 << 30

const size = 4 * 8

// Serve runs operations until the pipe to read from ends. info: the head of the first frame.
func Serve(handler channel.Handler, info string, from io.Reader, to io.Writer) error {
	rung := make(bell, 1)
	c := channel.Open(handler, rung)
	c.Keep() // the end of the pipe tells that nobody uses it
	defer c.Close()
	written := make(chan error, 1)
	go func() { written <- write(c, rung, info, to) }()
	read := make(chan error, 1)
	go func() { read <- receive(c, bufio.NewReaderSize(from, 1<<16)) }()
	select {
	case err := <-read:
		return err
	case err := <-written:
		return err
	}
}

// bell is rung once for all records that wait.
type bell chan struct{}

func (b bell) Ring() {
	select {
	case b <- struct{}{}:
	default: // it has been rung
	}
}

func (b bell) Close() {}

func write(c *channel.Channel, rung bell, info string, to io.Writer) error {
	out := bufio.NewWriterSize(to, 1<<16)
	put(out, 0, Hello, []byte(info), nil)
	if err := out.Flush(); err != nil {
		return err
	}
	for range rung {
		for records := c.Drain(64); len(records) > 0; records = c.Drain(64) {
			for _, record := range records {
				put(out, record.ID, uint64(record.Kind), record.Head, record.Body)
			}
			if err := out.Flush(); err != nil { // an error of the writer stays
				return err
			}
		}
	}
	return nil
}

func put(out io.Writer, id, kind uint64, head, body []byte) {
	var numbers [size]byte
	for i, number := range []uint64{id, kind, uint64(len(head)), uint64(len(body))} {
		binary.LittleEndian.PutUint64(numbers[8*i:], number)
	}
	_, _ = out.Write(numbers[:])
	_, _ = out.Write(head)
	_, _ = out.Write(body)
}

func receive(c *channel.Channel, in *bufio.Reader) error {
	for {
		id, kind, head, body, err := take(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch kind {
		case Call:
			if err := c.Start(id, head, body); err != nil {
				return err
			}
		case Answer:
			_ = c.Answer(id, channel.Answer{Head: head, Body: body}) // an ask that is over has no use for it
		case Cancel:
			c.Cancel(id, string(head))
		default:
			return fmt.Errorf("a frame of kind %d", kind)
		}
	}
}

// take reads a frame; the error is io.EOF where none begins.
func take(in io.Reader) (id, kind uint64, head, body []byte, err error) {
	var numbers [size]byte
	if _, err := io.ReadFull(in, numbers[:]); err != nil {
		return 0, 0, nil, nil, err
	}
	number := func(i int) uint64 { return binary.LittleEndian.Uint64(numbers[8*i:]) }
	headLength, bodyLength := number(2), number(3)
	if headLength > Limit || bodyLength > Limit-headLength {
		return 0, 0, nil, nil, fmt.Errorf("a frame of %d and %d bytes", headLength, bodyLength)
	}
	data := make([]byte, headLength+bodyLength)
	if _, err := io.ReadFull(in, data); err != nil {
		return 0, 0, nil, nil, io.ErrUnexpectedEOF
	}
	return number(0), number(1), data[:headLength:headLength], data[headLength:], nil
}
