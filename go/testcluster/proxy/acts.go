package proxy

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// act does something to a request instead of handing it on.
type act func(*exchange)

// most is how long the whole of an answer is waited for: a watch has no end.
const most = 300 * time.Millisecond

// hold lets the request wait until the rule is told what becomes of it.
func hold(x *exchange) {
	x.await()
	x.relay(x.forward())
}

// holdAnswer sends the request on, and lets the answer wait.
func holdAnswer(x *exchange) {
	answer := x.forward()
	whole := x.whole(answer)
	x.await()
	if whole == nil {
		x.relay(answer)
		return
	}
	answer.Body = io.NopCloser(bytes.NewReader(whole))
	x.relay(answer)
}

// await waits for the rule's decision.
func (x *exchange) await() {
	x.rule.reached()
	select {
	case <-x.rule.decided:
	case <-x.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
	if x.rule.fate == loose {
		x.abort()
	}
}

// whole reads an answer to its end; a watch is left alone, and nil is returned.
func (x *exchange) whole(answer *http.Response) []byte {
	if x.isStream() {
		return nil
	}
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		x.abort()
	}
	answer.Body.Close()
	return content
}

func (x *exchange) isStream() bool {
	query := x.r.URL.Query()
	return query.Get("watch") == "true" || query.Get("watch") == "1" || query.Get("follow") == "true"
}

// done sends the request on and forgets the answer.
func (x *exchange) done() {
	answer := x.forward()
	defer answer.Body.Close()
	if x.isStream() {
		time.Sleep(most)
		return
	}
	io.Copy(io.Discard, answer.Body)
}

func (x *exchange) sleep() {
	select {
	case <-time.After(time.Duration(x.rule.Milliseconds) * time.Millisecond):
	case <-x.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// delay sends the request on after some milliseconds.
func delay(x *exchange) {
	x.sleep()
	x.relay(x.forward())
}

// answer answers itself; the API server never hears of it.
func answer(x *exchange) {
	headers := http.Header{"Content-Type": {"application/json"}}
	for name, value := range x.rule.Headers {
		headers.Set(name, value)
	}
	x.head(x.rule.Status, headers, len(x.rule.Body))
	x.write([]byte(x.rule.Body))
}

// instead lets the API server do it and answers something else.
func instead(x *exchange) {
	x.done()
	answer(x)
}

// reset breaks off before anything is sent on.
func reset(x *exchange) { x.abort() }

// lose breaks off after the API server has done it.
func lose(x *exchange) {
	x.done()
	x.abort()
}

// half breaks off in the middle of the answer.
func half(x *exchange) {
	res := x.forward()
	content := x.beginning(res)
	x.head(res.StatusCode, res.Header, len(content))
	x.write(content[:len(content)/2])
	time.Sleep(20 * time.Millisecond) // the half shall arrive
	x.abort()
}

// truncate ends in the middle of the answer as if that were all.
func truncate(x *exchange) {
	res := x.forward()
	content := x.beginning(res)
	x.head(res.StatusCode, res.Header, -1)
	x.write(content[:len(content)/2])
}

// beginning is a whole answer, or what a watch has said within a moment.
func (x *exchange) beginning(res *http.Response) []byte {
	if content := x.whole(res); content != nil {
		return content
	}
	timer := time.AfterFunc(most, func() { res.Body.Close() })
	defer timer.Stop()
	content, _ := io.ReadAll(res.Body)
	return content
}

// drip sends the answer a byte at a time.
func drip(x *exchange) {
	res := x.forward()
	defer res.Body.Close()
	x.head(res.StatusCode, res.Header, -1)
	one := make([]byte, 1)
	for {
		n, err := res.Body.Read(one)
		if n > 0 && !x.write(one) {
			return
		}
		if err != nil {
			return
		}
		x.sleep()
	}
}

// closeAfter ends the answer, a watch that is to say, after some milliseconds.
func closeAfter(x *exchange) {
	res := x.forward()
	timer := time.AfterFunc(time.Duration(x.rule.Milliseconds)*time.Millisecond, func() { res.Body.Close() })
	defer timer.Stop()
	x.head(res.StatusCode, res.Header, -1)
	buffer := make([]byte, 32<<10)
	for {
		n, err := res.Body.Read(buffer)
		if n > 0 && !x.write(buffer[:n]) || err != nil {
			return
		}
	}
}

// flood answers with that many bytes of JSON.
func flood(x *exchange) {
	status := x.rule.Status
	if status == 0 {
		status = http.StatusOK
	}
	x.head(status, http.Header{"Content-Type": {"application/json"}}, -1)
	x.write([]byte(`{"kind":"Status","apiVersion":"v1","message":"`))
	chunk := bytes.Repeat([]byte("a"), 1<<20)
	for left := x.rule.Bytes; left > 0; left -= int64(len(chunk)) {
		if !x.write(chunk[:min(left, int64(len(chunk)))]) {
			return
		}
	}
	x.write([]byte(`"}`))
}
