package readmodel

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadHorizon implements ports.DeliveryFeed.
func (v *Views) ReadHorizon(ctx context.Context) (event.Position, error) {
	var horizon int64
	err := v.feed(ctx, []string{}, func(q *readdb.Queries) (err error) {
		horizon, err = q.ReadHorizon(ctx)
		return err
	})
	return horizonOf(horizon), translate(err, "the horizon")
}

// ReadDeliveries implements ports.DeliveryFeed.
func (v *Views) ReadDeliveries(
	ctx context.Context, owners []tenant.ID, after event.Position, limit int,
) ([]ports.FedDelivery, event.Position, error) {
	var rows []readdb.ReadDeliveriesRow
	var horizon int64
	names := namesOf(owners)
	err := v.feed(ctx, names, func(q *readdb.Queries) (err error) {
		if horizon, err = q.ReadHorizon(ctx); err != nil {
			return fmt.Errorf("read the horizon: %w", err)
		}
		rows, err = q.ReadDeliveries(ctx, readdb.ReadDeliveriesParams{
			TenantIds: names, Xid: int64(after.Transaction), Number: after.Number, Horizon: horizon, Most: int32(limit),
		})
		return err
	})
	if err != nil {
		return nil, after, translate(err, "the deliveries")
	}
	fed := make([]ports.FedDelivery, len(rows))
	for i, row := range rows {
		fed[i] = ports.FedDelivery{TenantID: tenant.ID(row.TenantID), ActorID: row.ActorID, Surface: action.Surface(row.Surface)}
	}
	if len(rows) == limit {
		last := rows[limit-1]
		return fed, placeOf(last.Xid, last.Number), nil
	}
	return fed, horizonOf(horizon).Later(after), nil
}

func namesOf(owners []tenant.ID) []string {
	names := make([]string, len(owners))
	for i, owner := range owners {
		names[i] = string(owner)
	}
	return names
}
