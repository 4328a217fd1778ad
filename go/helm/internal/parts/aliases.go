package parts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"
)

// Decoders write what an alias stands for out at each, or count how many nodes that makes, but not how long they are.
const (
	// bytesPerPart is how long a text is that takes as much as a part.
	bytesPerPart = 64
	// mostParsed is how many parts a text may have to be looked at more closely.
	mostParsed = 4 << 20
	// endless is more than anything may have.
	endless = 1 << 40
)

// repeated is how many parts more a text has once its aliases are written out.
func repeated(text []byte, parts, aliases int) int {
	if json.Valid(text) { // which has none, and more of which is valid than YAML
		return 0
	}
	whole := parts + len(text)/bytesPerPart // the most that one alias can stand for, if that has none
	if parts > mostParsed {
		return min(endless, aliases*whole)
	}
	total := 0
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		switch err := decoder.Decode(&document); {
		case errors.Is(err, io.EOF):
			return total
		case err != nil:
			return min(endless, aliases*whole) // other decoders may see more in it
		}
		sizes := map[*yaml.Node]int{}
		total = min(endless, total+more(&document, sizes))
	}
}

// more is what the aliases in a node stand for.
func more(node *yaml.Node, sizes map[*yaml.Node]int) (total int) {
	if node.Kind == yaml.AliasNode {
		return written(node.Alias, sizes)
	}
	for _, inner := range node.Content {
		total = min(endless, total+more(inner, sizes))
	}
	return total
}

// written is how many parts a node has once its aliases are written out.
func written(node *yaml.Node, sizes map[*yaml.Node]int) int {
	if node == nil {
		return 0
	}
	if node.Kind == yaml.AliasNode {
		return written(node.Alias, sizes)
	}
	if size, known := sizes[node]; known {
		return size // of one within itself nothing yet: that is refused by all decoders
	}
	if node.Anchor != "" {
		sizes[node] = 0
	}
	size := 1 + len(node.Value)/bytesPerPart
	for _, inner := range node.Content {
		size = min(endless, size+written(inner, sizes))
	}
	if node.Anchor != "" {
		sizes[node] = size
	}
	return size
}
