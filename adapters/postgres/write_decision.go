package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueActorRefs(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var rows writedb.ClaimActorRefsParams
	for i := range sets {
		for _, claim := range sets[i].ActorRefs {
			rows.TenantIds = append(rows.TenantIds, string(sets[i].TenantID))
			rows.ActorIds = append(rows.ActorIds, claim.ActorID)
			rows.ActorRefs = append(rows.ActorRefs, claim.Ref)
			rows.CreatedAts = append(rows.CreatedAts, sets[i].At)
		}
	}
	if len(rows.ActorIds) > 0 {
		q.ClaimActorRefs(ctx, []writedb.ClaimActorRefsParams{rows})
	}
}

func queueDecisions(ctx context.Context, q *writedb.Queries, sets []prepared) {
	rows := decisionRows{SignalLife: interval(signal.Dedup), KeyLife: interval(ports.IdempotencyLife)}
	for i := range sets {
		if sets[i].Decision != nil {
			rows.add(&sets[i])
		}
	}
	if len(rows.DecisionIds) > 0 {
		q.CommitDecisions(ctx, []writedb.CommitDecisionsParams{writedb.CommitDecisionsParams(rows)})
	}
}

type decisionRows writedb.CommitDecisionsParams

func (r *decisionRows) add(set *prepared) {
	decided, key := set.Decision.Decision, ports.Idempotency{}
	if set.Decision.Idempotency != nil {
		key = *set.Decision.Idempotency
		r.Keyed++
	}
	if decided.SignalID != "" {
		r.Signals++
	}
	r.TenantIds = append(r.TenantIds, string(set.TenantID))
	r.DecisionIds = append(r.DecisionIds, decided.ID)
	r.ReceiptIds = append(r.ReceiptIds, decided.ReceiptID)
	r.ActorIds = append(r.ActorIds, decided.Actor.ID)
	r.Subjects = append(r.Subjects, string(decided.Subject()))
	r.Surfaces = append(r.Surfaces, string(decided.Surface()))
	r.SignalIds = append(r.SignalIds, decided.SignalID)
	r.CreatedAts = append(r.CreatedAts, decided.CreatedAt)
	r.Degraded = append(r.Degraded, decided.IsDegraded())
	r.Bodies = append(r.Bodies, set.decision)
	r.Operations = append(r.Operations, key.Operation)
	r.Callers = append(r.Callers, key.Caller)
	r.Keys = append(r.Keys, key.Key)
	r.RequestHashes = append(r.RequestHashes, key.Hash[:])
}

func interval(life time.Duration) pgtype.Interval {
	return pgtype.Interval{Microseconds: life.Microseconds(), Valid: true}
}
