package main

import (
	"bytes"
	"crypto/sha256"
	"debug/macho"
	"encoding/binary"
	"fmt"
)

// Load commands of Mach-O that debug/macho has no names for (mach-o/loader.h).
const (
	codeSignature = 0x1d       // LC_CODE_SIGNATURE
	buildVersion  = 0x32       // LC_BUILD_VERSION
	minimumMacOS  = 0x24       // LC_VERSION_MIN_MACOSX
	external      = 0x01       // N_EXT
	typeOf        = 0x0e       // N_TYPE
	undefined     = 0x00       // N_UNDF
	debugging     = 0xe0       // N_STAB
	superBlob     = 0xfade0cc0 // CSMAGIC_EMBEDDED_SIGNATURE
	codeDirectory = 0xfade0c02 // CSMAGIC_CODEDIRECTORY
)

func (a *About) macho(data []byte) error {
	file, err := macho.NewFile(bytes.NewReader(data))
	if err != nil {
		return err
	}
	a.Format = "macho"
	a.CPU = map[macho.Cpu]string{macho.CpuAmd64: "x64", macho.CpuArm64: "arm64"}[file.Cpu]
	a.Library = file.Type == macho.TypeDylib
	a.Signature = "none"
	for _, load := range file.Loads {
		raw := load.Raw()
		if len(raw) < 16 {
			continue
		}
		number := func(i int) uint32 { return file.ByteOrder.Uint32(raw[4*i:]) }
		switch number(0) {
		case buildVersion: // command, size, platform, oldest
			a.MinimumOS = versionOf(number(3))
		case minimumMacOS: // command, size, oldest
			a.MinimumOS = versionOf(number(2))
		case codeSignature: // command, size, offset, length
			if a.Signature = "valid"; uint64(number(2))+uint64(number(3)) > uint64(len(data)) {
				a.Signature = "it lies behind the end of the file"
			} else if err := verify(data, data[number(2):number(2)+number(3)]); err != nil {
				a.Signature = err.Error()
			}
		}
	}
	needs, err := file.ImportedLibraries()
	if err != nil {
		return err
	}
	a.Needs = append(a.Needs, needs...)
	a.Stripped = file.Section("__debug_info") == nil && file.Section("__zdebug_info") == nil
	if file.Symtab == nil {
		return nil
	}
	for _, symbol := range file.Symtab.Syms {
		if symbol.Type&debugging != 0 || symbol.Type&typeOf == undefined {
			continue
		}
		if symbol.Type&external != 0 {
			a.Exports = append(a.Exports, symbol.Name)
		} else {
			a.Stripped = false
		}
	}
	return nil
}

func versionOf(number uint32) string {
	return fmt.Sprintf("%d.%d", number>>16, number>>8&0xff)
}

// verify compares the hash of each page with that in the signature: macOS ends a program at the first page that differs.
func verify(data, signature []byte) error {
	big := binary.BigEndian
	if len(signature) < 12 || big.Uint32(signature) != superBlob {
		return fmt.Errorf("it is no signature")
	}
	for i := range int(big.Uint32(signature[8:])) {
		entry := 12 + 8*i
		if len(signature) < entry+8 {
			return fmt.Errorf("it is cut off")
		}
		at := int(big.Uint32(signature[entry+4:]))
		if len(signature) < at+44 {
			return fmt.Errorf("it is cut off")
		}
		if directory := signature[at:]; big.Uint32(directory) == codeDirectory {
			return verifyPages(data, directory)
		}
	}
	return fmt.Errorf("it has no hashes")
}

func verifyPages(data, directory []byte) error {
	number := func(at int) int { return int(binary.BigEndian.Uint32(directory[at:])) }
	hashes, pages, limit := number(16), number(28), number(32)
	size, kind, pageSize := int(directory[36]), directory[37], 1<<directory[39]
	if kind != 2 || size != sha256.Size {
		return fmt.Errorf("its hashes are of kind %d", kind)
	}
	if limit > len(data) || pages != (limit+pageSize-1)/pageSize || len(directory) < hashes+pages*size {
		return fmt.Errorf("it is for another file")
	}
	for i := range pages {
		sum := sha256.Sum256(data[i*pageSize : min((i+1)*pageSize, limit)])
		if !bytes.Equal(sum[:], directory[hashes+i*size:][:size]) {
			return fmt.Errorf("page %d of %d differs from its hash", i, pages)
		}
	}
	return nil
}
