package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReplayReader reads what commands answered under an idempotency key, from the primary.
type ReplayReader interface {
	// ReadReplay answers what was recorded under the key after the time, nil when nothing
	// was. The key's hash is not looked at. A database that cannot be reached is an
	// Unavailable fault. Safe to repeat.
	ReadReplay(ctx context.Context, owner tenant.ID, key Idempotency, since time.Time) (*Replay, error)
}

// Replay is an answer that was recorded.
type Replay struct {
	// Hash is of the request that was answered.
	Hash [32]byte
	// Answer is as ReplayRow has it.
	Answer string
	// Token is that of the commit that recorded it.
	Token Token
}

// ReplayRow records the answer of a command under its key (api.md, Idempotency-Key).
type ReplayRow struct {
	Idempotency Idempotency
	// Answer is a document of the command's own. It must hold no secret.
	Answer string
}

// KeyTaken is the code of the Stale fault that Store.Commit answers when somebody else
// took the key of the set's Replay within IdempotencyLife. It goes before that of any
// other swap that the set lost too.
const KeyTaken = "SWAP_LOST_IDEMPOTENCY_KEY"
