// Command inspect prints what a library or a program is, as JSON: what scripts/inspect.ts holds it to.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// About is what is known of a file.
type About struct {
	Format  string `json:"format"` // elf, macho, pe
	CPU     string `json:"cpu"`    // x64, arm64
	Library bool   `json:"library"`
	// Exports are the functions that others may call.
	Exports []string `json:"exports"`
	// Needs are the libraries that it asks for.
	Needs []string `json:"needs"`
	// Versions are those of the symbols that it asks for, such as GLIBC_2.17.
	Versions []string `json:"versions"`
	// Interpreter is the dynamic linker that it names, of an ELF file.
	Interpreter string `json:"interpreter"`
	// MinimumOS is the oldest macOS, or Windows, that starts it.
	MinimumOS string `json:"minimumOS"`
	// Signature is "valid", "none", or what is wrong with the ad hoc signature of a Mach-O file.
	Signature string `json:"signature"`
	// Console tells of a PE file that it has a console, and no window.
	Console bool `json:"console"`
	// Stripped tells that it has neither a symbol table nor debug information.
	Stripped bool `json:"stripped"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: inspect FILE")
		os.Exit(2)
	}
	about, err := inspect(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(about)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func inspect(name string) (*About, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	about := &About{Exports: []string{}, Needs: []string{}, Versions: []string{}}
	switch {
	case bytes.HasPrefix(data, []byte("\x7fELF")):
		err = about.elf(data)
	case bytes.HasPrefix(data, []byte("\xcf\xfa\xed\xfe")):
		err = about.macho(data)
	case bytes.HasPrefix(data, []byte("MZ")):
		err = about.pe(data)
	default:
		err = fmt.Errorf("%s is neither ELF, nor Mach-O, nor PE", name)
	}
	if err != nil {
		return nil, err
	}
	return about, nil
}
