package repositories

import (
	"context"
	"testing"

	"bunhelm/helm/internal/client"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/silent"
	"bunhelm/helm/internal/wire"
)

func TestNoNamesAreRefused(t *testing.T) {
	op := operation.New(context.Background(), silent.Port{})
	op.Client = client.New(&wire.Client{ClientOptions: wire.ClientOptions{Home: wire.HomeMemory}}, t.TempDir())
	_, err := Update(op, &wire.UpdateRepositoriesRequest{Names: &wire.Names{}})
	if want := "names is empty; leave it out to update all repositories"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
