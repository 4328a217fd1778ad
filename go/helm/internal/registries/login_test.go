package registries

import (
	"errors"
	"testing"

	"oras.land/oras-go/v2/errdef"

	"bunhelm/helm/internal/wire"
)

func TestAHostThatIsNoRegistryIsSaidToBeNone(t *testing.T) {
	err := new(account).loginFault("shop.example", errdef.ErrNotFound)
	var known *wire.Error
	if want := "shop.example is not a registry: it has no /v2/ endpoint"; !errors.As(err, &known) || known.Message != want {
		t.Errorf("%#v, want %s", err, want)
	}
}
