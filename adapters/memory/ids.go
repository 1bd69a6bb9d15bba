package memory

import (
	"encoding/binary"
	"sync/atomic"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// IDs counts instead of guessing: the n-th identifier is the same in every run.
// The zero value starts at 1.
type IDs struct{ count atomic.Uint64 }

var _ ports.IDs = (*IDs)(nil)

// New implements ports.IDs.
func (i *IDs) New(at time.Time) id.UUID {
	var entropy id.Entropy
	const room = 16 // an id's last bits number its parts
	binary.BigEndian.PutUint64(entropy[2:], i.count.Add(1)<<room)
	return id.At(at, entropy)
}

// Random implements ports.IDs.
func (i *IDs) Random() id.UUID {
	var entropy [16]byte
	binary.BigEndian.PutUint64(entropy[8:], i.count.Add(1))
	return id.Random(entropy)
}
