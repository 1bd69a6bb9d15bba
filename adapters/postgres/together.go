package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// together runs what callers ask for at the same time in one go. Whoever finds no
// worker at it starts one, which takes all that waits, again and again until nothing
// does: nobody waits for company. Under load, what a statement, a round trip and a
// commit cost is paid once for many.
//
//	caller:  wait -> answered, or gone with its context
//	worker:  take a group -> run it -> answer each; refused: each runs alone
//	         stalled: another takes its place, and it goes once it has answered
type together[Q, A any] struct {
	// run answers every question of a group, in order, or none.
	run func(ctx context.Context, group []Q) ([]A, error)
	// choose parts those that wait into the next group and the rest, in order.
	choose func(waiting []*asked[Q, A]) (group, rest []*asked[Q, A])
	// crowd is how many must wait before the second worker starts.
	crowd int

	mu      sync.Mutex
	waiting []*asked[Q, A]
	workers int
}

const (
	// mostWorkers is how many groups run at a time; more were measured to be slower.
	mostWorkers = 2
	// mostTogether bounds a group.
	mostTogether = 128
	// groupTime is for callers who would wait for ever.
	groupTime = 10 * time.Second
	// stalled is how long a group may take before nobody waits behind it any more: well
	// above what one takes under load. Stalled workers are as many as the pool has
	// connections, at most.
	stalled = 200 * time.Millisecond
)

// errRunAlone says that the group failed, of which nothing stays, and that it cannot be
// told for whose sake.
var errRunAlone = errors.New("postgres: a group failed for the sake of one; each of it runs alone")

// errMisread says that what was found for one question could not be read, for whichever
// of a group that was.
var errMisread = errors.New("postgres: a row holds what cannot be read")

// asked is a question that waits.
type asked[Q, A any] struct {
	question Q

	ctx context.Context //nolint:containedctx // the caller may go while it waits
	// done is closed once answer and err are there.
	done   chan struct{}
	answer A
	err    error
}

// ask waits for the answer. When the context ends first, the question may be run or
// not.
func (t *together[Q, A]) ask(ctx context.Context, question Q) (A, error) {
	a := &asked[Q, A]{question: question, ctx: ctx, done: make(chan struct{})}
	t.join(a)
	select {
	case <-a.done:
		return a.answer, a.err
	case <-ctx.Done():
		var none A
		return none, ctx.Err() //nolint:wrapcheck // translate wraps it, once
	}
}

func (t *together[Q, A]) join(a *asked[Q, A]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, a)
	if t.workers == 0 || t.workers < mostWorkers && len(t.waiting) >= t.crowd {
		t.workers++
		go t.work()
	}
}

// work runs groups until nothing waits, or one stalls. It belongs to none of the
// callers, and ends by itself: what it holds of the pool it gives back.
func (t *together[Q, A]) work() {
	for {
		group := t.take()
		if len(group) == 0 {
			return
		}
		stall := time.AfterFunc(stalled, t.replace)
		t.answer(group)
		if !stall.Stop() {
			return
		}
	}
}

// replace writes a stalled worker off: a connection that died, or a row that somebody
// holds, must not hold up those who come after.
func (t *together[Q, A]) replace() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.workers--
	if len(t.waiting) > 0 {
		t.workers++
		go t.work()
	}
}

// take answers the next group; none when nothing waits: then the worker is gone.
// Whoever's context has ended is left out for good.
func (t *together[Q, A]) take() []*asked[Q, A] {
	t.mu.Lock()
	defer t.mu.Unlock()
	present := make([]*asked[Q, A], 0, len(t.waiting))
	for _, a := range t.waiting {
		if a.ctx.Err() == nil {
			present = append(present, a)
		}
	}
	var group []*asked[Q, A]
	group, t.waiting = t.choose(present)
	if len(group) == 0 {
		t.workers--
	}
	return group
}

func (t *together[Q, A]) answer(group []*asked[Q, A]) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTime)
	defer cancel()
	if last, bounded := until(group); bounded {
		ctx, cancel = context.WithDeadline(ctx, last)
		defer cancel()
	}
	questions := make([]Q, len(group))
	for i, a := range group {
		questions[i] = a.question
	}
	answers, err := t.attempt(ctx, questions)
	if len(group) > 1 && (refused(err) || errors.Is(err, errMisread)) {
		err = errRunAlone
	}
	for i, a := range group {
		if a.err = err; err == nil {
			a.answer = answers[i]
		}
		close(a.done)
	}
}

// attempt makes a panic the group's error: the worker is nobody's goroutine, in
// which it would end the process. The value could be a payload; its type is told.
func (t *together[Q, A]) attempt(ctx context.Context, questions []Q) (answers []A, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("postgres: a group panicked with a %T: %s", cause, debug.Stack())
		}
	}()
	return t.run(ctx, questions)
}

// until is when the last of a group no longer waits, unless one waits for ever.
func until[Q, A any](group []*asked[Q, A]) (last time.Time, bounded bool) {
	for _, a := range group {
		deadline, ends := a.ctx.Deadline()
		if !ends {
			return time.Time{}, false
		}
		if deadline.After(last) {
			last = deadline
		}
	}
	return last, true
}

// refused reports whether the server said that it rolled the transaction back. After
// anything else, such as a connection that broke, it may have been committed.
func refused(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.SeverityUnlocalized == "ERROR"
}
