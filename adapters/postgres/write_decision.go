package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueActorRefs(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	for _, claim := range set.ActorRefs {
		q.ClaimActorRef(ctx, []writedb.ClaimActorRefParams{{
			TenantID: string(set.TenantID), ActorID: claim.ActorID, ActorRef: claim.Ref, CreatedAt: set.At,
		}})
	}
	return nil
}

func queueDecision(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Decision == nil {
		return nil
	}
	decided := set.Decision.Decision
	body, err := decided.Document()
	if err != nil {
		return err
	}
	row := writedb.CommitDecisionParams{
		TenantID: string(set.TenantID), DecisionID: decided.ID, ReceiptID: decided.ReceiptID, ActorID: decided.Actor.ID,
		Subject: string(decided.Subject()), Surface: string(decided.Surface()), SignalID: decided.SignalID,
		CreatedAt: decided.CreatedAt, Degraded: decided.IsDegraded(), Body: body,
		SignalsSince: set.At.Add(-signal.Dedup), KeysSince: set.At.Add(-ports.IdempotencyLife),
		RequestHash: []byte{},
	}
	if key := set.Decision.Idempotency; key != nil {
		row.Operation, row.Caller, row.Key, row.RequestHash = key.Operation, key.Caller, key.Key, key.Hash[:]
	}
	q.CommitDecision(ctx, []writedb.CommitDecisionParams{row})
	return nil
}
