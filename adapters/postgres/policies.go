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
// hardly ever changes, and its snapshot is a hash. What is kept is known by its text,
// so that nothing can be stale, and each tenant has one place, so that none takes
// another's by changing its policy over and over.
type policies struct {
	mu    sync.RWMutex
	known map[tenant.ID]standing
}

// mostPolicies bounds what is kept; beyond it all of it is forgotten, which costs
// each tenant one parsing.
const mostPolicies = 20_000

// standing is a policy, as it was read of the text, with the snapshot that evidence of
// it is. It is shared, and must not be changed.
type standing struct {
	text     string
	policy   tenant.Policy
	snapshot policy.Snapshot
}

func (p *policies) find(owner tenant.ID, text string) (standing, error) {
	p.mu.RLock()
	known, found := p.known[owner]
	p.mu.RUnlock()
	if found && known.text == text {
		return known, nil
	}
	own, err := tenant.PolicyFromDocument(text, time.LoadLocation)
	if err != nil {
		return standing{}, fmt.Errorf("read the policy of tenant %s: %w", owner, err)
	}
	known = standing{text: text, policy: own, snapshot: policy.Own(owner, own)}
	p.keep(owner, known)
	return known, nil
}

func (p *policies) keep(owner tenant.ID, known standing) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, replaced := p.known[owner]
	if p.known == nil || len(p.known) >= mostPolicies && !replaced {
		p.known = make(map[tenant.ID]standing)
	}
	p.known[owner] = known
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
