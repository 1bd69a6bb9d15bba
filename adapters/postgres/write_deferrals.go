package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// queueDeferrals has the actions of the set's decision wait, in one statement.
func queueDeferrals(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if len(set.Deferred) == 0 {
		return nil
	}
	rows := writedb.InsertDeferralsParams{TenantID: string(set.TenantID)}
	for _, waiting := range set.Deferred {
		rows.ActorID, rows.Subject = waiting.ActorID, string(waiting.Subject)
		rows.DeliveryIds = append(rows.DeliveryIds, waiting.ID)
		rows.Surfaces = append(rows.Surfaces, string(waiting.Surface))
		rows.Digest = append(rows.Digest, waiting.Digest)
		rows.Until = append(rows.Until, waiting.Until)
		rows.ExpiresAt = append(rows.ExpiresAt, waiting.ExpiresAt)
	}
	q.InsertDeferrals(ctx, []writedb.InsertDeferralsParams{rows})
	return nil
}

// queueRelease comes before what is released is inserted: whoever lost a swap must hear
// of that, not that the rows exist.
func queueRelease(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Release == nil {
		return nil
	}
	if ended := set.Release.Ended; len(ended) > 0 {
		rows := writedb.EndDeferralsParams{TenantID: string(set.TenantID), ReleasedAt: set.At}
		for _, waited := range ended {
			rows.DeliveryIds = append(rows.DeliveryIds, waited.ID)
			rows.Until = append(rows.Until, waited.Until)
		}
		q.EndDeferrals(ctx, []writedb.EndDeferralsParams{rows})
	}
	if moved := set.Release.Moved; moved != nil {
		q.MoveDeferral(ctx, []writedb.MoveDeferralParams{{
			TenantID: string(set.TenantID), DeliveryID: moved.Deferred.ID, Was: moved.Deferred.Until, Until: moved.Until,
		}})
	}
	if digest := set.Release.Digest; digest != nil {
		q.InsertDigest(ctx, []writedb.InsertDigestParams{{
			TenantID: string(set.TenantID), DigestID: digest.ID, ActorID: digest.ActorID, Subject: string(digest.Subject),
			Surface: string(digest.Surface), WindowEnd: digest.Window, DeliveryIds: digest.Deliveries,
		}})
	}
	return nil
}
