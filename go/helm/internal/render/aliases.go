package render

import (
	"bytes"
	"errors"
	"io"
	"slices"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// mostNodes bounds what the aliases of one document may become.
const mostNodes = 1 << 20

var errAliases = errors.New("the aliases of a document expand too far, or refer to themselves")

// Helm hands documents to a post-renderer through kyaml (pkg/action/action.go annotateAndMerge), and marks each
// with an annotation meanwhile. Where annotations are an alias it loses those there are, where something else is
// an alias of theirs it gets the mark, and the items of a List lose the anchors of each other. So kyaml, which
// nobody else uses here, reads documents with their aliases replaced by what they stand for.
func init() {
	decoder := kyaml.NewDecoder
	kyaml.NewDecoder = func(r io.Reader) *kyaml.Decoder {
		text, err := io.ReadAll(r)
		if err == nil && bytes.ContainsRune(text, '*') {
			text, err = withoutAliases(decoder, text)
		}
		if err != nil {
			return decoder(failing{err})
		}
		return decoder(bytes.NewReader(text))
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// withoutAliases writes a document anew that has aliases. Any other stays, as does one that cannot be read: whoever
// reads it says why.
func withoutAliases(decoder func(io.Reader) *kyaml.Decoder, text []byte) ([]byte, error) {
	var document kyaml.Node
	documents := decoder(bytes.NewReader(text))
	if documents.Decode(&document) != nil || !hasAlias(&document) || documents.Decode(&kyaml.Node{}) != io.EOF {
		return text, nil
	}
	if count(&document, map[*kyaml.Node]int{}) > mostNodes {
		return nil, errAliases
	}
	var written bytes.Buffer
	if err := kyaml.NewEncoder(&written).Encode(plain(&document)); err != nil {
		return nil, err
	}
	return written.Bytes(), nil
}

// plain is a copy without aliases, anchors and merge keys. What is merged in counts as Helm's own reader has it:
// of two with the same name the later one.
func plain(node *kyaml.Node) *kyaml.Node {
	if node.Kind == kyaml.AliasNode {
		return plain(node.Alias)
	}
	made := *node
	made.Anchor, made.Content = "", nil
	if node.Kind != kyaml.MappingNode || !slices.ContainsFunc(node.Content, isMerge) {
		for _, below := range node.Content {
			made.Content = append(made.Content, plain(below))
		}
		return &made
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !isMerge(key) {
			set(&made, plain(key), plain(value))
			continue
		}
		for _, merged := range mappings(plain(value)) {
			for j := 0; j+1 < len(merged.Content); j += 2 {
				set(&made, merged.Content[j], merged.Content[j+1])
			}
		}
	}
	return &made
}

func isMerge(key *kyaml.Node) bool { return key.Tag == kyaml.MergeTag }

// mappings are those of a merge key; of several the first counts most.
func mappings(value *kyaml.Node) []*kyaml.Node {
	if value.Kind != kyaml.SequenceNode {
		return []*kyaml.Node{value}
	}
	all := slices.Clone(value.Content)
	slices.Reverse(all)
	return all
}

func set(mapping, key, value *kyaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if known := mapping.Content[i]; known.Kind == kyaml.ScalarNode && known.Value == key.Value && known.ShortTag() == key.ShortTag() {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, key, value)
}

func hasAlias(node *kyaml.Node) bool {
	if node.Kind == kyaml.AliasNode {
		return true
	}
	for _, below := range node.Content {
		if hasAlias(below) {
			return true
		}
	}
	return false
}

// count is how many nodes there are once aliases are replaced; too many when one stands for itself.
func count(node *kyaml.Node, known map[*kyaml.Node]int) int {
	if node.Kind == kyaml.AliasNode {
		return count(node.Alias, known)
	}
	if sum, seen := known[node]; seen {
		return sum
	}
	known[node] = mostNodes + 1 // while it is counted: who comes here again is within it
	sum := 1
	for _, below := range node.Content {
		sum = min(sum+count(below, known), mostNodes+1)
	}
	known[node] = sum
	return sum
}
