package session

import (
	"bunhelm/helm/internal/cluster"
	"bunhelm/helm/internal/drivers"
	"bunhelm/helm/internal/sqldriver"
)

// Kept is what outlives operations in this process.
type Kept struct {
	// Clusters, those in use included.
	Clusters int `json:"clusters"`
	// Memories are the clients with releases of the memory driver.
	Memories int `json:"memories"`
	// Databases are the pools of connections of the sql driver.
	Databases int `json:"databases"`
}

// Counts tells what is kept.
func Counts() Kept {
	return Kept{Clusters: cluster.Count(), Memories: drivers.CountMemories(), Databases: sqldriver.Count()}
}
