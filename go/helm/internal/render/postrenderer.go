package render

import (
	"bytes"

	"helm.sh/helm/v4/pkg/action"
	"helm.sh/helm/v4/pkg/postrenderer"

	"bunhelm/helm/internal/fault"
	"bunhelm/helm/internal/operation"
	"bunhelm/helm/internal/wire"
)

func PostRenderStrategy(option wire.PostRenderStrategy) action.PostRenderStrategy {
	if option == "" {
		return action.PostRenderStrategyCombined
	}
	return action.PostRenderStrategy(option)
}

// CheckPostRender refuses what Helm would find late, or never.
func CheckPostRender(o *wire.PostRenderOptions) error {
	if o.PostRenderer != nil && o.PostRendererPlugin != "" {
		return fault.InvalidArgument("postRendererPlugin", "postRendererPlugin: postRenderer is given as well")
	}
	return nil
}

// PostRenderer makes a post-renderer from the options.
func PostRenderer(op *operation.Operation, o *wire.PostRenderOptions) (postrenderer.PostRenderer, error) {
	if o.PostRenderer != nil {
		return &scripted{op: op, function: o.PostRenderer.Index}, nil
	}
	if o.PostRendererPlugin == "" {
		return nil, nil
	}
	return pluginOf(op, o.PostRendererPlugin, o.PostRendererArgs)
}

// scripted is a post-renderer written in JavaScript.
type scripted struct {
	op       *operation.Operation
	function int
}

// Run asks and waits. It gives up its slot meanwhile: the function may render itself.
func (s *scripted) Run(manifest *bytes.Buffer) (*bytes.Buffer, error) {
	s.op.Evidence.Phase(wire.PhasePostRender, 0)
	resume := s.op.Work.Yield()
	answer, _, err := s.op.Ask(s.function, manifest.Bytes())
	if ended := resume(); err == nil {
		err = ended
	}
	if err != nil {
		return nil, err
	}
	return bytes.NewBuffer(answer), nil
}
