package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// queueDeliveries routes the actions of the set's decision, or of a release, in one
// statement.
func queueDeliveries(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if len(set.Deliveries) == 0 {
		return nil
	}
	rows := writedb.InsertDeliveriesParams{TenantID: string(set.TenantID)}
	for _, routed := range set.Deliveries {
		rows.ActorID, rows.DigestID = routed.ActorID, idOrNull(routed.DigestID)
		rows.DecisionIds = append(rows.DecisionIds, routed.ID.Root())
		rows.DeliveryIds = append(rows.DeliveryIds, routed.ID)
		rows.Surfaces = append(rows.Surfaces, string(routed.Surface))
		rows.ExpiresAt = append(rows.ExpiresAt, routed.ExpiresAt)
	}
	q.InsertDeliveries(ctx, []writedb.InsertDeliveriesParams{rows})
	return nil
}

func idOrNull(key id.UUID) *id.UUID {
	if key.IsZero() {
		return nil
	}
	return &key
}

func queueOutcome(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Outcome == nil {
		return nil
	}
	reported := set.Outcome.Outcome
	q.InsertOutcome(ctx, []writedb.InsertOutcomeParams{{
		TenantID: string(set.TenantID), ActionID: reported.ActionID, Stage: int16(reported.Result.Stage()),
		OutcomeID: reported.ID, DecisionID: reported.DecisionID, ActorID: reported.ActorID,
		Result: string(reported.Result), Reason: reported.Reason,
		OccurredAt: reported.OccurredAt, RecordedAt: reported.RecordedAt, ReceiptID: reported.ReceiptID,
	}})
	return nil
}

func queueFeedback(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Feedback == nil {
		return nil
	}
	given := set.Feedback
	q.SaveFeedback(ctx, []writedb.SaveFeedbackParams{{
		TenantID: string(set.TenantID), ActionID: given.ActionID, DecisionID: given.DecisionID,
		PlaybookID: given.PlaybookID, Revision: int32(given.Revision), ActorID: given.ActorID,
		Rating: string(given.Rating), RatedAt: given.At,
	}})
	return nil
}

func queueChannelStop(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.ChannelStop == nil {
		return nil
	}
	q.StopChannel(ctx, []writedb.StopChannelParams{{
		TenantID: string(set.TenantID), Surface: string(set.ChannelStop.Surface),
		Receiver: set.ChannelStop.Receiver, StoppedAt: set.At,
	}})
	return nil
}

func queueRedrive(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if len(set.Redrive) == 0 {
		return nil
	}
	q.RequeueReceipts(ctx, []writedb.RequeueReceiptsParams{{
		TenantID: string(set.TenantID), Sequences: set.Redrive, RequeuedAt: set.At,
	}})
	return nil
}
