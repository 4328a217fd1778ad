// Command typegen prints src/wire.gen.ts: the wire structs as TypeScript. `bun run gen` calls it.
package main

import (
	"cmp"
	"fmt"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/coder/guts"
	"github.com/coder/guts/bindings"
	"github.com/coder/guts/config"
)

const wirePackage = "bunhelm/helm/internal/wire"

const header = `// Generated from go/helm/internal/wire by go/helm/cmd/typegen. DO NOT EDIT.
// To change it, edit the Go structs and run: bun run gen

import type { ChartHandle } from "./handle.ts";
`

func main() {
	text, err := generate()
	if err != nil {
		fmt.Fprintln(os.Stderr, "typegen:", err)
		os.Exit(1)
	}
	fmt.Print(text)
}

func generate() (string, error) {
	parser, err := guts.NewGolangParser()
	if err != nil {
		return "", err
	}
	parser.PreserveComments()
	words := words()
	for name, choices := range words {
		if text := orBoolean(choices); text != "" {
			inline[name] = text
		}
	}
	parser.IncludeCustomDeclaration(overrides())
	if err := parser.IncludeGenerate(wirePackage); err != nil {
		return "", err
	}
	for _, pkg := range parser.Pkgs {
		if len(pkg.Errors) > 0 {
			return "", pkg.Errors[0]
		}
	}
	if err := checkWords(parser.Pkgs[wirePackage].Types.Scope(), words); err != nil {
		return "", err
	}
	ts, err := parser.ToTypescript()
	if err != nil {
		return "", err
	}
	source := newSource(parser)
	ts.ApplyMutations(
		source.sortEnums,
		config.EnumAsTypes,
		source.restoreComments,
		config.SimplifyOptional,
		config.NotNullMaps,
		declareUnions,
		adjustFields,
		config.ExportTypes,
	)
	body, err := ts.SerializeInOrder(source.order)
	if err != nil {
		return "", err
	}
	_, body, _ = strings.Cut(body, "\n\n") // the header of guts
	body, err = rename(body)
	if err != nil {
		return "", err
	}
	table, err := verbTable()
	if err != nil {
		return "", err
	}
	return header + "\n" + tidy(body) + mapped + table, nil
}

var (
	indentation = regexp.MustCompile(`(?m)^(?: {4})+`)
	shortDoc    = regexp.MustCompile(`/\*\*\n *\* ([^\n]*)\n *\*/`)
	remark      = regexp.MustCompile(`(?m)^ *// empty interface.*\n`)
	longUnion   = regexp.MustCompile(`(?m)^export type .{100,};$`)
)

// tidy writes what guts prints as the rest of src/ is written.
func tidy(text string) string {
	text = indentation.ReplaceAllStringFunc(text, func(spaces string) string { return spaces[:len(spaces)/2] })
	text = shortDoc.ReplaceAllString(text, "/** $1 */")
	text = remark.ReplaceAllString(text, "")
	text = longUnion.ReplaceAllStringFunc(text, func(line string) string {
		return strings.NewReplacer(" = ", " =\n  | ", " | ", "\n  | ").Replace(line)
	})
	return strings.TrimRight(text, "\n") + "\n"
}

// source knows where in the Go files a name is declared.
type source struct {
	parser *guts.GoParser
}

func newSource(parser *guts.GoParser) source { return source{parser} }

func (s source) position(name string) token.Position {
	pkg := s.parser.Pkgs[wirePackage]
	object := pkg.Types.Scope().Lookup(name)
	if object == nil {
		return token.Position{}
	}
	return pkg.Fset.Position(object.Pos())
}

func (s source) compare(a, b string) int {
	at, bt := s.position(a), s.position(b)
	return cmp.Or(cmp.Compare(at.Filename, bt.Filename), cmp.Compare(at.Offset, bt.Offset), cmp.Compare(a, b))
}

// sortEnums puts members in the order of their declaration.
func (s source) sortEnums(ts *guts.Typescript) {
	ts.ForEach(func(_ string, node bindings.Node) {
		if enum, ok := node.(*bindings.Enum); ok {
			slices.SortFunc(enum.Members, func(a, b *bindings.EnumMember) int { return s.compare(a.Name, b.Name) })
		}
	})
}

// restoreComments gives aliases the comments that guts drops.
func (s source) restoreComments(ts *guts.Typescript) {
	scope := s.parser.Pkgs[wirePackage].Types.Scope()
	ts.ForEach(func(key string, node bindings.Node) {
		if alias, ok := node.(*bindings.Alias); ok && len(alias.Comments()) == 0 {
			alias.AppendComments(s.parser.CommentForObject(scope.Lookup(key)))
		}
	})
}

// order is that of the Go files; what is written out at each use is left away.
func (s source) order(nodes map[string]bindings.Node) []bindings.Node {
	names := make([]string, 0, len(nodes))
	for name, node := range nodes {
		if _, ok := inline[name]; ok || slices.Contains(private, name) {
			continue
		}
		withoutSource(node)
		names = append(names, name)
	}
	slices.SortFunc(names, s.compare)
	ordered := make([]bindings.Node, 0, len(names))
	for _, name := range names {
		ordered = append(ordered, nodes[name])
	}
	return ordered
}

// withoutSource drops the "From file" comment, which would stand before the documentation.
func withoutSource(node bindings.Node) {
	switch node := node.(type) {
	case *bindings.Interface:
		node.Source = bindings.Source{}
	case *bindings.Alias:
		node.Source = bindings.Source{}
	}
}
