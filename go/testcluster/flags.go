package main

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"
)

// errHelp says that help was asked for and printed.
var errHelp = pflag.ErrHelp

// parsePartFlags reads the flags of a part: --dir, and those that define adds.
func parsePartFlags(part string, args []string, define func(*pflag.FlagSet)) (clusterDir, error) {
	flags := pflag.NewFlagSet(part, pflag.ContinueOnError)
	dir := flags.String("dir", "", "directory of the cluster, made by up")
	if define != nil {
		define(flags)
	}
	if err := flags.Parse(args); err != nil {
		return "", err
	}
	if flags.NArg() > 0 {
		return "", fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *dir == "" {
		return "", errors.New("--dir is required")
	}
	return clusterDir(*dir), nil
}
