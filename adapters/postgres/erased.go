package postgres

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Erased implements ports.ErasedRows.
type Erased struct {
	pool    Beginner
	queries *writedb.Queries
}

var _ ports.ErasedRows = (*Erased)(nil)

// NewErased makes it over the pool.
func NewErased(pool Beginner) *Erased { return &Erased{pool: pool, queries: writedb.New(pool)} }

// piece is a bounded part of an erasure's work, in a transaction of its own.
type piece struct {
	*writedb.Queries

	*erasure.Erasure

	owner string
	most  int32
}

// quoted is the actor's id as a JSON document has it.
func (p *piece) quoted() string {
	text, _ := json.Marshal(p.ActorID) //nolint:errchkjson // a string can be written as JSON
	return strings.Trim(string(text), `"`)
}

// Erase implements ports.ErasedRows. What went is counted where it went.
func (d *Erased) Erase(ctx context.Context, e *erasure.Erasure, part erasure.Part, limit int) (rows int64, err error) {
	err = pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
		p := &piece{Queries: writedb.New(tx), Erasure: e, owner: string(e.TenantID), most: int32(limit)}
		if rows, err = p.erase(ctx, part); err != nil || rows == 0 {
			return err
		}
		return p.CountErased(ctx, countOf(e, part, rows))
	})
	return rows, translate(err, "erase "+string(part))
}

func countOf(e *erasure.Erasure, part erasure.Part, more int64) writedb.CountErasedParams {
	return writedb.CountErasedParams{Part: string(part), More: more, TenantID: string(e.TenantID), ErasureID: e.ID}
}

// ForgetRef implements ports.ErasedRows.
func (d *Erased) ForgetRef(ctx context.Context, e *erasure.Erasure) error {
	_, err := d.queries.EraseActorRef(ctx, string(e.TenantID), e.ActorID)
	return translate(err, "forget an actor's reference")
}

// NamedSignals implements ports.ErasedRows.
func (d *Erased) NamedSignals(ctx context.Context, e *erasure.Erasure) ([]string, error) {
	ids, err := d.queries.ListNamedSignals(ctx, string(e.TenantID), e.ActorID)
	return ids, translate(err, "list the actor's signals")
}

// CountJobs implements ports.ErasedRows.
func (d *Erased) CountJobs(ctx context.Context, e *erasure.Erasure, more int64) error {
	return translate(d.queries.CountErased(ctx, countOf(e, erasure.Jobs, more)), "count what was erased")
}

// Settle implements ports.ErasedRows.
func (d *Erased) Settle(ctx context.Context, e *erasure.Erasure, now time.Time, anew bool) (time.Time, bool, error) {
	row, err := d.queries.SettleErasure(ctx, writedb.SettleErasureParams{
		Anew: anew, At: &now, TenantID: string(e.TenantID), ErasureID: e.ID,
	})
	return row.Since.UTC(), row.Drained, translate(err, "wait for an erasure to settle")
}
