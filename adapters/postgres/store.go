package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

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

// Store implements ports.Store. Decisions that come together share a transaction.
type Store struct {
	pool    Primary
	enqueue Enqueue
	commits *commits
}

var _ ports.Store = (*Store)(nil)

// NewStore makes a store that commits through the pool.
func NewStore(pool Primary, enqueue Enqueue) *Store {
	return &Store{pool: pool, enqueue: enqueue, commits: newCommits(pool)}
}

// Commit implements ports.Store. A set without jobs takes one round trip.
func (s *Store) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	p, err := prepare(set)
	if err != nil {
		return "", fmt.Errorf("prepare a write set: %w", err)
	}
	if !p.shares() {
		return s.commitAlone(ctx, p)
	}
	token, err := s.commits.ask(ctx, p)
	if errors.Is(err, errRunAlone) {
		return s.commitAlone(ctx, p)
	}
	return token, translate(err, "commit")
}

func (s *Store) commitAlone(ctx context.Context, p prepared) (ports.Token, error) {
	alone := []prepared{p}
	if len(p.Jobs) == 0 {
		token, err := write(ctx, s.pool, alone)
		return token, translate(err, "commit")
	}
	var token ports.Token
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) (err error) {
		if token, err = write(ctx, tx, alone); err != nil {
			return err
		}
		return s.enqueue(ctx, tx, p.Jobs, p.Trace)
	})
	return token, translate(err, "commit with jobs")
}
