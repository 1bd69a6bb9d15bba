package follow

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/ports"
)

// AuditTask names the leadership under which audit entries are copied, and the checkpoint
// that says how far.
const AuditTask = "audit_copy"

// auditBatch is how many entries one step copies at most: each may hold a whole policy or
// playbook twice, and all are in memory together.
const auditBatch = 100

// AuditCopier copies committed audit entries to a log, in the order of their ids, at least
// once (observability.md, section 6). It is stepped by one goroutine.
type AuditCopier struct {
	feed  ports.AuditFeed
	log   ports.AuditLog
	batch int
	// position is the checkpoint as this copier left it; nil when it must be read.
	position *event.Position
}

// NewAuditCopier makes a copier that knows nothing yet.
func NewAuditCopier(feed ports.AuditFeed, log ports.AuditLog) *AuditCopier {
	return &AuditCopier{feed: feed, log: log, batch: auditBatch}
}

// Step copies one batch. The checkpoint moves once the log has it, so that a crash in
// between repeats entries and loses none. After any error it trusts nothing it remembered.
func (c *AuditCopier) Step(ctx context.Context) (Progress, error) {
	progress, err := c.step(ctx)
	if err != nil {
		c.position = nil
	}
	return progress, err
}

func (c *AuditCopier) step(ctx context.Context) (Progress, error) {
	from, err := c.checkpoint(ctx)
	if err != nil {
		return Progress{}, err
	}
	entries, err := c.feed.ReadAudit(ctx, from, c.batch)
	if err != nil || len(entries) == 0 {
		return Progress{}, err
	}
	if err := c.log.Append(ctx, entries); err != nil {
		return Progress{}, err
	}
	to := event.Position{Number: entries[len(entries)-1].EntryID}
	if err := c.feed.MoveCheckpoint(ctx, AuditTask, from, to); err != nil {
		return Progress{}, err
	}
	c.position = &to
	return Progress{Entries: len(entries), Further: true}, nil
}

func (c *AuditCopier) checkpoint(ctx context.Context) (event.Position, error) {
	if c.position != nil {
		return *c.position, nil
	}
	return c.feed.ReadCheckpoint(ctx, AuditTask)
}
