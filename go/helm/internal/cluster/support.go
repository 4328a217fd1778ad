package cluster

import (
	"context"
	"time"

	openapi_v2 "github.com/google/gnostic-models/openapiv2"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/cli-runtime/pkg/resource"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/openapi"
	"k8s.io/client-go/openapi/cached"
	kubectlopenapi "k8s.io/kubectl/pkg/util/openapi"

	"bunhelm/helm/internal/fault"
)

// verifier asks the API server's OpenAPI documents, which it downloads once. What they say of a kind that
// they have stays true, however old they are.
type verifier struct {
	resource.Verifier
	documents openapi.Client
	legacy    *legacyDocument
}

// legacyDocument is the one of version 2, which is asked for where version 3 fails. Why that fails too is
// kept: cli-runtime makes text of it.
type legacyDocument struct {
	discovery.OpenAPISchemaInterface
	failure error // guarded by cluster.parsing
}

func (d *legacyDocument) OpenAPISchema() (*openapi_v2.Document, error) {
	document, err := d.OpenAPISchemaInterface.OpenAPISchema()
	d.failure = err
	return document, err
}

// HasSupport tells whether the API server itself validates writes of this kind. Only "yes" is
// remembered: a kind that has it never loses it, and everything else is asked again.
func (c *cluster) HasSupport(ctx context.Context, gvk schema.GroupVersionKind) error {
	c.mu.Lock()
	known := c.supported[gvk]
	c.mu.Unlock()
	if known {
		return nil
	}
	yes := func(_ struct{}, err error) bool { return err == nil }
	_, err := c.questions.Get(ctx, c.apart, gvk, time.Now(), yes, func() (struct{}, error) { return struct{}{}, c.askSupport(gvk) })
	return err
}

func (c *cluster) askSupport(gvk schema.GroupVersionKind) (err error) {
	defer fault.Recovered(&err)
	asked := time.Now()
	c.mu.Lock()
	v := c.verifier
	c.mu.Unlock()
	if v == nil || c.ask(v, gvk) != nil {
		// Another kind's question may have made one meanwhile.
		v, err = c.verifiers.Get(context.Background(), c.apart, struct{}{}, asked, never, c.newVerifier)
		if err != nil {
			return err
		}
		if err := c.ask(v, gvk); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.supported[gvk] = true
	return nil
}

func never(*verifier, error) bool { return false }

// ask downloads the document of a kind, and has it parsed: one document at a time, since that takes many
// times its size.
func (c *cluster) ask(v *verifier, gvk schema.GroupVersionKind) error {
	path := "apis/" + gvk.Group + "/" + gvk.Version
	if gvk.Group == "" {
		path = "api/" + gvk.Version
	}
	if paths, err := v.documents.Paths(); err == nil && paths[path] != nil {
		_, _ = paths[path].Schema(runtime.ContentTypeJSON) // and keeps it; HasSupport says what is wrong
	}
	c.parsing.Lock()
	defer c.parsing.Unlock()
	return fault.Because(v.HasSupport(gvk), v.legacy.failure)
}

// newVerifier makes one that has downloaded nothing yet, for all who ask from now on.
func (c *cluster) newVerifier() (*verifier, error) {
	dynamicClient, err := dynamic.NewForConfig(c.config)
	if err != nil {
		return nil, err
	}
	client, err := discovery.NewDiscoveryClientForConfig(c.config)
	if err != nil {
		return nil, err
	}
	documents := cached.NewClient(client.OpenAPIV3())
	legacy := &legacyDocument{OpenAPISchemaInterface: kubectlopenapi.NewOpenAPIGetter(client)}
	v := &verifier{documents: documents, legacy: legacy, Verifier: resource.NewFallbackQueryParamVerifier(
		resource.NewQueryParamVerifierV3(dynamicClient, documents, resource.QueryParamFieldValidation),
		resource.NewQueryParamVerifier(dynamicClient, legacy, resource.QueryParamFieldValidation),
	)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.verifier = v
	return v, nil
}
