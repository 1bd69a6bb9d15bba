package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// AuditFeed is the audit entries of all tenants, in the order of their ids. A position in
// it has an entry's id as its number, and no transaction.
type AuditFeed interface {
	// ReadAudit answers up to limit entries behind a position, in order. Only what no
	// running transaction can still precede is answered, so that nothing is ever skipped.
	ReadAudit(ctx context.Context, after event.Position, limit int) ([]FedAudit, error)
	// ReadCheckpoint answers how far the follower has come, the zero position at first.
	ReadCheckpoint(ctx context.Context, follower string) (event.Position, error)
	// MoveCheckpoint notes how far the follower has come. When it is not where the move
	// begins, another leader was faster: a Stale fault, and nothing is changed.
	MoveCheckpoint(ctx context.Context, follower string, from, to event.Position) error
	// ReadLag answers how old the first entry behind the position is, whether or not it may
	// be read yet; 0 when there is none.
	ReadLag(ctx context.Context, after event.Position) (time.Duration, error)
}

// FedAudit is an entry with its tenant.
type FedAudit struct {
	AuditRecord

	TenantID tenant.ID
}

// AuditLog is where audit entries are copied to (observability.md, section 6).
type AuditLog interface {
	// Append answers once a crash can take none of the entries any more. After an error
	// some may be there all the same: they are appended again.
	Append(ctx context.Context, entries []FedAudit) error
}
