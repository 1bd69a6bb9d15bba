package readmodel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
)

// Replica is a server that follows the primary, as the role mmm_api.
type Replica struct {
	Pool Pool
	// Unfit answers why queries may not go there now; empty when they may.
	Unfit func() Unfit
	// Failed is told what a query met, before anybody else meets it.
	Failed func(ctx context.Context, found Unfit)
	// FellBack is told of each query that the primary has to answer.
	FellBack func(Unfit)
}

// Unfit is why a replica did not answer. It is a metric label: the set is closed.
type Unfit string

// The reasons.
const (
	// Unavailable: it cannot be reached, or gave a query up.
	Unavailable Unfit = "unavailable"
	// Lagging: it is further behind than allowed.
	Lagging Unfit = "lagging"
	// Promoted: it follows nobody any more, so that what it says may never have been.
	Promoted Unfit = "promoted"
	// Foreign: it follows another cluster.
	Foreign Unfit = "foreign"
	// Stale: it did not come to the caller's token in time.
	Stale Unfit = "stale"
	// ProjectionBehind: the aggregates did not.
	ProjectionBehind Unfit = "projection_behind"
)

// Unfits answers all reasons.
func Unfits() []Unfit {
	return []Unfit{Unavailable, Lagging, Promoted, Foreign, Stale, ProjectionBehind}
}

// attemptTime is above what any query takes, and leaves the primary time to answer within
// a use case's.
const attemptTime = 2 * time.Second

var errPromoted = errors.New("the replica follows nobody")

// read answers why the primary must be asked instead, or the query's own error.
func (r *Replica) read(ctx context.Context, a asked, follower string) (Unfit, error) {
	if unfit := r.Unfit(); unfit != "" {
		return unfit, nil
	}
	err := await(ctx, func() error { return r.attempt(ctx, a, follower) })
	var stale staleError
	switch {
	case errors.As(err, &stale):
		return stale.reason, nil
	case errors.Is(err, errPromoted):
		r.Failed(ctx, Promoted)
		return Promoted, nil
	case err == nil || ctx.Err() != nil || errors.Is(err, pgx.ErrNoRows):
		return "", err
	}
	// Whatever else it is, a table that is not replayed yet for one, the primary may know
	// better.
	if lost(err) {
		r.Failed(ctx, Unavailable)
	}
	return Unavailable, nil
}

// lost reports whether it is the server that failed, not this query alone: a replica gives
// queries up that stand in the way of what it has to replay.
func lost(err error) bool {
	pg, answered := errors.AsType[*pgconn.PgError](err)
	if answered {
		return strings.HasPrefix(pg.Code, "57P")
	}
	return passes(err)
}

func (r *Replica) attempt(ctx context.Context, a asked, follower string) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	token, err := demanded(ctx)
	if err != nil {
		return err
	}
	return inSnapshot(ctx, r.Pool, func(q *readdb.Queries) error {
		entered, err := q.EnterReplica(ctx, a.owners, token)
		switch {
		case err != nil:
			return fmt.Errorf("read as the tenants: %w", err)
		case !entered.Standby:
			return errPromoted
		case !entered.Settled:
			if err := a.requireReplayed(ctx, q, token); err != nil {
				return err
			}
		}
		if a.counted && token > 0 {
			if err := a.requireCounted(ctx, q, token, follower); err != nil {
				return err
			}
		}
		return a.queries(q)
	})
}

// requireReplayed answers staleError where the token's commit is not here yet.
func (a asked) requireReplayed(ctx context.Context, q *readdb.Queries, token int64) error {
	replayed, err := q.IsReplayed(ctx, a.owners[0], token)
	if err != nil {
		return fmt.Errorf("ask whether it is replayed: %w", err)
	}
	if !replayed {
		return staleError{Stale}
	}
	return nil
}
