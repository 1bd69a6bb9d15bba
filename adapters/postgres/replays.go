package postgres

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueReplays(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var rows []writedb.RecordReplayParams
	for i := range sets {
		if row := sets[i].Replay; row != nil {
			rows = append(rows, writedb.RecordReplayParams{
				TenantID: string(sets[i].TenantID), Operation: row.Idempotency.Operation, Caller: row.Idempotency.Caller,
				Key: row.Idempotency.Key, RequestHash: row.Idempotency.Hash[:], Answer: row.Answer, CreatedAt: sets[i].At,
				Life: pgtype.Interval{Microseconds: ports.IdempotencyLife.Microseconds(), Valid: true},
			})
		}
	}
	if len(rows) > 0 {
		q.RecordReplay(ctx, rows)
	}
}

// ReadReplay implements ports.ReplayReader.
func (r *Reader) ReadReplay(
	ctx context.Context, owner tenant.ID, key ports.Idempotency, since time.Time,
) (*ports.Replay, error) {
	var row writedb.ReadReplayRow
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadReplay(ctx, []writedb.ReadReplayParams{{
			TenantID: string(owner), Operation: key.Operation, Caller: key.Caller, Key: key.Key, Since: since,
		}})
		return func() {
			rows.QueryRow(func(_ int, found writedb.ReadReplayRow, err error) { row, absent = found, err })
		}
	})
	if errors.Is(absent, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // no row is no answer; the port says so
	}
	if err = cmp.Or(err, absent); err != nil {
		return nil, translate(err, "read a recorded answer")
	}
	kept := &ports.Replay{Answer: row.Answer, Token: ports.Token(row.Token)}
	copy(kept.Hash[:], row.RequestHash)
	return kept, nil
}
