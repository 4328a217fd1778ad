package operation

// Follow says whether links may lead out of the directories of charts; nil is what the client says.
func (o *Operation) Follow(links *bool) { o.follows = links }

// FollowsLinks is what Follow was told, or the client.
func (o *Operation) FollowsLinks() bool {
	if o.follows != nil {
		return *o.follows
	}
	return o.Client != nil && o.Client.FollowLinks
}
