package access

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
)

// Namespace of a call without a cluster, which must be one that a cluster can have.
func Namespace(op *operation.Operation, namespace string) (string, error) {
	namespace = NamespaceText(op, namespace)
	return namespace, CheckNamespace(namespace)
}

// NamespaceText is the namespace of what is only rendered, which may be any text, such as a place holder: the
// option, the variable, the kubeconfig's if there is one.
func NamespaceText(op *operation.Operation, namespace string) string {
	s := settingsOf(op)
	for _, candidate := range []string{namespace, s.Namespace} {
		if candidate != "" {
			return candidate
		}
	}
	if raw, _, err := s.kubeconfig(); err == nil {
		name := s.KubeContext
		if name == "" {
			name = raw.CurrentContext
		}
		if context := raw.Contexts[name]; context != nil && context.Namespace != "" {
			return context.Namespace
		}
	}
	return "default"
}

// CheckNamespace refuses what no namespace can be called.
func CheckNamespace(name string) error {
	if problems := validation.IsDNS1123Label(name); len(problems) > 0 {
		return fault.InvalidArgument("namespace", "namespace %q: %s", name, strings.Join(problems, "; "))
	}
	return nil
}
