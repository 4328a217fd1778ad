package wire

// InstallOptions are the options of releases.install.
type InstallOptions struct {
	DeployOptions
	NameOptions
	// Use server-side apply. CLI: --server-side.
	//
	// @default true
	ServerSide *bool `json:"serverSide,omitempty"`
	// Reuse the name of a release that was uninstalled with keepHistory. Unsafe in production. CLI: --replace.
	//
	// @default false
	Replace bool `json:"replace,omitempty"`
}

// InstallRequest is releases.install.
type InstallRequest struct {
	InstallOptions
	Name  string   `json:"name,omitempty"`
	Chart ChartRef `json:"chart"`
}

// Takes returns the release that the call changes.
func (r *InstallRequest) Takes() (namespace, name string, alone bool) {
	return r.Namespace, written(r.Name, r.DryRun.IsDry()), true
}
