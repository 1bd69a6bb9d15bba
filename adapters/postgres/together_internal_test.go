package postgres

import (
	"context"
	"io"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/ports"
)

// patience is how long a test waits for what should happen soon.
const patience = 20 * time.Second

// written is a group that is being written, until its verdict is given.
type written struct {
	actors  []string
	verdict chan error
}

// press has groups whose transactions end when the test says how.
type press struct {
	*commits

	begun chan written
}

func newPress() *press {
	p := &press{commits: newCommits(nil), begun: make(chan written, 10)}
	p.run = func(ctx context.Context, sets []prepared) ([]ports.Token, error) {
		group := written{verdict: make(chan error, 1)}
		for i := range sets {
			group.actors = append(group.actors, sets[i].Decision.Decision.Actor.ID)
		}
		p.begun <- group
		select {
		case err := <-group.verdict:
			return make([]ports.Token, len(sets)), err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return p
}

// commit asks for a decision about an actor, and waits until it is in the queue.
func (p *press) commit(ctx context.Context, t *testing.T, actorID string) <-chan error {
	t.Helper()
	set := prepared{WriteSet: ports.WriteSet{TenantID: "acme", Decision: &ports.DecisionRow{
		Decision: &decision.Decision{TenantID: "acme", Actor: actor.Actor{ID: actorID}},
	}}}
	a := &asked[prepared, ports.Token]{question: set, ctx: ctx, done: make(chan struct{})}
	p.join(a)
	answer := make(chan error, 1)
	go func() {
		select {
		case <-a.done:
			answer <- a.err
		case <-ctx.Done():
		}
	}()
	return answer
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.Fail(t, "nothing came in time")
		panic("unreachable")
	}
}

func TestWhoComesAloneWaitsForNobodyAndWhoComesMeanwhileGoesTogether(t *testing.T) {
	t.Parallel()
	p := newPress()
	first := p.commit(t.Context(), t, "a")
	alone := next(t, p.begun)
	require.Equal(t, []string{"a"}, alone.actors)
	second, third := p.commit(t.Context(), t, "c"), p.commit(t.Context(), t, "b")
	alone.verdict <- nil
	require.NoError(t, next(t, first))
	together := next(t, p.begun)
	require.Equal(t, []string{"b", "c"}, together.actors, "in one order, so that locks make no ring")
	together.verdict <- nil
	require.NoError(t, next(t, second))
	require.NoError(t, next(t, third))
}

func TestOfOneSubjectAGroupHasOneDecision(t *testing.T) {
	t.Parallel()
	p := newPress()
	p.commit(t.Context(), t, "busy")
	busy := next(t, p.begun)
	for _, actorID := range []string{"a", "a", "b", "a"} {
		p.commit(t.Context(), t, actorID)
	}
	busy.verdict <- nil
	for _, want := range [][]string{{"a", "b"}, {"a"}, {"a"}} {
		group := next(t, p.begun)
		require.Equal(t, want, group.actors)
		group.verdict <- nil
	}
}

func TestASecondWriterStartsWhenManyWait(t *testing.T) {
	t.Parallel()
	p := newPress()
	p.commit(t.Context(), t, "busy")
	busy := next(t, p.begun)
	for i := range crowdOfCommits - 1 {
		p.commit(t.Context(), t, strconv.Itoa(i))
	}
	require.Empty(t, p.begun)
	p.commit(t.Context(), t, "last")
	crowd := next(t, p.begun)
	require.Len(t, crowd.actors, crowdOfCommits)
	for i := range 2 * crowdOfCommits {
		p.commit(t.Context(), t, strconv.Itoa(i))
	}
	require.Empty(t, p.begun, "there is no third")
	crowd.verdict <- nil
	next(t, p.begun).verdict <- nil
	busy.verdict <- nil
}

func TestWhoLeavesIsNotWrittenAndTakesNobodyAlong(t *testing.T) {
	t.Parallel()
	p := newPress()
	p.commit(t.Context(), t, "busy")
	busy := next(t, p.begun)
	leaving, leave := context.WithCancel(t.Context())
	p.commit(leaving, t, "gone")
	stays := p.commit(t.Context(), t, "stays")
	leave()
	busy.verdict <- nil
	group := next(t, p.begun)
	require.Equal(t, []string{"stays"}, group.actors)
	group.verdict <- nil
	require.NoError(t, next(t, stays))
}

func TestAGroupThatIsRefusedRunsOneByOneAndOneThatIsLostDoesNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ verdict, want error }{
		"refused, nothing stays":      {&pgconn.PgError{SeverityUnlocalized: "ERROR", Code: swapLost}, errRunAlone},
		"lost, it may be committed":   {io.ErrUnexpectedEOF, io.ErrUnexpectedEOF},
		"the server goes, so as well": {&pgconn.PgError{SeverityUnlocalized: "FATAL", Code: "57P01"}, nil},
	} {
		p := newPress()
		p.commit(t.Context(), t, "busy")
		busy := next(t, p.begun)
		a, b := p.commit(t.Context(), t, "a"), p.commit(t.Context(), t, "b")
		busy.verdict <- nil
		next(t, p.begun).verdict <- c.verdict
		want := c.want
		if want == nil {
			want = c.verdict
		}
		require.ErrorIs(t, next(t, a), want, name)
		require.ErrorIs(t, next(t, b), want, name)
	}
}

func TestWhoRunsAloneHearsItsOwnRefusal(t *testing.T) {
	t.Parallel()
	p := newPress()
	refusal := &pgconn.PgError{SeverityUnlocalized: "ERROR", Code: swapLost}
	answer := p.commit(t.Context(), t, "a")
	next(t, p.begun).verdict <- refusal
	err := next(t, answer)
	require.ErrorIs(t, err, refusal)
	require.NotErrorIs(t, err, errRunAlone)
}

// A worker is nobody's goroutine: a panic in it would end the process.
func TestAPanicFailsItsGroupAndNobodyElse(t *testing.T) {
	t.Parallel()
	p := newPress()
	healthy := p.run
	p.run = func(ctx context.Context, sets []prepared) ([]ports.Token, error) {
		if sets[0].Decision.Decision.Actor.ID == "a" {
			panic("a secret")
		}
		return healthy(ctx, sets)
	}
	err := next(t, p.commit(t.Context(), t, "a"))
	require.ErrorContains(t, err, "panicked")
	require.NotContains(t, err.Error(), "secret")
	answer := p.commit(t.Context(), t, "b")
	next(t, p.begun).verdict <- nil
	require.NoError(t, next(t, answer))
}

// A connection that died, or a row that somebody holds, holds up its own group only.
func TestAStalledGroupHoldsUpNobodyWhoComesAfter(t *testing.T) {
	t.Parallel()
	p := newPress()
	for i := range 3 {
		dead := p.commit(t.Context(), t, strconv.Itoa(i))
		stuck := next(t, p.begun)
		require.Equal(t, []string{strconv.Itoa(i)}, stuck.actors)
		defer func() { stuck.verdict <- nil; require.NoError(t, next(t, dead)) }()
	}
	after := p.commit(t.Context(), t, "after")
	next(t, p.begun).verdict <- nil
	require.NoError(t, next(t, after))
}

func TestAStalledWorkerGoesOnceItHasAnswered(t *testing.T) {
	t.Parallel()
	p := newPress()
	dead := p.commit(t.Context(), t, "dead")
	stuck := next(t, p.begun)
	p.commit(t.Context(), t, "busy")
	busy := next(t, p.begun)
	stuck.verdict <- nil
	require.NoError(t, next(t, dead))
	p.commit(t.Context(), t, "waits")
	require.Empty(t, p.begun, "the worker in its place is at work, and it is gone")
	busy.verdict <- nil
	next(t, p.begun).verdict <- nil
}

func TestAGroupEndsWhenTheLastOfItNoLongerWaits(t *testing.T) {
	t.Parallel()
	p := newPress()
	short, cancelShort := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancelShort()
	ended := make(chan error, 1)
	p.run = func(ctx context.Context, _ []prepared) ([]ports.Token, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}
	p.commit(short, t, "dead")
	require.ErrorIs(t, next(t, ended), context.DeadlineExceeded)
}

func TestAGroupHasTheTimeOfWhoWaitsLongest(t *testing.T) {
	t.Parallel()
	now := time.Now()
	waiting := func(limits ...time.Duration) []*asked[int, int] {
		var group []*asked[int, int]
		for _, limit := range limits {
			ctx := t.Context()
			if limit > 0 {
				bounded, cancel := context.WithDeadline(ctx, now.Add(limit))
				t.Cleanup(cancel)
				ctx = bounded
			}
			group = append(group, &asked[int, int]{ctx: ctx})
		}
		return group
	}
	last, bounded := until(waiting(time.Second, 3*time.Second, 2*time.Second))
	require.True(t, bounded)
	require.Equal(t, now.Add(3*time.Second), last)
	_, bounded = until(waiting(time.Second, 0, 2*time.Second))
	require.False(t, bounded, "one waits for ever")
}
