// Package ports has the interfaces through which the use cases reach the world,
// and the structures that pass through them. The comments are contracts; each
// clause has a test in portstest.
package ports

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Clock tells the time. It is safe for concurrent use.
type Clock interface {
	// Now answers the wall clock in UTC.
	Now() time.Time
	// Monotonic answers how long the process has run, whatever happens to the wall clock.
	Monotonic() time.Duration
}

// IDs mint identifiers. It is safe for concurrent use.
type IDs interface {
	// New answers a version 7 UUID of the given time. No two are equal.
	New(at time.Time) id.UUID
	// Random answers a version 4 UUID, which tells nothing.
	Random() id.UUID
}
