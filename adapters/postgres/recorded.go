package postgres

import (
	"cmp"
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// recorded reads a decision that was made before, nil when there is none. It is a
// round trip of its own, so that the many decisions that are new do not pay for
// the few that are repeats.
func (r *Reader) recorded(ctx context.Context, owner tenant.ID, key id.UUID) (*decision.Decision, error) {
	if key.IsZero() {
		return nil, nil //nolint:nilnil // no row is no decision; the port says so
	}
	var body string
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadDecision(ctx, []writedb.ReadDecisionParams{{TenantID: string(owner), DecisionID: key}})
		return func() { rows.QueryRow(func(_ int, b string, err error) { body, absent = b, err }) }
	})
	if errors.Is(absent, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // it was deleted since, so it is to be decided anew
	}
	if err = cmp.Or(err, absent); err != nil {
		return nil, translate(err, "read a recorded decision")
	}
	decided, err := decision.FromDocument(body)
	if err != nil {
		return nil, translate(err, "read a recorded decision")
	}
	return &decided, nil
}
