// Command core is the engine where there is no library: a program that runs operations for the process that has
// started it. Its argument, if any, is how many bytes of memory it may use.
package main

import (
	"os"

	"bunhelm/helm/internal/core"
)

func main() {
	limit := ""
	if len(os.Args) > 1 {
		limit = os.Args[1]
	}
	if core.Serve(core.Info(), core.NewHandler(), limit) != nil {
		os.Exit(1)
	}
}
