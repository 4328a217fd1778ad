// Package requests sends HTTP requests that can be cut off until their answers are read.
package requests

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// Send sends a request that may be cut. bind arranges for that, until what it returns is called:
// when the request fails, or when the answer's body is closed, since a watch is its body.
func Send(request *http.Request, bind func(cut context.CancelCauseFunc) (stop func()), send func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	ctx, cut := context.WithCancelCause(request.Context())
	stop := bind(cut)
	response, err := send(request.WithContext(ctx))
	if err != nil {
		stop()
		cause := context.Cause(ctx)
		cut(nil)
		if cause != nil {
			err = cause
		}
		return nil, err
	}
	response.Body = &boundBody{ReadCloser: response.Body, release: func() { stop(); cut(nil) }}
	return response, nil
}

type boundBody struct {
	io.ReadCloser
	once    sync.Once
	release func()
}

func (b *boundBody) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(b.release)
	return err
}
