package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReadErasure implements ports.ErasureReader.
func (r *Reader) ReadErasure(ctx context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error) {
	var row writedb.ReadErasureRow
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadErasure(ctx, []writedb.ReadErasureParams{{TenantID: string(owner), ErasureID: key}})
		return func() {
			rows.QueryRow(func(_ int, found writedb.ReadErasureRow, err error) { row, absent = found, err })
		}
	})
	if err = cmp.Or(err, absent); err != nil {
		return erasure.Erasure{}, missing(err, "the erasure", "read an erasure")
	}
	read := erasure.Erasure{
		ID: row.ErasureID, TenantID: owner, ActorID: row.ActorID, Alias: row.Alias, State: erasure.State(row.State),
		Reason: row.Reason, RequestedBy: row.RequestedBy, AdminType: actor.Type(row.AdminType), RequestedAt: row.RequestedAt.UTC(),
	}
	if row.EndedAt != nil {
		read.EndedAt = row.EndedAt.UTC()
	}
	return read, translate(json.Unmarshal(row.Removed, &read.Removed), "read what an erasure removed")
}

// ReadPendingErasure implements ports.ErasureReader.
func (r *Reader) ReadPendingErasure(ctx context.Context, owner tenant.ID, actorID string) (erasure.Key, error) {
	var key erasure.Key
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadPendingErasure(ctx, []writedb.ReadPendingErasureParams{{TenantID: string(owner), ActorID: actorID}})
		return func() { rows.QueryRow(func(_ int, found erasure.Key, err error) { key, absent = found, err }) }
	})
	if errors.Is(absent, pgx.ErrNoRows) {
		absent = nil
	}
	return key, translate(cmp.Or(err, absent), "look for a pending erasure")
}
