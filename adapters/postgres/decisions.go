package postgres

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Reader reads what commands need, from the primary.
type Reader struct {
	pool     sender
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
)

// NewReader makes a reader over the pool.
func NewReader(pool Primary) *Reader { return &Reader{pool: pool} }

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

// ReadDecisionInputs implements ports.DecisionReader.
func (r *Reader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	var state writedb.ReadDecisionStateRow
	var recent []writedb.ReadRecentSignalsRow
	err := r.read(ctx, query.TenantID, func(q *writedb.Queries) func() {
		states := q.ReadDecisionState(ctx, []writedb.ReadDecisionStateParams{stateParams(query)})
		signals := q.ReadRecentSignals(ctx, []writedb.ReadRecentSignalsParams{{
			TenantID: string(query.TenantID), Subject: string(query.Subject),
			Since: query.Now.Add(-signal.RecentSpan), Most: signal.RecentLimit,
		}})
		return func() {
			states.QueryRow(func(_ int, row writedb.ReadDecisionStateRow, _ error) { state = row })
			signals.Query(func(_ int, rows []writedb.ReadRecentSignalsRow, _ error) { recent = rows })
		}
	})
	if err != nil {
		return ports.DecisionInputs{}, translate(err, "read what a decision depends on")
	}
	inputs, err := r.inputsOf(ctx, query.TenantID, state)
	if query.Subject != "" {
		inputs.Recent = each(recent, recentOf)
	}
	return inputs, err
}

func (r *Reader) inputsOf(
	ctx context.Context, owner tenant.ID, state writedb.ReadDecisionStateRow,
) (ports.DecisionInputs, error) {
	inputs := ports.DecisionInputs{CatalogueVersion: state.CatalogueVersion, ActorRef: idOrZero(state.ActorRef)}
	own, err := r.policies.find(owner, state.Policy)
	if err != nil {
		return inputs, translate(err, "read what a decision depends on")
	}
	inputs.Policy, inputs.Snapshot = own.policy, own.snapshot
	copy(inputs.KeyedHash[:], state.KeyedHash)
	if inputs.Keyed, err = r.recorded(ctx, owner, state.Keyed); err != nil {
		return inputs, err
	}
	inputs.Repeated, err = r.recorded(ctx, owner, state.Repeated)
	return inputs, err
}

func stateParams(query ports.DecisionQuery) writedb.ReadDecisionStateParams {
	params := writedb.ReadDecisionStateParams{
		TenantID: string(query.TenantID), ActorID: query.ActorID, Subject: string(query.Subject),
		Surface: string(query.Surface), SignalID: query.SignalID,
		KeysSince: query.Now.Add(-ports.IdempotencyLife), SignalsSince: query.Now.Add(-signal.Dedup),
	}
	if key := query.Idempotency; key != nil {
		params.Operation, params.Caller, params.Key = key.Operation, key.Caller, key.Key
	}
	return params
}

func recentOf(row writedb.ReadRecentSignalsRow) signal.Recent {
	return signal.Recent{
		ID: row.SignalID, Source: row.Source, EventType: row.EventType,
		Severity: signal.Severity(row.Severity), OccurredAt: row.OccurredAt.UTC(),
		Place: signal.Place{RepoID: row.RepoID, Branch: row.Branch, FilePath: row.FilePath, Environment: row.Environment},
	}
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
