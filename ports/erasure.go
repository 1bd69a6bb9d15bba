package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ErasureReader reads erasures for commands and jobs, from the primary.
type ErasureReader interface {
	// ReadErasure answers one. Another tenant's, or one that does not exist, is a NotFound
	// fault.
	ReadErasure(ctx context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error)
	// ReadPendingErasure answers the one of the actor that is pending; zero for none.
	ReadPendingErasure(ctx context.Context, owner tenant.ID, actorID string) (erasure.Key, error)
}

// ErasureViews answer queries on erasures.
type ErasureViews interface {
	// ViewErasure answers how far one has come, without whom it is about and who asked.
	// Another tenant's, or one that does not exist, is a NotFound fault.
	ViewErasure(ctx context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error)
}

// ErasedRows removes what is stored of an actor (product.md, Erasure). Each call does one
// bounded piece, which stays done and counted whatever comes after it, and repeating one is
// harmless. All of it is of the erasure's tenant.
type ErasedRows interface {
	// Erase removes up to limit rows of a part, or puts the alias in the actor's place, and
	// answers how many; 0 when none is left. Of Jobs it knows nothing.
	Erase(ctx context.Context, e *erasure.Erasure, part erasure.Part, limit int) (int64, error)
	// ForgetRef removes the actor's reference. Receipts and events that have it are of nobody
	// then.
	ForgetRef(ctx context.Context, e *erasure.Erasure) error
	// NamedSignals answers the ids of the actor's signals that hold the actor's own.
	NamedSignals(ctx context.Context, e *erasure.Erasure) ([]string, error)
	// CountJobs adds to what was removed.
	CountJobs(ctx context.Context, e *erasure.Erasure, more int64) error
	// Settle answers since when nothing more was found, now for the first time or anew, and
	// whether every transaction that could still write then, knowing nothing of the erasure,
	// has ended.
	Settle(ctx context.Context, e *erasure.Erasure, now time.Time, anew bool) (since time.Time, drained bool, err error)
}

// SignalJobs are the jobs of accepted signals.
type SignalJobs interface {
	// ForgetSignals removes the jobs whose arguments name one of the signals, whatever their
	// state, and answers how many. One that runs stays, and is told of: call again.
	ForgetSignals(ctx context.Context, owner tenant.ID, signalIDs []string) (removed int64, running bool, err error)
}

// ErasureChange is an erasure's next state.
type ErasureChange struct {
	// Erasure is to be begun when it is Pending (compare-and-swap: an actor has one at a
	// time), and else to be ended (compare-and-swap: it is pending).
	Erasure erasure.Erasure
}

// EraseActor asks for an erasure to be carried out.
type EraseActor struct {
	TenantID  tenant.ID `json:"tenant_id"`
	ErasureID id.UUID   `json:"erasure_id"`
}

// Kind implements Job.
func (EraseActor) Kind() string { return "erase_actor" }
