package readmodel

import (
	"context"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListActions implements ports.ActionViews.
func (v *Views) ListActions(ctx context.Context, owner tenant.ID, filter ports.ActionFilter) (ports.ActionPage, error) {
	var rows []readdb.ListActionsRow
	var horizon int64
	err := v.feed(ctx, []string{string(owner)}, func(q *readdb.Queries) (err error) {
		if horizon, err = q.ReadHorizon(ctx); err != nil {
			return fmt.Errorf("read the horizon: %w", err)
		}
		rows, err = q.ListActions(ctx, actionParams(owner, filter, horizon))
		return err
	})
	if err != nil {
		return ports.ActionPage{}, translate(err, "the actions")
	}
	items, err := each(rows, pushedOf)
	if err != nil {
		return ports.ActionPage{}, translate(err, "the actions")
	}
	page := ports.ActionPage{Items: items, To: horizonOf(horizon)}
	if len(items) == filter.Limit {
		page.To = items[len(items)-1].Position
	}
	return page, nil
}

func actionParams(owner tenant.ID, filter ports.ActionFilter, horizon int64) readdb.ListActionsParams {
	since := filter.Since
	if since.IsZero() { // ids know no time before this one
		since = time.Unix(0, 0)
	}
	return readdb.ListActionsParams{
		TenantID: string(owner), ActorID: filter.ActorID, Surface: string(filter.Surface),
		Xid: int64(filter.After.Transaction), Number: filter.After.Number, Horizon: horizon,
		Since: since, LiveAt: filter.LiveAt, Unanswered: filter.Unanswered, Most: int32(filter.Limit),
	}
}

func pushedOf(row readdb.ListActionsRow) (ports.PushedAction, error) {
	decided, err := decision.FromDocument(row.Body)
	if err != nil {
		return ports.PushedAction{}, err
	}
	message, found := delivery.MessageOf(&decided, row.DeliveryID, decided.CreatedAt)
	if !found {
		return ports.PushedAction{}, fmt.Errorf("the decision %s has nothing to deliver as %s", decided.ID, row.DeliveryID)
	}
	pushed := ports.PushedAction{Position: placeOf(row.Xid, row.Number), Message: message}
	if row.DigestID != nil {
		pushed.DigestID = *row.DigestID
	}
	return pushed, nil
}

func placeOf(xid, number int64) event.Position {
	return event.Position{Transaction: uint64(xid), Number: number}
}

// horizonOf answers the position before everything that the oldest transaction still
// running may commit.
func horizonOf(xid int64) event.Position { return placeOf(xid, 0) }
