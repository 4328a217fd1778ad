// Package wire is the only definition of what crosses between Go and JavaScript: requests,
// options, results, events and errors. Its doc comments are the public documentation: cmd/typegen
// turns them into src/wire.gen.ts.
package wire

import "encoding/json"

// Text is a string that may be large. It crosses as raw bytes beside the JSON.
type Text string

// Binary is bytes of a result. It crosses beside the JSON, as Text does.
type Binary string

// KubernetesObject is a rendered object, as JSON.
type KubernetesObject struct{ json.RawMessage }
