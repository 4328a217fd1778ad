// Package limited does the same with many things at once, within a limit.
package limited

import (
	"context"

	"golang.org/x/sync/errgroup"

	"bunhelm/helm/internal/fault"
)

// Each does it with each item, with so many at the same time, and gives their errors in their order. What panics has
// failed; what has not begun when the context ends fails with its cause.
func Each[T any](ctx context.Context, limit int, items []T, do func(i int, item T) error) []error {
	failures := make([]error, len(items))
	var group errgroup.Group
	group.SetLimit(limit)
	for i, item := range items {
		group.Go(func() error {
			defer fault.Recovered(&failures[i])
			if failures[i] = context.Cause(ctx); failures[i] == nil {
				failures[i] = do(i, item)
			}
			return nil
		})
	}
	_ = group.Wait() // each has its own error
	return failures
}
