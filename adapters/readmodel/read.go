package readmodel

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// asked is a question to either server.
type asked struct {
	owners  []string
	queries func(*readdb.Queries) error
	// counted says that the queries read aggregates.
	counted bool
}

// How long a query waits for what the caller's token names (api.md, Read-your-writes), on
// each of both servers, and how often it looks.
const (
	freshPatience = 500 * time.Millisecond
	freshPause    = 10 * time.Millisecond
)

// staleError says that a server is not where the caller's token is yet.
type staleError struct{ reason Unfit }

// Error implements error.
func (e staleError) Error() string { return "not fresh enough: " + string(e.reason) }

// read asks the replica where there is one that may answer, and else the primary.
func (v *Views) read(ctx context.Context, a asked) error {
	if v.replica == nil {
		return v.fromPrimary(ctx, a)
	}
	unfit, err := v.replica.read(ctx, a, v.followers.Projecting)
	if unfit == "" {
		return err
	}
	v.replica.FellBack(unfit)
	return v.fromPrimary(ctx, a)
}

// fromPrimary waits for aggregates that the token demands. What has not come then is
// answered without: the projector is behind, and lets mmm_projection_lag_seconds tell.
func (v *Views) fromPrimary(ctx context.Context, a asked) error {
	token, err := demanded(ctx)
	if err != nil || !a.counted || token == 0 {
		return errors.Join(err, v.once(ctx, a, 0))
	}
	err = await(ctx, func() error { return v.once(ctx, a, token) })
	if errors.As(err, &staleError{}) {
		return v.once(ctx, a, 0)
	}
	return err
}

func (v *Views) once(ctx context.Context, a asked, token int64) error {
	return inSnapshot(ctx, v.primary, func(q *readdb.Queries) error {
		if err := q.UseTenant(ctx, a.owners); err != nil {
			return fmt.Errorf("read as the tenants: %w", err)
		}
		if token > 0 {
			if err := a.requireCounted(ctx, q, token, v.followers.Projecting); err != nil {
				return err
			}
		}
		return a.queries(q)
	})
}

// requireCounted answers staleError where the aggregates lack an event of the tenant that
// was committed before the token's, or with it.
func (a asked) requireCounted(ctx context.Context, q *readdb.Queries, token int64, follower string) error {
	uncounted, err := q.IsUncounted(ctx, a.owners[0], token, follower)
	if err != nil {
		return fmt.Errorf("ask whether it is counted: %w", err)
	}
	if uncounted {
		return staleError{ProjectionBehind}
	}
	return nil
}

// demanded answers the transaction of the caller's token; 0 without one.
func demanded(ctx context.Context) (int64, error) {
	token := ports.Demanded(ctx)
	if token == "" {
		return 0, nil
	}
	transaction, err := strconv.ParseInt(string(token), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read the consistency token: %w", err)
	}
	return transaction, nil
}

// inSnapshot runs the queries in a transaction that cannot write, over one snapshot.
func inSnapshot(ctx context.Context, pool Pool, queries func(*readdb.Queries) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, pool, options, func(tx pgx.Tx) error { return queries(readdb.New(tx)) })
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	return nil
}

// await tries again what is not fresh enough, until it is, or patience ends.
func await(ctx context.Context, try func() error) error {
	end := time.NewTimer(freshPatience)
	defer end.Stop()
	for {
		err := try()
		if !errors.As(err, &staleError{}) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for a fresh answer: %w", ctx.Err())
		case <-end.C:
			return err
		case <-time.After(freshPause):
		}
	}
}
