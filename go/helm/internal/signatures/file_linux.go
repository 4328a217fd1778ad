package signatures

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// fileWith makes a file in memory.
func fileWith(data []byte) (name string, remove func(), err error) {
	descriptor, err := unix.MemfdCreate("keyring", unix.MFD_CLOEXEC)
	if err != nil {
		return "", nil, err
	}
	file := os.NewFile(uintptr(descriptor), fmt.Sprintf("/proc/self/fd/%d", descriptor))
	if _, err := file.Write(data); err != nil {
		_ = file.Close()
		return "", nil, err
	}
	return file.Name(), func() { _ = file.Close() }, nil
}
