package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
)

// erase does one piece of a part.
func (p *piece) erase(ctx context.Context, part erasure.Part) (int64, error) {
	switch part {
	case erasure.Outcomes:
		return p.EraseOutcomes(ctx, writedb.EraseOutcomesParams{Alias: p.Alias, TenantID: p.owner, ActorID: p.ActorID, Most: p.most})
	case erasure.Feedback:
		return p.EraseFeedback(ctx, writedb.EraseFeedbackParams{Alias: p.Alias, TenantID: p.owner, ActorID: p.ActorID, Most: p.most})
	case erasure.Approvals:
		return p.eraseApprovals(ctx)
	case erasure.Replays:
		return p.eraseReplays(ctx)
	case erasure.Audit:
		return p.eraseAudit(ctx)
	case erasure.Decisions:
		return p.eraseDecisions(ctx)
	case erasure.Preferences:
		return p.ErasePreferences(ctx, p.owner, p.ActorID)
	case erasure.Windows:
		return p.EraseWindows(ctx, p.owner, p.ActorID)
	case erasure.Jobs:
		return 0, nil
	case erasure.Signals, erasure.SignalDecisions, erasure.Deliveries, erasure.Deferrals, erasure.Digests, erasure.Keys:
	}
	return p.delete(part)(ctx, p.owner, p.ActorID, p.most)
}

// delete answers how rows go that can be many.
func (p *piece) delete(part erasure.Part) func(ctx context.Context, owner, actorID string, most int32) (int64, error) {
	switch part { //nolint:exhaustive // the others go in other ways
	case erasure.Signals:
		return p.EraseSignals
	case erasure.SignalDecisions:
		return p.EraseSignalDecisions
	case erasure.Deliveries:
		return p.EraseDeliveries
	case erasure.Deferrals:
		return p.EraseDeferrals
	case erasure.Digests:
		return p.EraseDigests
	}
	return p.EraseKeys
}

// eraseApprovals takes the actor out of both places: nobody is in both of one.
func (p *piece) eraseApprovals(ctx context.Context) (int64, error) {
	first, err := p.EraseApprovals(ctx, writedb.EraseApprovalsParams{
		Alias: p.Alias, TenantID: p.owner, ActorID: p.ActorID, Most: p.most,
	})
	if err != nil {
		return 0, err
	}
	second, err := p.EraseApprovers(ctx, writedb.EraseApproversParams{
		Alias: &p.Alias, TenantID: p.owner, ActorID: p.ActorID, Most: p.most,
	})
	return first + second, err
}
