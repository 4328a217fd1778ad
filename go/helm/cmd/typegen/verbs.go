package main

import (
	"fmt"
	"reflect"
	"strings"

	"bunhelm/helm/internal/dispatch"
	"bunhelm/helm/internal/verbs"
	"bunhelm/helm/internal/wire"
)

// verbTable prints the interface Verbs: what each verb takes and gives.
func verbTable() (string, error) {
	return printVerbs(verbs.All())
}

func printVerbs(table []dispatch.Entry) (string, error) {
	var text strings.Builder
	text.WriteString("\n/** The verbs: what each takes, what it resolves with, and the codes that it rejects with beside those of any call. */\nexport interface Verbs {\n")
	for _, entry := range table {
		request, err := typeName(entry.Request)
		if err != nil {
			return "", fmt.Errorf("%s: request: %w", entry.Name, err)
		}
		result, err := typeName(entry.Result)
		if err != nil {
			return "", fmt.Errorf("%s: result: %w", entry.Name, err)
		}
		name := entry.Name
		if strings.Contains(name, ".") {
			name = `"` + name + `"`
		}
		fmt.Fprintf(&text, "  %s: { request: %s; result: %s; errors: %s };\n", name, request, result, either(entry.Codes))
	}
	fmt.Fprintf(&text, "}\n\n/** The codes that any call may reject with. */\nexport type ErrorsOfAnyCall = %s;\n", either(dispatch.AnyCall))
	return text.String(), nil
}

// typeName is the TypeScript name of a type that crosses.
func typeName(t reflect.Type) (string, error) {
	if t.PkgPath() == wirePackage {
		if text, ok := inline[t.Name()]; ok {
			return text, nil
		}
		if name, ok := renamed[t.Name()]; ok {
			return name, nil
		}
		return t.Name(), nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		element, err := typeName(t.Elem())
		if strings.Contains(element, " ") {
			element = "(" + element + ")"
		}
		return element + "[]", err
	case reflect.Map:
		element, err := typeName(t.Elem())
		return "Record<string, " + element + ">", err
	case reflect.Interface:
		return "unknown", nil
	case reflect.String:
		return "string", nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		return "number", nil
	case reflect.Struct:
		if t.Name() == "" && t.NumField() == 0 {
			return "void", nil
		}
	}
	return "", fmt.Errorf("%s is not defined in internal/wire", t)
}

// either is one of these codes.
func either(codes []wire.Code) string {
	texts := []string{"never"}
	if len(codes) > 0 {
		texts = nil
	}
	for _, code := range codes {
		texts = append(texts, `"`+string(code)+`"`)
	}
	return strings.Join(texts, " | ")
}
