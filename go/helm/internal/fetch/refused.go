//go:build !windows

package fetch

import "syscall"

const refused = syscall.ECONNREFUSED
