package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Audit feeds the audit entries of all tenants to one follower.
type Audit struct {
	pool    Worker
	queries *writedb.Queries
	clock   ports.Clock
	// last is an entry that was seen committed, and taken a number above those of all
	// transactions that ran with one then. Once these are over, no id up to last can come
	// in any more: whoever took such an id took its number before (00024_audit_copy.sql).
	last, taken int64
}

var _ ports.AuditFeed = (*Audit)(nil)

// NewAudit makes it over the pool.
func NewAudit(pool Worker, clock ports.Clock) *Audit {
	return &Audit{pool: pool, queries: writedb.New(pool), clock: clock}
}

// ReadAudit implements ports.AuditFeed. It is called by one goroutine.
func (a *Audit) ReadAudit(ctx context.Context, after event.Position, limit int) ([]ports.FedAudit, error) {
	if a.last <= after.Number {
		if err := a.lookAhead(ctx); err != nil || a.last <= after.Number {
			return nil, translate(err, "look for audit entries")
		}
	}
	rows, err := a.queries.ReadAuditFeed(ctx, writedb.ReadAuditFeedParams{
		AfterEntry: after.Number, LastEntry: a.last, Taken: a.taken, Most: int32(limit),
	})
	return each(rows, fedAudit), translate(err, "read the audit entries")
}

// lookAhead takes the number after it has seen the entry. The other way round, somebody
// could take a number and an earlier id in between.
func (a *Audit) lookAhead(ctx context.Context) error {
	last, err := a.queries.ReadLastAudit(ctx)
	if err != nil {
		return err
	}
	if last > a.last {
		a.taken, err = a.queries.TakeTransactionNumber(ctx)
	}
	if err == nil {
		a.last = last
	}
	return err
}

func fedAudit(row writedb.AuditEntry) ports.FedAudit {
	return ports.FedAudit{TenantID: tenant.ID(row.TenantID), AuditRecord: ports.AuditRecord{
		AuditPlace: ports.AuditPlace{At: row.At.UTC(), EntryID: row.EntryID}, AdminID: row.AdminID,
		Action: row.Action, Resource: row.Resource, Before: orNone(row.Before), After: orNone(row.After), TraceID: row.TraceID,
	}}
}

func orNone(state *string) string {
	if state == nil {
		return ""
	}
	return *state
}

// ReadCheckpoint implements ports.AuditFeed.
func (a *Audit) ReadCheckpoint(ctx context.Context, follower string) (event.Position, error) {
	return readCheckpoint(ctx, a.queries, follower)
}

// MoveCheckpoint implements ports.AuditFeed.
func (a *Audit) MoveCheckpoint(ctx context.Context, follower string, from, to event.Position) error {
	var sent pipeline
	writedb.New(&sent).SwapCheckpoint(ctx, []writedb.SwapCheckpointParams{{
		Follower: follower,
		FromXid:  int64(from.Transaction), FromNumber: from.Number,
		ToXid: int64(to.Transaction), ToNumber: to.Number,
	}})
	return translate(sent.run(ctx, a.pool, nil), "move the checkpoint of the audit log")
}

// ReadLag implements ports.AuditFeed. An entry of a clock that is ahead is not late.
func (a *Audit) ReadLag(ctx context.Context, after event.Position) (time.Duration, error) {
	at, err := a.queries.ReadNextAudit(ctx, after.Number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, translate(err, "read how far the audit log is behind")
	}
	return max(a.clock.Now().Sub(at), 0), nil
}
