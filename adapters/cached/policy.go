package cached

import (
	"context"
	"crypto/sha256"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// mostRulings bounds how many situations are held, at about a kilobyte each.
const mostRulings = 50_000

// PolicyLife is how long a ruling is of use (product.md, Caches and Degraded mode).
type PolicyLife struct {
	// Fresh is how long it is taken as it is, a minute by default.
	Fresh time.Duration
	// Stale is how old one may be that is taken while its service is away, 5 minutes by
	// default.
	Stale time.Duration
}

// Policy decorates ports.PolicyService. What is answered must not be changed.
type Policy struct {
	next   ports.PolicyService
	ahead  *ahead[policy.Ruling]
	epochs *epochs
	stale  time.Duration
}

var _ ports.PolicyService = (*Policy)(nil)

// NewPolicy decorates next, which must set a time limit of its own: calls outlast their
// callers. Observe is called with Hit, Miss or Stale for every question.
func NewPolicy(
	next ports.PolicyService, life PolicyLife, clock ports.Clock, observe func(result string),
) (*Policy, error) {
	kept, err := newAhead[policy.Ruling](mostRulings, life.Fresh, clock, observe)
	if err != nil {
		return nil, err
	}
	known, err := newEpochs()
	return &Policy{next: next, ahead: kept, epochs: known, stale: life.Stale}, err
}

// EvaluatePolicy implements ports.PolicyService.
func (p *Policy) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	question.Epoch = p.epochs.latest(question.TenantID, question.Epoch)
	key := keyOf(question)
	ruling, err := p.ahead.get(ctx, key, func(ctx context.Context) (policy.Ruling, error) {
		answer, err := p.next.EvaluatePolicy(ctx, question)
		return answer.Ruling, err
	})
	if err == nil {
		return ports.PolicyAnswer{Ruling: ruling, Epoch: question.Epoch}, nil
	}
	if before, kept := p.ahead.kept(key, p.stale); kept {
		return ports.PolicyAnswer{Ruling: before, Epoch: question.Epoch, Stale: true}, nil
	}
	return ports.PolicyAnswer{}, err
}

// keyOf names what is asked: the tenant, a hash of exactly what is sent, and the epoch.
func keyOf(question ports.PolicyQuestion) string {
	sent := sha256.Sum256([]byte(canonical.Marshal(question.Situation.Canonical())))
	return inEpoch(question.TenantID, question.Epoch) + string(sent[:])
}

// inEpoch begins a key. A tenant's id has no zero byte.
func inEpoch(owner tenant.ID, epoch int64) string {
	return string(owner) + "\x00" + strconv.FormatInt(epoch, 10) + "\x00"
}
