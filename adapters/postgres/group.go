package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// groups let decisions that come together share a transaction: whoever finds no
// writer at work starts one, which takes all that waits, again and again until
// nothing does. Nobody waits for company. Under load the rows of many decisions go
// in statements that are started and commits that are flushed once for all.
//
//	caller:  wait -> done, or gone with its context
//	writer:  take -> write -> answer each; refused: each runs alone
type groups struct {
	// send writes all sets or none.
	send func(ctx context.Context, sets []prepared) (ports.Token, error)

	mu      sync.Mutex
	waiting []*member
	writers int
}

const (
	// mostWriters is how many groups are written at a time.
	mostWriters = 2
	// secondWriter is how many must wait before the second writer starts: until then
	// one larger group is cheaper than two.
	secondWriter = 32
	// mostMembers bounds a transaction.
	mostMembers = 128
	// groupTime is above what any of its callers waits.
	groupTime = 10 * time.Second
)

// errRunAlone says that the group's transaction was refused, so that nothing of it
// was written, and that it cannot be told for whose sake.
var errRunAlone = errors.New("postgres: a group of commits was refused; each runs alone")

type member struct {
	prepared

	ctx context.Context //nolint:containedctx // the caller may go while it waits
	// done is closed once token and err are the answer.
	done  chan struct{}
	token ports.Token
	err   error
}

// shares reports whether a set may go with others: decisions and what comes with
// them. Jobs need a transaction of their own, and what admins change is rare, and
// held up by others changing the same.
func (p *prepared) shares() bool {
	return p.Decision != nil && len(p.Jobs) == 0 && p.Playbook == nil && len(p.Audit) == 0 && p.GitHubSecret == nil
}

// commit waits for the answer. When the context ends first, the set may be written
// or not.
func (g *groups) commit(ctx context.Context, p prepared) (ports.Token, error) {
	m := &member{prepared: p, ctx: ctx, done: make(chan struct{})}
	g.join(m) //nolint:contextcheck // a writer belongs to none of the callers
	select {
	case <-m.done:
		return m.token, m.err
	case <-ctx.Done():
		return "", ctx.Err() //nolint:wrapcheck // translate wraps it, once
	}
}

func (g *groups) join(m *member) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, m)
	if g.writers == 0 || g.writers < mostWriters && len(g.waiting) >= secondWriter {
		g.writers++
		go g.work()
	}
}

// work writes groups until nothing waits. It belongs to none of the callers, and
// ends by itself: what it holds of the pool it gives back.
func (g *groups) work() {
	for {
		group := g.take()
		if len(group) == 0 {
			return
		}
		g.write(group)
	}
}

// take answers the next group, empty when nothing waits: then the writer is gone.
func (g *groups) take() []*member {
	g.mu.Lock()
	defer g.mu.Unlock()
	group, rest := choose(g.waiting)
	g.waiting = rest
	if len(group) == 0 {
		g.writers--
	}
	return group
}

// whose is whom a decision is about.
type whose struct {
	owner   tenant.ID
	subject signal.Subject
}

func (m *member) whose() whose {
	return whose{m.TenantID, m.Decision.Decision.Subject()}
}

// choose takes who waits, in order, each subject once: of two decisions about one
// the later must see the earlier's. Whoever's context has ended is left out for good.
func choose(waiting []*member) (group, rest []*member) {
	taken := make(map[whose]bool, len(waiting))
	for _, m := range waiting {
		switch {
		case m.ctx.Err() != nil:
		case len(group) == mostMembers || taken[m.whose()]:
			rest = append(rest, m)
		default:
			taken[m.whose()] = true
			group = append(group, m)
		}
	}
	// Locks are taken in one order, so that groups do not wait for each other in a ring.
	slices.SortFunc(group, func(a, b *member) int {
		return cmp.Or(cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.whose().subject, b.whose().subject))
	})
	return group, rest
}

// write answers every member of the group.
func (g *groups) write(group []*member) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTime)
	defer cancel()
	sets := make([]prepared, len(group))
	for i, m := range group {
		sets[i] = m.prepared
	}
	token, err := g.send(ctx, sets)
	if len(group) > 1 && refused(err) {
		err = errRunAlone
	}
	for _, m := range group {
		m.token, m.err = token, err
		close(m.done)
	}
}

// refused reports whether the server said that it rolled the transaction back. After
// anything else, such as a connection that broke, it may have been committed.
func refused(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.SeverityUnlocalized == "ERROR"
}
