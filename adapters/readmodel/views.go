// Package readmodel is the read side: it answers queries in transactions that
// cannot write (architecture.md, Read side).
package readmodel

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Pool is the pool of queries, as the role mmm_api.
type Pool interface {
	BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error)
}

// Views answer queries from the tables that commands and followers write.
type Views struct {
	pool    Pool
	sealing string
}

var (
	_ ports.DecisionViews = (*Views)(nil)
	_ ports.PlaybookViews = (*Views)(nil)
	_ ports.ActionViews   = (*Views)(nil)
	_ ports.DeliveryFeed  = (*Views)(nil)
	_ ports.ReceiptViews  = (*Views)(nil)
	_ ports.PolicyViews   = (*Views)(nil)
	_ ports.AuditViews    = (*Views)(nil)

	_ ports.ApprovalViews = (*Views)(nil)

	_ ports.PreferencesViews = (*Views)(nil)
	_ ports.ExperimentViews  = (*Views)(nil)
	_ ports.StatsViews       = (*Views)(nil)
)

// NewViews makes views over the pool. Receipts behind the checkpoint of the sealing
// follower are pending.
func NewViews(pool Pool, sealing string) *Views { return &Views{pool: pool, sealing: sealing} }

// view runs the queries as the tenant, over one snapshot of the database.
func (v *Views) view(ctx context.Context, owner tenant.ID, queries func(*readdb.Queries) error) error {
	return v.viewAll(ctx, []string{string(owner)}, queries)
}

// viewAll runs the queries as all of these tenants at once.
func (v *Views) viewAll(ctx context.Context, owners []string, queries func(*readdb.Queries) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, v.pool, options, func(tx pgx.Tx) error {
		q := readdb.New(tx)
		if err := q.UseTenant(ctx, owners); err != nil {
			return fmt.Errorf("read as the tenants: %w", err)
		}
		return queries(q)
	})
	if err != nil {
		return fmt.Errorf("view: %w", err)
	}
	return nil
}

func each[A, B any](list []A, convert func(A) (B, error)) ([]B, error) {
	result := make([]B, len(list))
	for i, item := range list {
		var err error
		if result[i], err = convert(item); err != nil {
			return nil, err
		}
	}
	return result, nil
}

// aggregate runs queries that read what the projector wrote.
func (v *Views) aggregate(ctx context.Context, owner tenant.ID, queries func(*readdb.Queries) error) error {
	return v.view(ctx, owner, queries)
}
