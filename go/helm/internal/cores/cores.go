// Package cores says how much heavy work this process does at once.
package cores

import "runtime"

// Count is how much heavy work there may be at once in the whole process: rendering, parsing, decoding.
var Count = runtime.GOMAXPROCS(0)

// Go runs on one thread more: or JavaScript's thread would wait whenever it calls, up to 10 ms, until
// Go preempts some of that work.
func init() { runtime.GOMAXPROCS(Count + 1) }
