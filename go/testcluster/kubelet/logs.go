package kubelet

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// followPoll is how soon a followed log is looked at again.
const followPoll = 10 * time.Millisecond

// logOptions are the query of a request for logs.
type logOptions struct {
	follow, previous, timestamps bool
	// tail and limit are -1 if all is wanted.
	tail, limit int64
	since       time.Time
}

func parseLogOptions(query url.Values, now time.Time) (o logOptions, err error) {
	o.tail, o.limit = -1, -1
	for name := range query {
		value := query.Get(name)
		switch name {
		case "follow":
			o.follow, err = strconv.ParseBool(value)
		case "previous":
			o.previous, err = strconv.ParseBool(value)
		case "timestamps":
			o.timestamps, err = strconv.ParseBool(value)
		case "tailLines":
			o.tail, err = strconv.ParseInt(value, 10, 64)
		case "limitBytes":
			o.limit, err = strconv.ParseInt(value, 10, 64)
		case "sinceSeconds":
			var seconds int64
			seconds, err = strconv.ParseInt(value, 10, 64)
			o.since = now.Add(-time.Duration(seconds) * time.Second)
		case "sinceTime":
			o.since, err = time.Parse(time.RFC3339, value)
		}
		if err != nil {
			return o, fmt.Errorf("%s: %w", name, err)
		}
	}
	return o, nil
}

func (k *kubelet) serveLogs(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	namespace, name, container := r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container")
	options, err := parseLogOptions(r.URL.Query(), now)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	pod, err := k.pods.Pods(namespace).Get(name)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	l := k.lives.get(pod.UID)
	if l == nil {
		http.Error(w, fmt.Sprintf("container %q in pod %q is waiting to start: ContainerCreating", container, name), http.StatusBadRequest)
		return
	}
	number, err := l.logOf(options.previous, name, container, now)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out := &logWriter{w: w, options: options}
	w.Header().Set("Content-Type", "text/plain")
	lines, complete := l.log(number, container, now)
	lines = out.skip(lines)
	for more := true; ; {
		more = out.write(lines)
		if !more || complete || !options.follow {
			return
		}
		http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(followPoll):
		}
		lines, complete = l.log(number, container, time.Now())
		lines = lines[min(out.seen, len(lines)):]
	}
}

// logWriter writes lines as the options want them.
type logWriter struct {
	w       http.ResponseWriter
	options logOptions
	// seen counts the lines of the log that were written or skipped.
	seen    int
	written int64
}

// skip leaves out the lines before those that are wanted of the log so far.
func (o *logWriter) skip(lines []line) []line {
	first := 0
	for first < len(lines) && lines[first].at.Before(o.options.since) {
		first++
	}
	if tail := o.options.tail; tail >= 0 && int64(len(lines)-first) > tail {
		first = len(lines) - int(tail)
	}
	o.seen = first
	return lines[first:]
}

// write writes lines up to the limit and says whether there is room for more.
func (o *logWriter) write(lines []line) (more bool) {
	for _, l := range lines {
		text := l.text + "\n"
		if o.options.timestamps {
			text = l.at.UTC().Format(time.RFC3339Nano) + " " + text
		}
		if left := o.options.limit - o.written; o.options.limit >= 0 && int64(len(text)) > left {
			text = text[:left]
		}
		n, err := o.w.Write([]byte(text))
		o.written += int64(n)
		o.seen++
		if err != nil || (o.options.limit >= 0 && o.written >= o.options.limit) {
			return false
		}
	}
	return true
}
