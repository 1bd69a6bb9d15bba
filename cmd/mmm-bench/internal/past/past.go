// Package past makes up what a tenant decided in earlier weeks, as many rows as if it had,
// so that what costs grow with can be measured.
package past

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

//go:embed past.sql
var batch string

//go:embed weeks.sql
var weeks string

// Past is what to make up.
type Past struct {
	Tenant    string
	Playbooks []string
	// Decisions are spread evenly over so many Days and Actors.
	Decisions    int64
	Days, Actors int
}

// batchSize is how many decisions one transaction holds: much longer ones would hold the
// projector back.
const batchSize = 20_000

// Load writes it through the connection of a superuser, and tells how far it is.
func (p Past) Load(ctx context.Context, conn *pgx.Conn, tell func(done, total int64)) error {
	if _, err := conn.Exec(ctx, fmt.Sprintf(weeks, p.Days)); err != nil {
		return fmt.Errorf("make the partitions of the past: %w", err)
	}
	var sequence int64
	err := conn.QueryRow(ctx, "SELECT coalesce(max(sequence), 0) FROM chain_heads WHERE tenant_id = $1", p.Tenant).Scan(&sequence)
	if err != nil {
		return fmt.Errorf("read the chain's head: %w", err)
	}
	now := time.Now()
	for done := int64(0); done < p.Decisions; {
		last := min(done+batchSize, p.Decisions)
		_, err := conn.Exec(ctx, batch, done+1, last, p.Decisions, p.Days, now, p.Tenant, p.Actors, p.Playbooks, sequence)
		if err != nil {
			return fmt.Errorf("make up decisions: %w", err)
		}
		done = last
		tell(done, p.Decisions)
	}
	return p.lengthen(ctx, conn, sequence)
}

// lengthen has the chain end behind what was made up, all of it sent.
func (p Past) lengthen(ctx context.Context, conn *pgx.Conn, sequence int64) error {
	_, err := conn.Exec(ctx, `INSERT INTO chain_heads (tenant_id, sequence, hash, emitted) VALUES ($1, $2, 'sha256:0', $2)
		ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, emitted = excluded.emitted`,
		p.Tenant, sequence+p.Decisions)
	if err != nil {
		return fmt.Errorf("lengthen the chain: %w", err)
	}
	return nil
}
