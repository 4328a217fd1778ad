package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"bunhelm/helm/internal/verbs"
	"bunhelm/helm/internal/wire"
)

// words are the types of options that take one of a few words, with what they take.
func words() map[string][]wire.Choice {
	found := map[string][]wire.Choice{}
	var look func(t reflect.Type)
	look = func(t reflect.Type) {
		if option, ok := reflect.Zero(t).Interface().(wire.OneOf); ok && t.Kind() == reflect.String {
			found[t.Name()] = option.Words()
		}
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			look(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				if f := t.Field(i); f.IsExported() {
					look(f.Type)
				}
			}
		}
	}
	for _, entry := range verbs.All() {
		look(entry.Request)
	}
	look(reflect.TypeFor[wire.Client]())
	return found
}

// orBoolean is a union with true and false, which is written out at each use; "" where all are words.
func orBoolean(choices []wire.Choice) string {
	texts := []string{"boolean"}
	for _, choice := range choices {
		if strings.HasPrefix(choice.JSON, `"`) {
			texts = append(texts, choice.JSON)
		}
	}
	if len(texts) == len(choices)+1 {
		return ""
	}
	return strings.Join(texts, " | ")
}

// checkWords fails where the constants of a type, of which TypeScript's are made, are not its words.
func checkWords(scope *types.Scope, words map[string][]wire.Choice) error {
	for name, choices := range words {
		var constants, means []string
		for _, other := range scope.Names() {
			if one, ok := scope.Lookup(other).(*types.Const); ok && types.Identical(one.Type(), scope.Lookup(name).Type()) {
				constants = append(constants, constant.StringVal(one.Val()))
			}
		}
		for _, choice := range choices {
			means = append(means, choice.Means)
		}
		slices.Sort(constants)
		slices.Sort(means)
		if orBoolean(choices) == "" && !slices.Equal(constants, means) {
			return fmt.Errorf("%s has the constants %q and the words %q", name, constants, means)
		}
	}
	return nil
}
