package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Governed reads what waits with what the policy service and the gold standards say of it
// now. Either is nil where there is none.
//
// Nobody waits for a release. So one that cannot be ruled on is not sent and not dropped
// either: its job asks again, until the service is back or there is nothing left to say.
type Governed struct {
	ports.DeferralReader

	policy    ports.PolicyService
	standards ports.GoldStandards
}

var _ ports.DeferralReader = (*Governed)(nil)

// NewGoverned decorates next.
func NewGoverned(next ports.DeferralReader, rules ports.PolicyService, standards ports.GoldStandards) *Governed {
	return &Governed{DeferralReader: next, policy: rules, standards: standards}
}

// ReadWaiting implements ports.DeferralReader.
func (g *Governed) ReadWaiting(
	ctx context.Context, owner tenant.ID, deliveryID id.UUID, now time.Time,
) (delivery.Waiting, error) {
	waiting, err := g.DeferralReader.ReadWaiting(ctx, owner, deliveryID, now)
	if err != nil || g.policy == nil && g.standards == nil {
		return waiting, err
	}
	err = g.judge(ctx, &waiting.Own, waiting.PolicyEpoch, now)
	for i := 0; i < len(waiting.Others) && err == nil; i++ {
		err = g.judge(ctx, &waiting.Others[i], waiting.PolicyEpoch, now)
	}
	return waiting, err
}

func (g *Governed) judge(ctx context.Context, held *delivery.Held, epoch int64, now time.Time) error {
	if held.Decision == nil {
		return nil
	}
	snapshot, err := g.rule(ctx, held, epoch, now)
	if err != nil {
		return err
	}
	compliance, err := g.comply(ctx, held, epoch)
	held.Verdict = &policy.Verdict{Snapshot: snapshot, Compliance: compliance}
	return err
}

func (g *Governed) rule(ctx context.Context, held *delivery.Held, epoch int64, now time.Time) (policy.Snapshot, error) {
	if g.policy == nil {
		return policy.Snapshot{Allowed: true}, nil
	}
	answer, err := g.policy.EvaluatePolicy(ctx, ports.PolicyQuestion{
		TenantID: held.Decision.TenantID, Situation: held.Decision.Situation(), Epoch: epoch,
	})
	return answer.Ruling.Snapshot(now, answer.Stale), err
}

func (g *Governed) comply(ctx context.Context, held *delivery.Held, epoch int64) (policy.Compliance, error) {
	if g.standards == nil {
		return policy.Compliance{}, nil
	}
	answer, err := g.standards.ReadStandards(ctx, held.Decision.TenantID, epoch)
	return policy.Comply(answer.Standards, held.Decision.Context.Place), err
}
