package stack

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Backlog is how far the followers are behind what was committed.
type Backlog struct {
	// Unsealed receipts have no place in their chain yet, Unsent ones are sealed but
	// not with the evidence service.
	Unsealed, Unsent int64
	// Decisions are all that were ever made.
	Decisions int64
}

// Backlog counts, outside what is measured: it reads whole tables.
func (s *Stack) Backlog(ctx context.Context) (backlog Backlog, err error) {
	connection, err := s.Database.Engine(ctx)
	if err != nil {
		return Backlog{}, err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	const question = `SELECT (SELECT count(*) FROM receipts) - coalesce(sum(sequence), 0)::bigint,
		coalesce(sum(sequence - emitted), 0)::bigint, (SELECT count(*) FROM decisions) FROM chain_heads`
	row := connection.QueryRow(ctx, question)
	if err := row.Scan(&backlog.Unsealed, &backlog.Unsent, &backlog.Decisions); err != nil {
		return Backlog{}, fmt.Errorf("count what waits: %w", err)
	}
	return backlog, nil
}

const drainPause = 500 * time.Millisecond

// Drain waits until every receipt is with the evidence service, and answers how long
// that took.
func (s *Stack) Drain(ctx context.Context, limit time.Duration) (time.Duration, error) {
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		backlog, err := s.Backlog(ctx)
		if err != nil {
			return 0, err
		}
		if backlog.Unsealed+backlog.Unsent == 0 {
			return time.Since(began), nil
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("the followers are still %d receipts behind: %w", backlog.Unsealed+backlog.Unsent, ctx.Err())
		case <-s.done:
			return 0, fmt.Errorf("the engine ended, see %s: %w", s.Log(), s.ended)
		case <-time.After(drainPause):
		}
	}
}

// Settle empties what earlier work left to do: the followers' backlog and the
// server's dirty pages, so that each phase starts alike.
func (s *Stack) Settle(ctx context.Context, limit time.Duration) (drained time.Duration, err error) {
	if drained, err = s.Drain(ctx, limit); err != nil {
		return 0, err
	}
	connection, err := s.Database.Engine(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	if _, err := connection.Exec(ctx, "CHECKPOINT"); err != nil {
		return 0, fmt.Errorf("write a checkpoint: %w", err)
	}
	return drained, nil
}
