package access

import (
	"cmp"
	"slices"

	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

// None tells that nothing names a cluster. Whoever names a kubeconfig that is not there has named one.
func None(op *operation.Operation) bool {
	s := settingsOf(op)
	files, explicit := s.files()
	return !explicit && !s.InCluster && s.KubeApiserver == "" && s.env["KUBERNETES_SERVICE_HOST"] == "" && !slices.ContainsFunc(files, exists)
}

// Tell says which cluster it is, for people.
func (r *Target) Tell() wire.ClientTarget {
	told := wire.ClientTarget{Kubeconfigs: slices.DeleteFunc(append([]string{}, r.files...), func(file string) bool { return !exists(file) })}
	told.Namespace = r.Namespace
	told.Server, told.Proxy = r.Server()
	raw, err := r.Loader.RawConfig()
	if err != nil {
		return told
	}
	told.Context = cmp.Or(r.context, raw.CurrentContext)
	if context := raw.Contexts[told.Context]; context != nil {
		told.Cluster, told.User = context.Cluster, context.AuthInfo
	}
	return told
}
