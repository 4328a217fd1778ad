// Package answers holds what comes back to what an API server says.
//
// Nothing says that what answers is an API server, or that it has come to the end of its answer. A proxy, a
// login page, a registry behind a wrong address: client-go takes their words for those of an API server.
package answers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/parts"
	"bunhelm/helm/internal/wire"
)

// IsStream tells a request whose answer goes on for as long as somebody listens.
func IsStream(request *http.Request) bool {
	query := request.URL.Query()
	return query.Get("watch") != "" || query.Get("follow") != ""
}

// isLog tells a request for the log of a container, which is text.
func isLog(request *http.Request) bool { return strings.HasSuffix(request.URL.Path, "/log") }

// Check holds an answer against what an API server says: its kind at once, its end and its size as its
// body is read.
func Check(request *http.Request, response *http.Response, limit wire.Size) error {
	if response.StatusCode < 200 || response.Body == nil {
		return nil
	}
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if IsStream(request) {
		return streamed(request, response, media, limit)
	}
	if limit > 0 && response.ContentLength > int64(limit) {
		return tooLarge(request, limit)
	}
	body := &Body{ReadCloser: response.Body, request: request, limit: int64(limit), scan: parts.JSON{Structs: true}}
	response.Body = body
	switch isJSON := media == "application/json"; {
	case response.StatusCode == http.StatusUnauthorized, response.StatusCode == http.StatusForbidden:
		return nil // who says so does not matter
	case media == "text/html":
		return alien("it responds with an HTML page (status %d)", response.StatusCode)
	case response.StatusCode >= 400 && isJSON:
		return refusal(response)
	case response.StatusCode >= 400 && (media == "text/plain" || media == ""):
		return refusalInWords(request, response)
	case response.StatusCode >= 400:
		return nil // a Status in another form
	case response.StatusCode >= 300 || request.Method == http.MethodHead:
		return nil
	case isUnasked(request, media):
		return alien("it responds with %q, which was not requested", response.Header.Get("Content-Type"))
	case media == protobuf:
		return body.readProtobuf(response)
	case isJSON:
		body.json = true
		body.kinds = isObject(request)
	case response.ContentLength == 0:
		return nil // nothing is said
	case isObject(request):
		return alien("it responds with %q", response.Header.Get("Content-Type"))
	}
	return nil
}

// isObject tells a path below which everything has a kind.
func isObject(request *http.Request) bool {
	_, rest, found := strings.Cut(request.URL.Path, "/api")
	return found && (strings.HasPrefix(rest, "/v1/") || strings.HasPrefix(rest, "s/") && strings.Count(rest, "/") >= 3) && !isLog(request)
}

func alien(format string, arguments ...any) error {
	return &fault.BadAnswer{Alien: true, What: fmt.Sprintf(format, arguments...)}
}

// refusalSize is how much of a refusal is read.
const refusalSize = 1 << 20

// refusal reads one that claims to be Kubernetes' Status.
func refusal(response *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(response.Body, refusalSize))
	if err != nil {
		return err
	}
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(text))
	var object map[string]any
	switch err := json.Unmarshal(text, &object); {
	case err != nil && len(bytes.TrimSpace(text)) == 0, err != nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		return &fault.BadAnswer{What: fmt.Sprintf("the response was cut off (status %d)", response.StatusCode)}
	case object["kind"] == "Status":
		return nil
	case object["errors"] != nil:
		return &fault.BadAnswer{Alien: true, What: fmt.Sprintf("it responds like a registry (status %d)", response.StatusCode), Hint: "check the address in the kubeconfig: this seems to be a container registry"}
	}
	return alien("it responds with JSON that is not a Status (status %d)", response.StatusCode)
}

// refusalInWords is one in plain text. An API server has some: of paths that it does not serve, and where
// it is too busy for more. What is always served it does not deny.
func refusalInWords(request *http.Request, response *http.Response) error {
	text, err := io.ReadAll(io.LimitReader(response.Body, refusalSize))
	if err != nil {
		return err
	}
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(text))
	served := request.URL.Path == "/version" || request.URL.Path == "/api" || request.URL.Path == "/apis" || strings.Contains(request.URL.Path, "/api/v1/")
	switch {
	case strings.Contains(string(text), "HTTP request to an HTTPS server"):
		return &fault.BadAnswer{Alien: true, What: "it expects TLS", Hint: "the address in the kubeconfig must start with https://"}
	case response.StatusCode == http.StatusNotFound && served && !isLog(request),
		response.StatusCode == http.StatusMethodNotAllowed && served:
		return alien("it does not know %s (status %d)", request.URL.Path, response.StatusCode)
	}
	return nil
}

func tooLarge(request *http.Request, limit wire.Size) error {
	return aboveLimit(request, limit, fmt.Errorf("the response is larger than %d bytes", limit))
}

func aboveLimit(request *http.Request, limit wire.Size, cause error) error {
	where := request.URL.Redacted()
	return fault.Newf(wire.CodeTooLarge, wire.DownloadTooLargeDetails{
		HintDetails: wire.HintDetails{Hint: "if it is meant to be that large, raise the client's limits.answer"},
		URL:         where, Limit: int(limit), Option: "limits.answer",
	}, cause, "%s %s: %s", request.Method, where, cause)
}

// Body is the body of an answer that is watched while it is read.
type Body struct {
	io.ReadCloser
	request *http.Request
	limit   int64 // 0: none
	read    int64

	json  bool // it must be whole
	kinds bool // and name its kind near its beginning
	scan  parts.JSON
	head  []byte
	err   error
	// Came is told whether it came to its end, once.
	Came func(error)
}

// headSize is where a kind is looked for; an API server writes kind or apiVersion first.
const headSize = 256

func (a *Body) Read(p []byte) (int, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.ReadCloser.Read(p)
	a.read += int64(n)
	if a.limit > 0 && a.read > a.limit {
		a.err = tooLarge(a.request, wire.Size(a.limit))
		a.tell(nil) // the API server has answered
		return 0, a.err
	}
	if a.json {
		a.scan.Take(p[:n])
		if a.err = countable(a.request, a.scan.Count, wire.Size(a.limit)); a.err != nil {
			a.tell(nil)
			return 0, a.err
		}
		if a.kinds && len(a.head) < headSize {
			a.head = append(a.head, p[:min(n, headSize-len(a.head))]...)
		}
	}
	if err != nil {
		a.err = a.ended(err)
		err = a.err
		if errors.Is(err, io.EOF) {
			a.tell(nil)
		} else {
			a.tell(err)
		}
	}
	return n, err
}

// Close also ends one of which nobody wants the rest.
func (a *Body) Close() error {
	a.tell(nil)
	return a.ReadCloser.Close()
}

func (a *Body) tell(err error) {
	if came := a.Came; came != nil {
		a.Came = nil
		came(err)
	}
}

// ended says what the end of a body means.
func (a *Body) ended(err error) error {
	switch cause := a.request.Context().Err(); {
	case !errors.Is(err, io.EOF) && cause != nil:
		return context.Cause(a.request.Context()) // too late, or no longer wanted
	case !errors.Is(err, io.EOF):
		return &fault.BadAnswer{What: "the response was cut off: " + err.Error(), Cause: err}
	case !a.json:
	case !a.scan.Began:
		return &fault.BadAnswer{What: "the response is empty"}
	case !a.scan.IsWhole():
		return &fault.BadAnswer{What: "the response was cut off"}
	case a.kinds && !bytes.Contains(a.head, []byte(`"kind"`)) && !bytes.Contains(a.head, []byte(`"apiVersion"`)):
		return alien("its response has no kind")
	}
	return err
}
