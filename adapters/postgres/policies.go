package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// policies keep what was parsed: every decision reads its tenant's policy, which
// hardly ever changes, and its snapshot is a hash. The same text is the same policy,
// so that nothing can be stale.
type policies struct {
	mu    sync.RWMutex
	known map[policyText]standing
}

// mostPolicies bounds what is kept; beyond it all of it is forgotten, which costs
// each tenant one parsing.
const mostPolicies = 20_000

type policyText struct {
	owner tenant.ID
	text  string
}

// standing is a policy with the snapshot that evidence of it is. It is shared, and
// must not be changed.
type standing struct {
	policy   tenant.Policy
	snapshot policy.Snapshot
}

func (p *policies) find(owner tenant.ID, text string) (standing, error) {
	key := policyText{owner, text}
	p.mu.RLock()
	known, found := p.known[key]
	p.mu.RUnlock()
	if found {
		return known, nil
	}
	own, err := tenant.PolicyFromDocument(text, time.LoadLocation)
	if err != nil {
		return standing{}, fmt.Errorf("read the policy of tenant %s: %w", owner, err)
	}
	known = standing{policy: own, snapshot: policy.Own(owner, own)}
	p.keep(key, known)
	return known, nil
}

func (p *policies) keep(key policyText, known standing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= mostPolicies {
		p.known = make(map[policyText]standing)
	}
	p.known[key] = known
}

// ReadPolicy implements ports.PolicyReader.
func (r *Reader) ReadPolicy(ctx context.Context, owner tenant.ID) (tenant.Policy, error) {
	var text string
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		kept := q.ReadPolicy(ctx, []string{string(owner)})
		return func() { kept.QueryRow(func(_ int, t string, _ error) { text = t }) }
	})
	if err != nil {
		return tenant.Policy{}, translate(err, "read a policy")
	}
	own, err := r.policies.find(owner, text)
	return own.policy, translate(err, "read a policy")
}
