package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// crowdOfCommits starts the second writer: until then one larger transaction is
// cheaper than two.
const crowdOfCommits = 32

// commits are decisions that share a transaction.
type commits = together[prepared, ports.Token]

func newCommits(pool sender) *commits {
	run := func(ctx context.Context, sets []prepared) ([]ports.Token, error) {
		token, err := write(ctx, pool, sets)
		return slices.Repeat([]ports.Token{token}, len(sets)), err
	}
	return &commits{run: run, choose: eachOnce, crowd: crowdOfCommits}
}

// shares reports whether a set may go with others: decisions and what comes with
// them. Jobs need a transaction of their own, and what admins change is rare, and
// held up by others changing the same.
func (p *prepared) shares() bool {
	return p.Decision != nil && len(p.Jobs) == 0 && p.Playbook == nil && len(p.Audit) == 0 && p.GitHubSecret == nil &&
		p.Preferences == nil
}

// whose is whom a decision is about.
type whose struct {
	owner   tenant.ID
	subject signal.Subject
}

func (p *prepared) whose() whose { return whose{p.TenantID, p.Decision.Decision.Subject()} }

// eachOnce takes each subject once, in the order in which they came: of two
// decisions about one, the later must see the earlier's.
func eachOnce(waiting []*asked[prepared, ports.Token]) (group, rest []*asked[prepared, ports.Token]) {
	taken := make(map[whose]bool, len(waiting))
	for _, a := range waiting {
		if key := a.question.whose(); len(group) < mostTogether && !taken[key] {
			taken[key] = true
			group = append(group, a)
			continue
		}
		rest = append(rest, a)
	}
	// Locks are taken in one order, so that groups do not wait for each other in a ring.
	slices.SortFunc(group, func(a, b *asked[prepared, ports.Token]) int {
		x, y := a.question.whose(), b.question.whose()
		return cmp.Or(cmp.Compare(x.owner, y.owner), cmp.Compare(x.subject, y.subject))
	})
	return group, rest
}
