package postgres

import (
	"context"
	"slices"

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
	return p.Decision != nil && len(p.Jobs) == 0 && p.Playbook == nil && p.Experiment == nil && p.Policy == nil &&
		p.Preferences == nil && p.Erasure == nil &&
		len(p.Audit) == 0 && p.GitHubSecret == nil && p.Replay == nil
}

// whose is whom a decision is about, as a window is named.
func (p *prepared) whose() windowKey {
	return windowKey{owner: p.TenantID, subject: p.Decision.Decision.Subject()}
}

// concerns answers what no other set of a group may concern too.
func (p *prepared) concerns() []windowKey {
	keys := []windowKey{p.whose()}
	for _, row := range p.windows {
		keys = append(keys, row.key)
	}
	return keys
}

// eachOnce takes each subject and window once, in the order in which they came: of two
// decisions about one, the later must see the earlier's.
func eachOnce(waiting []*asked[prepared, ports.Token]) (group, rest []*asked[prepared, ports.Token]) {
	taken := make(map[windowKey]bool, len(waiting))
	for _, a := range waiting {
		concerns := a.question.concerns()
		if len(group) == mostTogether || slices.ContainsFunc(concerns, func(k windowKey) bool { return taken[k] }) {
			rest = append(rest, a)
			continue
		}
		for _, key := range concerns {
			taken[key] = true
		}
		group = append(group, a)
	}
	// Locks are taken in one order, so that groups do not wait for each other in a ring.
	slices.SortFunc(group, func(a, b *asked[prepared, ports.Token]) int {
		return a.question.whose().compare(b.question.whose())
	})
	return group, rest
}
