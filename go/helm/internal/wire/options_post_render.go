package wire

// PostRenderOptions change the manifest before it is applied.
type PostRenderOptions struct {
	// A function that gets the rendered manifest and returns the one to use instead. If it throws, the operation
	// fails with ERR_HELM_POST_RENDERER_FAILED, with that error as its cause.
	PostRenderer *Callback `json:"postRenderer,omitempty"`
	// The name of an installed post-renderer plugin. It runs in the client's env. If it fails, the operation fails
	// with ERR_HELM_POST_RENDERER_FAILED, and the message has what it wrote to standard error. CLI: --post-renderer.
	PostRendererPlugin string `json:"postRendererPlugin,omitempty"`
	// Arguments of the post-renderer plugin. CLI: --post-renderer-args.
	PostRendererArgs []string `json:"postRendererArgs,omitempty"`
	// What the post-renderer gets: hooks and other objects together ("combined"), one after the other ("separate"),
	// or no hooks, as in Helm 3 ("nohooks"). SDK: PostRenderStrategy; the CLI has no flag for it.
	//
	// @default "combined"
	PostRenderStrategy PostRenderStrategy `json:"postRenderStrategy,omitempty"`
}

// PostRenderStrategy is what a post-renderer gets to see.
type PostRenderStrategy string

// The strategies, by Helm's names.
const (
	PostRenderCombined PostRenderStrategy = "combined"
	PostRenderSeparate PostRenderStrategy = "separate"
	PostRenderNoHooks  PostRenderStrategy = "nohooks"
)

// Words are the choices.
func (PostRenderStrategy) Words() []Choice {
	return words(PostRenderCombined, PostRenderSeparate, PostRenderNoHooks)
}
