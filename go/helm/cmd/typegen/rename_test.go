package main

import (
	"strings"
	"testing"
)

// declarations are one of each type that has another name in TypeScript.
func declarations() string {
	var text strings.Builder
	for name := range renamed {
		text.WriteString("/** " + name + " is one. */\nexport interface " + name + " {\n  /** " + name + " is told. */\n  at: " + name + ";\n}\n\n")
	}
	return text.String()
}

func TestATypeIsRenamedWhereItIsUsedAndAboveItsDeclaration(t *testing.T) {
	text, err := rename(declarations())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/** ReleaseStatus is one. */\nexport interface ReleaseStatus {\n", "  /** Status is told. */\n  at: ReleaseStatus;\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestTwoTypesOfOneNameAreRefused(t *testing.T) {
	if _, err := rename(declarations() + "export interface HelmErrorCode {\n}\n"); err == nil || !strings.Contains(err.Error(), "would both be HelmErrorCode") {
		t.Error(err)
	}
	if _, err := rename("export interface Release {\n}\n"); err == nil || !strings.Contains(err.Error(), "there is no type") {
		t.Error(err)
	}
}
