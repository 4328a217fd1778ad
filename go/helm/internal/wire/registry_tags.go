package wire

// TagsRequest is what registry.tags gets.
type TagsRequest struct {
	RegistryOptions
	Reference string `json:"reference"`
}
