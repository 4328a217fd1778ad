package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"io"
	"slices"
	"strings"
)

func (a *About) elf(data []byte) error {
	file, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	a.Format = "elf"
	a.CPU = map[elf.Machine]string{elf.EM_X86_64: "x64", elf.EM_AARCH64: "arm64"}[file.Machine]
	for _, part := range file.Progs {
		if part.Type == elf.PT_INTERP {
			path, err := io.ReadAll(part.Open())
			if err != nil {
				return err
			}
			a.Interpreter = strings.TrimRight(string(path), "\x00")
		}
	}
	symbols, err := file.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return err
	}
	for _, symbol := range symbols {
		if symbol.Section != elf.SHN_UNDEF && elf.ST_BIND(symbol.Info) != elf.STB_LOCAL {
			a.Exports = append(a.Exports, symbol.Name)
			a.Library = true
		}
		if symbol.Section == elf.SHN_UNDEF && symbol.Version != "" && !slices.Contains(a.Versions, symbol.Version) {
			a.Versions = append(a.Versions, symbol.Version)
		}
	}
	slices.Sort(a.Versions)
	needs, err := file.ImportedLibraries()
	if err != nil {
		return err
	}
	a.Needs = append(a.Needs, needs...)
	a.Stripped = file.Section(".symtab") == nil && file.Section(".debug_info") == nil && file.Section(".zdebug_info") == nil
	return nil
}
