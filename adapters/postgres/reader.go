package postgres

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Reader reads what commands need, from the primary.
type Reader struct {
	pool     sender
	readings *readings
	policies policies
}

var (
	_ ports.DecisionReader    = (*Reader)(nil)
	_ ports.PlaybookReader    = (*Reader)(nil)
	_ ports.SignalReader      = (*Reader)(nil)
	_ ports.ActorRefReader    = (*Reader)(nil)
	_ ports.ActionReader      = (*Reader)(nil)
	_ ports.IntegrationReader = (*Reader)(nil)
	_ ports.RefusalReader     = (*Reader)(nil)
	_ ports.PreferencesReader = (*Reader)(nil)
	_ ports.DeferralReader    = (*Reader)(nil)
	_ ports.ExperimentReader  = (*Reader)(nil)
	_ ports.ErasureReader     = (*Reader)(nil)
)

// NewReader makes a reader over the pool. Decisions that come together read in one
// round trip.
func NewReader(pool Primary) *Reader { return &Reader{pool: pool, readings: newReadings(pool)} }

// read runs one pipeline as the tenant. The first statement queued is the
// tenant's setting, whose result is passed over.
func (r *Reader) read(ctx context.Context, owner tenant.ID, queue func(*writedb.Queries) (results func())) error {
	p := &pipeline{}
	q := writedb.New(p)
	q.UseTenants(ctx, [][]string{{string(owner)}})
	results := queue(q)
	return p.run(ctx, r.pool, func() {
		_, _ = p.results.Exec()
		results()
	})
}

// ReadActorRef implements ports.ActorRefReader.
func (r *Reader) ReadActorRef(ctx context.Context, owner tenant.ID, actorID string) (id.UUID, tenant.Policy, error) {
	var row writedb.ReadActorRefRow
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		refs := q.ReadActorRef(ctx, []writedb.ReadActorRefParams{{TenantID: string(owner), ActorID: actorID}})
		return func() { refs.QueryRow(func(_ int, r writedb.ReadActorRefRow, _ error) { row = r }) }
	})
	if err != nil {
		return id.UUID{}, tenant.Policy{}, translate(err, "read an actor's reference")
	}
	own, err := r.policies.find(owner, row.Policy)
	if err != nil {
		return id.UUID{}, tenant.Policy{}, fmt.Errorf("read an actor's reference: %w", err)
	}
	return idOrZero(row.ActorRef), own.policy, nil
}

func idOrZero(key *id.UUID) id.UUID {
	if key == nil {
		return id.UUID{}
	}
	return *key
}

func each[A, B any](list []A, convert func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	result := make([]B, len(list))
	for i, item := range list {
		result[i] = convert(item)
	}
	return result
}
