package wire

// PostRenderOptions say who changes the manifest before it is applied.
type PostRenderOptions struct {
	// A function that gets the rendered manifest and returns what to use in its place. If it throws,
	// the operation fails with ERR_HELM_POST_RENDERER_FAILED and that error as cause.
	PostRenderer *Callback `json:"postRenderer,omitempty"`
	// The name of an installed post-renderer plugin, which runs in the client's env. When it fails, so does
	// the operation with ERR_HELM_POST_RENDERER_FAILED and what it has said on standard error.
	// CLI: --post-renderer.
	PostRendererPlugin string `json:"postRendererPlugin,omitempty"`
	// Arguments of the post-renderer plugin. CLI: --post-renderer-args.
	PostRendererArgs []string `json:"postRendererArgs,omitempty"`
	// What the post-renderer gets: hooks and the rest together, one after the other, or without the
	// hooks as in Helm 3. SDK: PostRenderStrategy; the CLI has no flag for it.
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
