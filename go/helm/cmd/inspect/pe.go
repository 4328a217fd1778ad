package main

import (
	"bytes"
	"debug/pe"
	"fmt"
	"slices"
	"strings"
)

func (a *About) pe(data []byte) error {
	file, err := pe.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	header, ok := file.OptionalHeader.(*pe.OptionalHeader64)
	if !ok {
		return fmt.Errorf("it is for 32 bits")
	}
	a.Format = "pe"
	a.CPU = map[uint16]string{pe.IMAGE_FILE_MACHINE_AMD64: "x64", pe.IMAGE_FILE_MACHINE_ARM64: "arm64"}[file.Machine]
	a.Library = file.Characteristics&pe.IMAGE_FILE_DLL != 0
	a.Console = header.Subsystem == pe.IMAGE_SUBSYSTEM_WINDOWS_CUI
	a.MinimumOS = fmt.Sprintf("%d.%d", header.MajorSubsystemVersion, header.MinorSubsystemVersion)
	imported, err := file.ImportedSymbols()
	if err != nil {
		return err
	}
	for _, symbol := range imported { // function:library
		_, library, _ := strings.Cut(symbol, ":")
		if library = strings.ToLower(library); !slices.Contains(a.Needs, library) {
			a.Needs = append(a.Needs, library)
		}
	}
	slices.Sort(a.Needs)
	a.Stripped = len(file.Symbols) == 0 && file.Section(".debug_info") == nil && file.Section(".zdebug_info") == nil
	return nil
}
