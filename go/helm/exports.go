// Command helm is the shared library that bun:ffi opens. bunhelm.h is its contract.
package main

/*
#include <stdlib.h>
#include <string.h>
#include "bunhelm.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"bunhelm/helm/internal/channel"
	"bunhelm/helm/internal/core"
	"bunhelm/helm/internal/dispatch"
)

var (
	info    = C.CString(core.Info())
	handler = core.NewHandler()
)

// These numbers are those of the header, or this does not compile.
var (
	_ [core.ABI]struct{}       = [C.BUNHELM_ABI]struct{}{}
	_ [channel.Result]struct{} = [C.BUNHELM_RESULT]struct{}{}
	_ [channel.Error]struct{}  = [C.BUNHELM_ERROR]struct{}{}
	_ [channel.Event]struct{}  = [C.BUNHELM_EVENT]struct{}{}
	_ [channel.Ask]struct{}    = [C.BUNHELM_ASK]struct{}{}
	_ [channel.Part]struct{}   = [C.BUNHELM_PART]struct{}{}
)

func main() {}

// serveProgram is what the library does when it is run as a program; program.c calls it.
//
//export serveProgram
func serveProgram(limit *C.char) C.int {
	text := ""
	if limit != nil {
		text = C.GoString(limit)
	}
	if err := core.Serve(C.GoString(info), handler, text); err != nil {
		return 1
	}
	return 0
}

//export bunhelm_abi
func bunhelm_abi() C.uint32_t { return C.BUNHELM_ABI }

//export bunhelm_info
func bunhelm_info() *C.char { return info }

//export bunhelm_open
func bunhelm_open(options unsafe.Pointer, length C.uint64_t, out *C.int32_t) (status C.int32_t) {
	defer recovered(&status)
	text, ok := input(options, length)
	if !ok || out == nil || !dispatch.ValidOptions(text) {
		return C.BUNHELM_EINVAL
	}
	opened, fd, err := channel.OpenSocket(handler)
	if err != nil {
		return C.BUNHELM_ESYSTEM
	}
	results := unsafe.Slice(out, 2)
	results[0], results[1] = C.int32_t(opened.Number), C.int32_t(fd)
	return C.BUNHELM_OK
}

//export bunhelm_call
func bunhelm_call(number C.int32_t, id C.uint64_t, head unsafe.Pointer, headLength C.uint64_t, body unsafe.Pointer, bodyLength C.uint64_t) (status C.int32_t) {
	defer recovered(&status)
	return with(number, head, headLength, body, bodyLength, func(c *channel.Channel, head, body []byte) error {
		return c.Start(uint64(id), head, body)
	})
}

//export bunhelm_answer
func bunhelm_answer(number C.int32_t, ask C.uint64_t, head unsafe.Pointer, headLength C.uint64_t, body unsafe.Pointer, bodyLength C.uint64_t) (status C.int32_t) {
	defer recovered(&status)
	return with(number, head, headLength, body, bodyLength, func(c *channel.Channel, head, body []byte) error {
		return c.Answer(uint64(ask), channel.Answer{Head: head, Body: body})
	})
}

//export bunhelm_cancel
func bunhelm_cancel(number C.int32_t, id C.uint64_t, reason unsafe.Pointer, length C.uint64_t) (status C.int32_t) {
	defer recovered(&status)
	return with(number, reason, length, nil, 0, func(c *channel.Channel, reason, _ []byte) error {
		c.Cancel(uint64(id), string(reason))
		return nil
	})
}

//export bunhelm_drain
func bunhelm_drain(number C.int32_t, records *C.bunhelm_record, capacity C.uint32_t) (count C.int32_t) {
	defer recovered(&count)
	if records == nil && capacity > 0 || capacity > 1<<20 {
		return C.BUNHELM_EINVAL
	}
	c, err := channel.Get(int32(number))
	if err != nil {
		return C.BUNHELM_ECHANNEL
	}
	out := unsafe.Slice(records, int(capacity))
	drained := c.Drain(int(capacity))
	for i, record := range drained {
		out[i] = C.bunhelm_record{
			id:   C.uint64_t(record.ID),
			kind: C.uint64_t(record.Kind),
			head: output(record.Head), head_len: C.uint64_t(len(record.Head)),
			body: output(record.Body), body_len: C.uint64_t(len(record.Body)),
		}
	}
	return C.int32_t(len(drained))
}

// with copies the input, finds the channel and turns what do returns into a number.
func with(number C.int32_t, head unsafe.Pointer, headLength C.uint64_t, body unsafe.Pointer, bodyLength C.uint64_t, do func(c *channel.Channel, head, body []byte) error) C.int32_t {
	headBytes, headOK := input(head, headLength)
	bodyBytes, bodyOK := input(body, bodyLength)
	if !headOK || !bodyOK {
		return C.BUNHELM_EINVAL
	}
	c, err := channel.Get(int32(number))
	if err == nil {
		err = do(c, headBytes, bodyBytes)
	}
	switch {
	case err == nil:
		return C.BUNHELM_OK
	case errors.Is(err, channel.ErrID):
		return C.BUNHELM_EID
	default:
		return C.BUNHELM_ECHANNEL
	}
}

func input(pointer unsafe.Pointer, length C.uint64_t) ([]byte, bool) {
	if length == 0 {
		return nil, true
	}
	if pointer == nil || length > C.BUNHELM_MAX_BYTES {
		return nil, false
	}
	copied := make([]byte, length)
	copy(copied, unsafe.Slice((*byte)(pointer), length))
	return copied, true
}

func output(data []byte) C.uint64_t {
	if len(data) == 0 {
		return 0
	}
	return C.uint64_t(uintptr(C.CBytes(data)))
}

func recovered(status *C.int32_t) {
	if recover() != nil {
		*status = C.BUNHELM_EINTERNAL
	}
}
