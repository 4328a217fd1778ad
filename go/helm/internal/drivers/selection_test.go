package drivers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	ri "helm.sh/helm/v4/pkg/release"

	"bunhelm/helm/internal/cores"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/records"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

// The records are decoded on goroutines of their own, where nobody else recovers.
func TestAPanicWhileRecordsAreDecodedIsTheErrorOfTheList(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	l := &listing{op: op, all: true, selector: labels.Everything()}
	l.unread = records.NewUnread(0, nil) // of no operation: to tell of a record panics
	p := l.newSelection(func(ri.Releaser) bool { return true })
	more := 4 * cores.Count // than there are goroutines to take them
	torn := iter.Seq2[stored, error](func(yield func(stored, error) bool) {
		for i := range more {
			meta := &metav1.ObjectMeta{Namespace: "shop", Name: fmt.Sprintf("sh.helm.release.v1.web.v%d", i+1)}
			if !yield(stored{meta, []byte("no record")}, nil) {
				return
			}
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- p.decode(torn) }()
	select {
	case err := <-ended:
		var known *wire.Error
		if !errors.As(err, &known) || known.Code != wire.CodeInternal {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for goroutines that are gone")
	}
}
