package access

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/versioning"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/tools/clientcmd/api/latest"

	"bunhelm/helm/internal/wire"
)

// objects reads a kubeconfig that JavaScript has as an object: client-go's codec (clientcmd/api/latest)
// over its JSON, since YAML sees other characters, keys and numbers in the same text.
var objects = func() runtime.Decoder {
	serializer := json.NewSerializerWithOptions(json.DefaultMetaFactory, latest.Scheme, latest.Scheme, json.SerializerOptions{})
	return versioning.NewDefaultingCodecForScheme(latest.Scheme, serializer, serializer, latest.ExternalVersion, runtime.InternalGroupVersioner)
}()

// contentsOf reads a kubeconfig that is no file (clientcmd.Load).
func contentsOf(given *wire.Kubeconfig) (*clientcmdapi.Config, error) {
	if given.Object == nil {
		return clientcmd.Load(given.Contents)
	}
	config := clientcmdapi.NewConfig()
	kind := &schema.GroupVersionKind{Version: latest.Version, Kind: "Config"}
	if _, _, err := objects.Decode(given.Object, kind, config); err != nil {
		return nil, err
	}
	return config, nil
}
