// Package proxy stands between a client and an API server and does to chosen
// requests what a bad day does: it holds, refuses, cuts, delays and loses them. It
// speaks TLS and HTTP/2 on both sides and hands the client's credentials on.
package proxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options are what a proxy needs.
type Options struct {
	// Upstream is the URL of the API server.
	Upstream string
	// RootCAs vouch for the API server.
	RootCAs *x509.CertPool
	// Certificate is what clients are shown.
	Certificate tls.Certificate
	// HTTP1 offers no HTTP/2 to clients.
	HTTP1 bool
}

// Proxy is a running proxy. It ends with its process.
type Proxy struct {
	table    table
	upstream string
	client   *http.Client
	server   *http.Server
	control  net.Listener

	mu       sync.Mutex
	port     int
	listener net.Listener // nil while down
	open     map[net.Conn]struct{}
}

// Start listens on ports of the kernel's choice, on loopback.
func Start(o Options) (*Proxy, error) {
	p := &Proxy{upstream: o.Upstream, open: map[net.Conn]struct{}{}}
	p.client = &http.Client{
		Transport: &http.Transport{
			TLSClientConfig:     &tls.Config{RootCAs: o.RootCAs},
			ForceAttemptHTTP2:   true,
			DisableCompression:  true,
			MaxIdleConnsPerHost: 100,
			IdleConnTimeout:     30 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(!o.HTTP1)
	p.server = &http.Server{
		Handler:     http.HandlerFunc(p.handle),
		TLSConfig:   &tls.Config{Certificates: []tls.Certificate{o.Certificate}},
		Protocols:   protocols,
		ErrorLog:    log.New(io.Discard, "", 0),
		ConnState:   p.track,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
	if err := p.up(); err != nil {
		return nil, err
	}
	var err error
	if p.control, err = listen(0); err != nil {
		return nil, err
	}
	go http.Serve(p.control, p.controls())
	return p, nil
}

// Server is the URL that stands for the API server's.
func (p *Proxy) Server() string { return fmt.Sprintf("https://127.0.0.1:%d", p.port) }

// Control is the URL of the control API.
func (p *Proxy) Control() string { return "http://" + p.control.Addr().String() }

func listen(port int) (net.Listener, error) {
	return net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
}

type connKey struct{}

func (p *Proxy) track(c net.Conn, state http.ConnState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch state {
	case http.StateNew:
		p.open[c] = struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(p.open, c)
	}
}

// up listens, on the same port as before.
func (p *Proxy) up() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		return nil
	}
	l, err := listen(p.port)
	if err != nil {
		return err
	}
	p.listener, p.port = l, l.Addr().(*net.TCPAddr).Port
	go p.server.ServeTLS(l, "", "")
	return nil
}

// down is a server that was killed: every connection breaks, new ones are refused.
func (p *Proxy) down() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener == nil {
		return
	}
	p.listener.Close()
	p.listener = nil
	for c := range p.open {
		sever(c)
	}
}

// sever breaks a connection without a farewell.
func sever(c net.Conn) {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	if plain, ok := c.(*net.TCPConn); ok {
		plain.SetLinger(0)
	}
	c.Close()
}

func (p *Proxy) handle(w http.ResponseWriter, r *http.Request) {
	e := &entry{
		Method:    r.Method,
		Path:      r.URL.RequestURI(),
		UserAgent: r.UserAgent(),
		Protocol:  r.Proto,
		At:        float64(time.Now().UnixMicro()) / 1000,
	}
	taken := p.table.enter(e)
	x := &exchange{proxy: p, rule: taken, entry: e, w: w, r: r}
	defer p.table.change(func() {
		e.Done = true
		e.GivenUp = r.Context().Err() != nil && e.Status == 0
	})
	var err error
	if x.body, err = io.ReadAll(r.Body); err != nil {
		x.abort()
	}
	if taken == nil {
		x.relay(x.forward())
		return
	}
	if taken.Act != "hold" && taken.Act != "holdAnswer" {
		taken.reached()
	}
	taken.do(x)
}

// exchange is one request and its answer.
type exchange struct {
	proxy *Proxy
	rule  *rule
	entry *entry
	w     http.ResponseWriter
	r     *http.Request
	body  []byte
}

// abort ends the exchange without a (whole) answer: the stream is reset, or where
// the rule says so, or HTTP/1.1 has no other way, the connection breaks.
func (x *exchange) abort() {
	if x.rule != nil && x.rule.Connection {
		x.sever()
	}
	panic(http.ErrAbortHandler)
}

func (x *exchange) sever() { sever(x.r.Context().Value(connKey{}).(net.Conn)) }

// fail breaks the client's connection because the API server's has broken, unless
// it was the client that went away.
func (x *exchange) fail() {
	if x.r.Context().Err() == nil {
		x.sever()
	}
	panic(http.ErrAbortHandler)
}

// forward sends the request on. An API server that is not there breaks the
// client's connection as its own would break.
func (x *exchange) forward() *http.Response {
	out, err := http.NewRequestWithContext(x.r.Context(), x.r.Method, x.proxy.upstream+x.entry.Path, bytes.NewReader(x.body))
	if err != nil {
		x.abort()
	}
	out.Header = x.r.Header.Clone()
	out.Header.Del("Connection")
	out.Header.Set("Accept-Encoding", "identity")
	x.proxy.table.change(func() { x.entry.Forwarded = true })
	answer, err := x.proxy.client.Do(out)
	if err != nil {
		x.fail()
	}
	x.proxy.table.change(func() { x.entry.Upstream = answer.StatusCode })
	return answer
}

// head sends the status and headers of an answer.
func (x *exchange) head(status int, headers http.Header, length int) {
	for name, values := range headers {
		switch name {
		case "Content-Length", "Connection", "Transfer-Encoding":
		default:
			x.w.Header()[name] = values
		}
	}
	if length >= 0 {
		x.w.Header().Set("Content-Length", fmt.Sprint(length))
	}
	x.proxy.table.change(func() { x.entry.Status = status })
	x.w.WriteHeader(status)
	x.flush()
}

func (x *exchange) flush() { http.NewResponseController(x.w).Flush() }

// write sends a part of the body at once and says whether the client still listens.
func (x *exchange) write(part []byte) bool {
	_, err := x.w.Write(part)
	x.flush()
	return err == nil && x.r.Context().Err() == nil
}

// relay hands an answer on as it comes.
func (x *exchange) relay(answer *http.Response) {
	defer answer.Body.Close()
	x.head(answer.StatusCode, answer.Header, int(answer.ContentLength))
	buffer := make([]byte, 32<<10)
	for {
		n, err := answer.Body.Read(buffer)
		if n > 0 && !x.write(buffer[:n]) {
			return
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			x.fail()
		}
	}
}
