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

// Governors are those who allow more or less than a tenant's own policy; one that is nil is
// disabled.
type Governors struct {
	Policy     ports.PolicyService
	Standards  ports.GoldStandards
	Governance ports.Governance
}

// Governed reads what waits with what those who govern the tenant say of it now.
//
// Nobody waits for a release. So one that cannot be ruled on is not sent and not dropped
// either: its job asks again, until the service is back or there is nothing left to say.
type Governed struct {
	ports.DeferralReader

	by Governors
}

var _ ports.DeferralReader = (*Governed)(nil)

// NewGoverned decorates next.
func NewGoverned(next ports.DeferralReader, by Governors) *Governed {
	return &Governed{DeferralReader: next, by: by}
}

// ReadWaiting implements ports.DeferralReader.
func (g *Governed) ReadWaiting(
	ctx context.Context, owner tenant.ID, deliveryID id.UUID, now time.Time,
) (delivery.Waiting, error) {
	waiting, err := g.DeferralReader.ReadWaiting(ctx, owner, deliveryID, now)
	if err != nil {
		return waiting, err
	}
	g.govern(ctx, owner, &waiting)
	err = g.judge(ctx, &waiting.Own, waiting.PolicyEpoch, now)
	for i := 0; i < len(waiting.Others) && err == nil; i++ {
		err = g.judge(ctx, &waiting.Others[i], waiting.PolicyEpoch, now)
	}
	return waiting, err
}

// govern has data governance speak where the tenant's own policy does not. Without it the
// policy stands as it is, as for a decision.
func (g *Governed) govern(ctx context.Context, owner tenant.ID, waiting *delivery.Waiting) {
	if g.by.Governance == nil {
		return
	}
	if asked, err := g.by.Governance.ReadGovernance(ctx, owner); err == nil {
		waiting.Policy = waiting.Policy.Under(asked)
	}
}

func (g *Governed) judge(ctx context.Context, held *delivery.Held, epoch int64, now time.Time) error {
	if held.Decision == nil || g.by.Policy == nil && g.by.Standards == nil {
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
	if g.by.Policy == nil {
		return policy.Snapshot{Allowed: true}, nil
	}
	answer, err := g.by.Policy.EvaluatePolicy(ctx, ports.PolicyQuestion{
		TenantID: held.Decision.TenantID, Situation: held.Decision.Situation(), Epoch: epoch,
	})
	return answer.Ruling.Snapshot(now, answer.Stale), err
}

func (g *Governed) comply(ctx context.Context, held *delivery.Held, epoch int64) (policy.Compliance, error) {
	if g.by.Standards == nil {
		return policy.Compliance{}, nil
	}
	answer, err := g.by.Standards.ReadStandards(ctx, held.Decision.TenantID, epoch)
	return policy.Comply(answer.Standards, held.Decision.Context.Place), err
}
