package wire

// TagsRequest is registry.tags.
type TagsRequest struct {
	RegistryOptions
	Reference string `json:"reference"`
}
