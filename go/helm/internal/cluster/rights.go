package cluster

import (
	"context"
	"encoding/json"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Version is the API server's.
func (g *Getter) Version() (string, error) {
	answer, err := g.serverVersion()
	if err != nil {
		return "", err
	}
	return answer.GitVersion, nil
}

// HasNamespace tells whether a namespace exists; nil if the user may not know.
func (g *Getter) HasNamespace(ctx context.Context, name string) (*bool, error) {
	client, err := (&discoverer{g}).live()
	if err != nil {
		return nil, err
	}
	err = client.RESTClient().Get().AbsPath("/api/v1/namespaces", name).Do(ctx).Error()
	if apierrors.IsForbidden(err) {
		return nil, nil
	}
	exists := !apierrors.IsNotFound(err)
	if exists && err != nil {
		return nil, err
	}
	return &exists, nil
}

// Allows asks whether the user may do something with a resource of the core group, and what the authorizer says to that.
// A typed client would bring the group's protobuf code with it.
func (g *Getter) Allows(ctx context.Context, namespace, resource, verb string) (bool, string, error) {
	client, err := (&discoverer{g}).live()
	if err != nil {
		return false, "", err
	}
	resource, subresource, _ := strings.Cut(resource, "/")
	question, err := json.Marshal(authorizationv1.SelfSubjectAccessReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "authorization.k8s.io/v1", Kind: "SelfSubjectAccessReview"},
		Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{
			Namespace: namespace, Resource: resource, Subresource: subresource, Verb: verb,
		}},
	})
	if err != nil {
		return false, "", err
	}
	text, err := client.RESTClient().Post().AbsPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews").
		SetHeader("Content-Type", "application/json").Body(question).Do(ctx).Raw()
	if err != nil {
		return false, "", err
	}
	var answer authorizationv1.SelfSubjectAccessReview
	if err := json.Unmarshal(text, &answer); err != nil {
		return false, "", err
	}
	return answer.Status.Allowed, answer.Status.Reason, nil
}
