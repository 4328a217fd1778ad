package render

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/postrenderer"

	"bunhelm/helm/internal/budget"
	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/helmhome"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/plugins"
	"bunhelm/helm/internal/programs"
	"bunhelm/helm/internal/wire"
)

// postRenderer is a plugin that changes manifests.
type postRenderer struct {
	op        *operation.Operation
	plugin    *plugins.Plugin
	arguments []string
	helms     postrenderer.PostRenderer // for one of WebAssembly
}

// pluginOf finds an installed post-renderer.
func pluginOf(op *operation.Operation, name string, arguments []string) (postrenderer.PostRenderer, error) {
	found := plugins.Find(op.Client.Paths().Plugins, func(file *plugins.File) ([]plugins.Command, bool) {
		return file.RuntimeConfig.PlatformCommand, file.APIVersion == "v1" && file.Type == "postrenderer/v1" && file.Name == name
	})
	helms, err := postrenderer.NewPostRendererPlugin(helmhome.Settings(op.Client.Paths()), name, arguments...) // which looks at all of plugin.yaml
	if err != nil {
		return nil, fault.InvalidArgument("postRendererPlugin", "postRendererPlugin: %w", err)
	}
	if found == nil {
		found = &plugins.Plugin{Name: name}
	}
	return &postRenderer{op, found, arguments, helms}, nil
}

// Run gives up the operation's slot meanwhile.
func (r *postRenderer) Run(manifests *bytes.Buffer) (*bytes.Buffer, error) {
	r.op.Evidence.Phase(wire.PhasePostRender, 0)
	resume := r.op.Work.Yield()
	changed, err := r.change(manifests)
	switch ended := resume(); {
	case ended != nil:
		return nil, ended
	case r.op.Err() != nil:
		return nil, r.op.Err()
	case err != nil:
		var details any
		var large *budget.TooLargeError
		if errors.As(err, &large) {
			details = wire.HintDetails{Hint: large.Hint()}
		}
		failed := fault.Newf(wire.CodePostRendererFailed, details, err, "the post-renderer failed: %v", err)
		failed.Phase = wire.PhasePostRender
		return nil, failed
	}
	return changed, nil
}

// change is internal/plugin/runtime_subprocess.go runPostrenderer.
func (r *postRenderer) change(manifests *bytes.Buffer) (*bytes.Buffer, error) {
	p := r.plugin
	if len(p.Commands) == 0 {
		return r.helms.Run(manifests)
	}
	chosen, err := p.Choose()
	if err != nil {
		return nil, err
	}
	environ := p.Environ(r.op.Client)
	var words []string
	for _, word := range slices.Concat(strings.Split(chosen.Command, " "), chosen.Args) {
		words = append(words, plugins.Expand(word, environ))
	}
	program, err := programs.Find(words[0], environ["PATH"])
	if err != nil {
		return nil, err
	}
	changed, said, err := p.Run(r.op, program, slices.Concat(words[1:], r.arguments), environ, manifests, budget.New(r.op.Client.Limits.Render, "render", "what the plugin "+strconv.Quote(p.Name)+" gave"))
	if err == nil && len(bytes.TrimSpace(changed)) == 0 {
		err = fmt.Errorf("the plugin %q printed nothing%s", p.Name, said)
	}
	return bytes.NewBuffer(changed), err
}
