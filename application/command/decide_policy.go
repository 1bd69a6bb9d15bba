package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ruling asks the policy service, for an answer of the epoch or later.
func (c *Context) ruling(ctx context.Context, query ports.DecisionQuery, epoch int64) coming[ports.PolicyAnswer] {
	if c.services.Policy == nil {
		return nil
	}
	return ask(func() (ports.PolicyAnswer, error) {
		return c.services.Policy.EvaluatePolicy(ctx, ports.PolicyQuestion{
			TenantID: query.TenantID, Situation: query.Situation, Epoch: epoch,
		})
	})
}

// rule has the service's ruling in place of our own policy's snapshot. Without one there is
// none: that nobody forbids something allows nothing.
func (c *Context) rule(
	ctx context.Context, query ports.DecisionQuery, ruling coming[ports.PolicyAnswer], known *ports.DecisionInputs,
) {
	if ruling == nil {
		return
	}
	came := <-ruling
	if came.err == nil && came.value.Epoch < known.PolicyEpoch { // it is from before an invalidation
		came = <-c.ruling(ctx, query, known.PolicyEpoch)
	}
	known.Snapshot, known.PolicyFailure = policy.Snapshot{}, came.err
	if came.err == nil {
		known.Snapshot = came.value.Ruling.Snapshot(query.Now, came.value.Stale)
	}
	if came.err != nil || came.value.Stale {
		known.Degraded = append(known.Degraded, PolicyService)
	}
}

// standards asks for the gold standards, as of the epoch or later.
func (c *Context) standards(ctx context.Context, query ports.DecisionQuery, epoch int64) coming[ports.StandardsAnswer] {
	if c.services.Standards == nil {
		return nil
	}
	return ask(func() (ports.StandardsAnswer, error) {
		return c.services.Standards.ReadStandards(ctx, query.TenantID, epoch)
	})
}

// comply has the standards speak of the place that the decision is about.
func (c *Context) comply(
	ctx context.Context, query ports.DecisionQuery, standards coming[ports.StandardsAnswer], known *ports.DecisionInputs,
) {
	if standards == nil {
		return
	}
	came := <-standards
	if came.err == nil && came.value.Epoch < known.PolicyEpoch {
		came = <-c.standards(ctx, query, known.PolicyEpoch)
	}
	if came.err != nil {
		known.Compliance.Unknown = true
		known.Degraded = append(known.Degraded, GoldStandards)
		return
	}
	place := signal.Place{RepoID: query.Situation.RepoID, Branch: query.Situation.Branch}
	known.Compliance = policy.Comply(came.value.Standards, place)
}
