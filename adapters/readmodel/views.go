// Package readmodel is the read side: it answers queries in transactions that
// cannot write (architecture.md, Read side).
package readmodel

import (
	"context"

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
	primary Pool
	// replica is nil where there is none.
	replica   *Replica
	followers Followers
}

// Followers name the checkpoints that views go by.
type Followers struct {
	// Sealing: receipts behind its checkpoint are pending.
	Sealing string
	// Projecting: what it has not counted is not in the aggregates.
	Projecting string
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

	_ ports.ExperimentTallies = (*Views)(nil)
)

// NewViews makes views over the pool of queries on the primary.
func NewViews(primary Pool, followers Followers) *Views {
	return &Views{primary: primary, followers: followers}
}

// Beside answers views that read the replica where they can.
func (v *Views) Beside(replica Replica) *Views {
	beside := *v
	beside.replica = &replica
	return &beside
}

// view runs the queries as the tenant, over one snapshot of the database.
func (v *Views) view(ctx context.Context, owner tenant.ID, queries func(*readdb.Queries) error) error {
	return v.read(ctx, asked{owners: []string{string(owner)}, queries: queries})
}

// aggregate is view for queries that read what the projector wrote.
func (v *Views) aggregate(ctx context.Context, owner tenant.ID, queries func(*readdb.Queries) error) error {
	return v.read(ctx, asked{owners: []string{string(owner)}, queries: queries, counted: true})
}

// feed runs the queries as all of these tenants at once, on the primary: positions of the
// feed lie ahead of what a replica that lags knows of.
func (v *Views) feed(ctx context.Context, owners []string, queries func(*readdb.Queries) error) error {
	return v.fromPrimary(ctx, asked{owners: owners, queries: queries})
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
