// Package doctor runs the verbs of the command's doctor: each is one step on the way to a release.
package doctor

import (
	"cmp"
	"strings"

	"bunhelm/helm/internal/access"
	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/limited"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/plugins"
	"bunhelm/helm/internal/wire"
)

// Settings tells where the client keeps what.
func Settings(op *operation.Operation, _ *wire.SettingsRequest) (wire.ClientSettings, error) {
	paths := op.Client.Paths()
	return wire.ClientSettings{
		Driver:           driver(op),
		RepositoryConfig: paths.RepositoryConfig,
		RepositoryCache:  paths.RepositoryCache,
		ContentCache:     paths.ContentCache,
		RegistryConfig:   paths.RegistryConfig,
		PluginsDirectory: paths.Plugins,
		Plugins:          plugins.Installed(paths.Plugins),
	}, nil
}

// Target tells which cluster the client is for.
func Target(op *operation.Operation, _ *wire.TargetRequest) (wire.ClientTarget, error) {
	if access.None(op) {
		return wire.ClientTarget{None: true, Kubeconfigs: []string{}}, nil
	}
	target, err := access.Resolve(op, "")
	if err != nil {
		return wire.ClientTarget{}, err
	}
	return target.Tell(), nil
}

// Server asks the API server for its version.
func Server(op *operation.Operation, _ *wire.ServerRequest) (result wire.ClientServer, err error) {
	getter, namespace, err := open(op)
	if err != nil {
		return result, err
	}
	defer getter.Close()
	if result.Version, err = getter.Version(); err != nil {
		return result, err
	}
	result.NamespaceExists, err = getter.HasNamespace(op.Context(), namespace)
	return result, err
}

// Rights asks what the user may do.
func Rights(op *operation.Operation, _ *wire.RightsRequest) (result wire.ClientRights, err error) {
	getter, namespace, err := open(op)
	if err != nil {
		return result, err
	}
	defer getter.Close()
	rights := needed(driver(op))
	errs := limited.Each(op.Context(), 4, rights, func(i int, right wire.ClientRight) (err error) {
		rights[i].Allowed, rights[i].Reason, err = getter.Allows(op.Context(), namespace, right.Resource, right.Verb)
		return err
	})
	for _, err := range errs {
		if err != nil {
			return result, err
		}
	}
	return wire.ClientRights{Rights: rights}, nil
}

func open(op *operation.Operation) (*cluster.Getter, string, error) {
	target, err := access.Resolve(op, "")
	if err != nil {
		return nil, "", err
	}
	getter, err := cluster.Open(op, target)
	return getter, target.Namespace, err
}

// driver is the word for where records are.
func driver(op *operation.Operation) string {
	name := cmp.Or(string(op.Client.Driver), op.Client.Env["HELM_DRIVER"], string(wire.DriverSecret))
	return strings.TrimSuffix(name, "s")
}

// needed are the rights to the records that the driver keeps in the cluster, and to what explains failures.
func needed(driver string) (rights []wire.ClientRight) {
	if driver == string(wire.DriverSecret) || driver == string(wire.DriverConfigmap) {
		for _, verb := range []string{"get", "list", "create", "update", "delete"} {
			rights = append(rights, wire.ClientRight{Verb: verb, Resource: driver + "s", Records: true})
		}
	}
	return append(rights, wire.ClientRight{Verb: "list", Resource: "pods"}, wire.ClientRight{Verb: "get", Resource: "pods/log"},
		wire.ClientRight{Verb: "list", Resource: "events"})
}
