package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Enqueue inserts jobs in the transaction that commits what they are about. They go
// on under the trace (W3C traceparent), which may be empty.
type Enqueue func(ctx context.Context, tx pgx.Tx, jobs []ports.Job, trace string) error

// Primary is the pool of commands, as the role mmm_api.
type Primary interface {
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Store implements ports.Store.
type Store struct {
	pool    Primary
	enqueue Enqueue
}

var _ ports.Store = (*Store)(nil)

// NewStore makes a store that commits through the pool.
func NewStore(pool Primary, enqueue Enqueue) *Store {
	return &Store{pool: pool, enqueue: enqueue}
}

// Commit implements ports.Store. A set without jobs takes one round trip.
func (s *Store) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	statements, err := statementsOf(ctx, set)
	if err != nil {
		return "", err
	}
	if len(set.Jobs) == 0 {
		token, err := statements.send(ctx, s.pool)
		return token, translate(err, "commit")
	}
	var token ports.Token
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if token, err = statements.send(ctx, tx); err != nil {
			return err
		}
		return s.enqueue(ctx, tx, set.Jobs, set.Trace)
	})
	return token, translate(err, "commit with jobs")
}

// statements is a write set, ready to be sent once.
type statements struct {
	pipeline pipeline
	token    *writedb.CurrentTransactionBatchResults
}

func statementsOf(ctx context.Context, set ports.WriteSet) (*statements, error) {
	s := &statements{}
	q := writedb.New(&s.pipeline)
	q.UseTenants(ctx, [][]string{{string(set.TenantID)}})
	s.token = q.CurrentTransaction(ctx, []bool{true})
	for _, queue := range []func(context.Context, *writedb.Queries, ports.WriteSet) error{
		queueActorRefs, queueDecision, queueDeliveries, queueOutcome, queueFeedback, queuePlaybook, queueSignals,
		queueIntegration, queueChannelStop, queueRedrive, queueEvidence,
	} {
		if err := queue(ctx, q, set); err != nil {
			return nil, fmt.Errorf("prepare a write set: %w", err)
		}
	}
	return s, nil
}

func (s *statements) send(ctx context.Context, to sender) (ports.Token, error) {
	var token ports.Token
	err := s.pipeline.run(ctx, to, func() {
		// set_config comes first; its result is of no interest, its error comes with run's.
		_, _ = s.pipeline.results.Exec()
		s.token.QueryRow(func(_ int, transaction string, _ error) { token = ports.Token(transaction) })
	})
	if err != nil {
		return "", err
	}
	return token, nil
}
