package proxy

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
)

// controls is the API by which a test drives the proxy:
//
//	POST   /rules                a Rule; answers {"id"}
//	GET    /rules/{id}           waits until a request has come to it; answers {"hits"}
//	GET    /rules/{id}?now       answers at once
//	POST   /rules/{id}/release   sends on what it holds; it takes nothing more
//	POST   /rules/{id}/lose      breaks the connections of what it holds
//	DELETE /rules                releases all
//	GET    /requests?after=N&userAgent=TEXT
//	                             the requests after the first N, of clients whose
//	                             User-Agent has the text
//	POST   /down, /up            the server is gone, and back on its port
//	POST   /sever                every connection breaks
func (p *Proxy) controls() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /rules", func(w http.ResponseWriter, r *http.Request) {
		content, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		added, err := p.table.add(content)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		reply(w, map[string]int{"id": added.id})
	})
	mux.HandleFunc("GET /rules/{id}", p.withRule(func(w http.ResponseWriter, r *http.Request, found *rule) {
		if !r.URL.Query().Has("now") {
			select {
			case <-found.first:
			case <-r.Context().Done():
				return
			}
		}
		reply(w, map[string]any{"hits": p.table.hitsOf(found)})
	}))
	mux.HandleFunc("POST /rules/{id}/{fate}", p.withRule(func(w http.ResponseWriter, r *http.Request, found *rule) {
		f := fate(r.PathValue("fate"))
		if f != goOn && f != loose {
			http.NotFound(w, r)
			return
		}
		p.table.end(found, f)
		reply(w, struct{}{})
	}))
	mux.HandleFunc("DELETE /rules", func(w http.ResponseWriter, _ *http.Request) {
		p.table.mu.Lock()
		all := p.table.rules
		p.table.mu.Unlock()
		for _, r := range all {
			p.table.end(r, goOn)
		}
		reply(w, struct{}{})
	})
	mux.HandleFunc("GET /requests", func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		reply(w, p.table.entriesAfter(after, r.URL.Query().Get("userAgent")))
	})
	mux.HandleFunc("POST /down", func(w http.ResponseWriter, _ *http.Request) {
		p.down()
		reply(w, struct{}{})
	})
	mux.HandleFunc("POST /up", func(w http.ResponseWriter, _ *http.Request) {
		if err := p.up(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		reply(w, struct{}{})
	})
	mux.HandleFunc("POST /sever", func(w http.ResponseWriter, _ *http.Request) {
		p.mu.Lock()
		for c := range p.open {
			sever(c)
		}
		p.mu.Unlock()
		reply(w, struct{}{})
	})
	return mux
}

func (p *Proxy) withRule(do func(http.ResponseWriter, *http.Request, *rule)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.Atoi(r.PathValue("id"))
		found := p.table.rule(id)
		if found == nil {
			http.Error(w, "there is no such rule", http.StatusNotFound)
			return
		}
		do(w, r, found)
	}
}

func reply(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}
