package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// PolicyService knows what is allowed beyond a tenant's own policy.
type PolicyService interface {
	// EvaluatePolicy answers what is allowed in the situation. An Unavailable fault is of a
	// service that does not answer, or not as it should; an Invalid one, of one that answers
	// and refuses, which is set up wrongly. Neither allows anything (downstream.md, Policy).
	// Safe to repeat.
	EvaluatePolicy(ctx context.Context, question PolicyQuestion) (PolicyAnswer, error)
}

// PolicyQuestion is what is asked.
type PolicyQuestion struct {
	TenantID  tenant.ID
	Situation policy.Situation
	// Epoch counts the invalidations of the tenant's policy, as far as who asks knows of
	// them: an answer from before is none.
	Epoch int64
}

// PolicyAnswer is what is answered.
type PolicyAnswer struct {
	// Ruling is hashed.
	Ruling policy.Ruling
	// Epoch is at least the question's: the answer was asked for after that many
	// invalidations.
	Epoch int64
	// Stale answers are of a while ago, since the service is away.
	Stale bool
}

// GoldStandards knows what standards a tenant's repositories are held to.
type GoldStandards interface {
	// ReadStandards answers the tenant's standards, in the service's order; none for a
	// tenant without any. The epoch is as in PolicyQuestion, faults are as PolicyService's.
	// Safe to repeat.
	ReadStandards(ctx context.Context, owner tenant.ID, epoch int64) (StandardsAnswer, error)
}

// StandardsAnswer is what is answered.
type StandardsAnswer struct {
	Standards []policy.Standard
	// Epoch is as in PolicyAnswer.
	Epoch int64
}
