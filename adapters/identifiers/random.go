// Package identifiers mints the ids of everything the engine makes.
package identifiers

import (
	"crypto/rand"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Random implements ports.IDs with the system's source of randomness, which
// never fails (crypto/rand, Read).
type Random struct{}

var _ ports.IDs = Random{}

// New implements ports.IDs.
func (Random) New(at time.Time) id.UUID {
	var entropy id.Entropy
	_, _ = rand.Read(entropy[:]) // it answers no error; it would end the process
	return id.At(at, entropy)
}

// Random implements ports.IDs.
func (Random) Random() id.UUID {
	var entropy [16]byte
	_, _ = rand.Read(entropy[:]) // it answers no error; it would end the process
	return id.Random(entropy)
}
