package drivers

import (
	"testing"

	"helm.sh/helm/v4/pkg/release/common"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"

	"bunhelm/helm/internal/records"
)

func TestARecordInMemoryThatLacksItsInfoIsReadWhole(t *testing.T) {
	key := records.Key("web", 1)
	memory := &memoryView{&memoryStore{driver: driver.NewMemory()}, "shop"}
	if err := memory.Create(key, &release.Release{Name: "web", Namespace: "shop", Version: 1}); err != nil {
		t.Fatal(err)
	}
	stored, err := memory.store.driver.Get(key)
	if err != nil {
		t.Fatal(err)
	}
	stored.(*release.Release).Info = nil
	found, err := memory.Query(map[string]string{"name": "web"})
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if info := found[0].(*release.Release).Info; info == nil || info.Status != common.StatusUnknown {
		t.Errorf("%+v", info)
	}
}
