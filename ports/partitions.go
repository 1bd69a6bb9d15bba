package ports

import "context"

// Partitions keep the tables that grow with time in pieces.
type Partitions interface {
	// EnsurePartitions makes those of the coming weeks. Repeating it is harmless; rows
	// find a place without it too, only not the best one.
	EnsurePartitions(ctx context.Context) error
}
