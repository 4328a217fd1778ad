package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/coder/guts"
	"github.com/coder/guts/bindings"
)

// inline are the wire types that TypeScript writes as what JavaScript passes, at each use.
var inline = map[string]string{
	"Text":      `string`,
	"Binary":    `Uint8Array<ArrayBuffer>`,
	"Duration":  `number | string`,
	"Size":      `number`,
	"Names":     `string | readonly string[]`,
	"Path":      `string | URL`,
	"Location":  `string | URL`,
	"Locations": `readonly (string | URL)[]`,
}

// union is a type that JSON cannot carry as it is: src/encode.ts turns it into what Go decodes.
type union struct{ doc, text string }

// unions keep their names.
var unions = map[string]union{
	"ChartRef": {
		"A chart: a string as the CLI takes it (directory, archive, repo/name, URL, oci://), a URL, an archive's bytes, or a chart that charts.load has read.",
		`string | URL | Uint8Array | ArrayBuffer | Blob | ChartHandle`,
	},
	"ArchiveRef": {
		"A chart's archive: its path, a file URL, or its bytes.",
		`string | URL | Uint8Array | ArrayBuffer | Blob`,
	},
	"Keyring": {
		"A file of keys: its path, a file URL, or its contents.",
		`string | URL | Uint8Array | ArrayBuffer | Blob`,
	},
	"Contents": {
		"The contents of a file: text or bytes.",
		`string | Uint8Array | ArrayBuffer | Blob`,
	},
	"Callback": {
		"A post-renderer: gets the manifest, returns the one to use in its place.",
		`(manifest: string) => string | Promise<string>`,
	},
	"ReadinessRule": {
		"When an object is ready: \"skip\", an expression as for kubectl wait, or a function.",
		`"skip" | ` + "`condition=${string}` | `jsonpath=${string}`" + ` | ((object: KubernetesObject) => ReadinessAnswer | Promise<ReadinessAnswer>)`,
	},
	"Values": {
		"Chart values: an object, or several of which later ones win.",
		`Record<string, unknown> | readonly Record<string, unknown>[]`,
	},
	"KubernetesObject": {
		"An object as it was rendered.",
		`{ apiVersion: string; kind: string; metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string>; [field: string]: any }; [field: string]: any }`,
	},
	"MemoryDriverData": {
		"Releases: a path or file URL of a file that lists them, or one as Helm stores it.",
		`string | URL | StoredRelease`,
	},
	"Kubeconfig": {
		"A kubeconfig: a path or file URL, several to merge, or contents as a Blob, bytes or an object.",
		`string | URL | readonly (string | URL)[] | Blob | Uint8Array | object`,
	},
}

// private never leave Go.
var private = []string{"Bytes", "Choice"}

// renamed are names that say too little where they do not stand behind "wire.".
var renamed = map[string]string{
	"Code":                    "HelmErrorCode",
	"Error":                   "WireError",
	"Callback":                "PostRenderer",
	"Contents":                "FileContents",
	"DownloadTooLargeDetails": "TooLargeDetails",
	"Driver":                  "StorageDriver",
	"Home":                    "HelmHome",
	"HookStatusWord":          "HookStatus",
	"Limits":                  "ClientLimits",
	"Login":                   "LoginResult",
	"Logout":                  "LogoutResult",
	"Phase":                   "OperationPhase",
	"ReleaseStatus":           "StatusResult",
	"Resolved":                "ResolvedReference",
	"Status":                  "ReleaseStatus",
	"Test":                    "ReleaseTest",
	"TooLargeDetails":         "ReleaseTooLargeDetails",
	"Version":                 "VersionResult",
	"Violation":               "SchemaViolation",
}

// mapped are the types made out of others.
const mapped = `
/** What happened during an operation: its type tells its fields. */
export type HelmEvent = {
  [K in keyof Events]: {
    /** What kind of event it is. */
    type: K;
    /** When it happened: RFC 3339. */
    at: string;
  } & Events[K];
}[keyof Events];

/** How far an object is, as a function of the option ` + "`readiness`" + ` says. */
export type ReadinessAnswer = "ready" | "progressing" | "failed" | { status: "ready" | "progressing" | "failed"; message?: string };

/** The details of an error by its code. */
export type DetailsOf<C extends HelmErrorCode> = ErrorDetails[C];
`

// raw is TypeScript as it stands.
func raw(text string) bindings.ExpressionType {
	return bindings.Reference(bindings.Identifier{Name: text})
}

func overrides() map[string]guts.TypeOverride {
	result := map[string]guts.TypeOverride{}
	for name, text := range inline {
		result[wirePackage+"."+name] = func() bindings.ExpressionType { return raw(text) }
	}
	return result
}

func declareUnions(ts *guts.Typescript) {
	for name, union := range unions {
		alias := &bindings.Alias{Name: bindings.Identifier{Name: name}, Type: raw(union.text)}
		alias.AppendComment(bindings.SyntheticComment{Leading: true, SingleLine: true, Text: " " + union.doc, TrailingNewLine: true})
		ts.ReplaceNode(name, alias)
	}
}

// adjustFields writes optional fields for exactOptionalPropertyTypes and input arrays as readonly.
func adjustFields(ts *guts.Typescript) {
	ts.ForEach(func(key string, node bindings.Node) {
		object, ok := node.(*bindings.Interface)
		if !ok {
			return
		}
		input := strings.HasSuffix(key, "Options") || strings.HasSuffix(key, "Option") || strings.HasSuffix(key, "Request")
		for _, field := range object.Fields {
			if _, array := field.Type.(*bindings.ArrayType); array && input {
				field.Type = bindings.OperatorNode(bindings.KeywordReadonly, field.Type)
			}
			if union, ok := field.Type.(*bindings.UnionType); ok && len(union.Types) == 1 {
				field.Type = union.Types[0]
			}
			if field.QuestionToken {
				undefined := bindings.KeywordUndefined
				field.Type = bindings.Union(field.Type, &undefined)
			}
		}
	})
}

var (
	word     = regexp.MustCompile(`"[^"]*"|\b\w+\b\??:?`)
	declared = regexp.MustCompile(`^export (?:interface|type) (\w+)`)
	comment  = regexp.MustCompile(`^ *(?:/\*)?\*+ `)
)

// rename writes the names of types as TypeScript has them: on lines of code, each that is neither a text nor a field;
// in comments, the first word of one directly above the declaration of its type.
func rename(text string) (string, error) {
	lines := strings.Split(text, "\n")
	known := map[string]string{} // what was declared, by its new name
	for i, line := range lines {
		if comment.MatchString(line) || strings.TrimSpace(line) == "*/" || strings.TrimSpace(line) == "/**" {
			continue
		}
		if match := declared.FindStringSubmatch(line); match != nil {
			name := cmp.Or(renamed[match[1]], match[1])
			if other, twice := known[name]; twice {
				return "", fmt.Errorf("%s and %s would both be %s", other, match[1], name)
			}
			known[name] = match[1]
			nameComment(lines[:i], match[1], name)
		}
		lines[i] = word.ReplaceAllStringFunc(line, func(name string) string { return cmp.Or(renamed[name], name) })
	}
	for old, name := range renamed {
		if known[name] != old {
			return "", fmt.Errorf("there is no type %s to be called %s", old, name)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// nameComment renames the first word of the comment that the lines end with.
func nameComment(lines []string, old, name string) {
	first := len(lines)
	for first > 0 && (comment.MatchString(lines[first-1]) || strings.TrimSpace(lines[first-1]) == "*/") {
		first--
	}
	if first == len(lines) {
		return
	}
	start := comment.FindString(lines[first])
	if rest, found := strings.CutPrefix(lines[first][len(start):], old+" "); found {
		lines[first] = start + name + " " + rest
	}
}
