package cached_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ruler is a policy service that numbers its rulings.
type ruler struct {
	takes time.Duration
	err   error

	mu     sync.Mutex
	asked  []ports.PolicyQuestion
	epochs []int64
}

func (r *ruler) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	r.mu.Lock()
	r.asked = append(r.asked, question)
	number := len(r.asked)
	r.mu.Unlock()
	if err := r.wait(ctx); err != nil {
		return ports.PolicyAnswer{}, err
	}
	return ports.PolicyAnswer{Ruling: policy.Ruling{SnapshotID: string(rune('0' + number))}, Epoch: question.Epoch}, nil
}

func (r *ruler) ReadStandards(ctx context.Context, _ tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	r.epochs = append(r.epochs, epoch)
	return ports.StandardsAnswer{Standards: []policy.Standard{{ID: string(rune('0' + len(r.epochs)))}}, Epoch: epoch}, r.wait(ctx)
}

func (r *ruler) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(r.takes):
		return r.err
	}
}

var life = cached.PolicyLife{Fresh: time.Minute, Stale: 5 * time.Minute}

type policyFixture struct {
	*cached.Policy

	ruler ruler

	mu      sync.Mutex
	results []string
}

func (f *policyFixture) observe(result string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results = append(f.results, result)
}

func withPolicy(t *testing.T, test func(t *testing.T, f *policyFixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := new(policyFixture)
		var err error
		f.Policy, err = cached.NewPolicy(&f.ruler, life, ticking{time.Now()}, f.observe)
		require.NoError(t, err)
		test(t, f)
	})
}

func inCI() ports.PolicyQuestion {
	return ports.PolicyQuestion{TenantID: "acme", Situation: policy.Situation{
		Surface: action.CI, Environment: "prod", RepoID: "acme/shop", Branch: "main", ActorType: "human", Roles: []string{"dev"},
	}}
}

// ask gives up after 100 ms, as a decision does.
func (f *policyFixture) ask(question ports.PolicyQuestion) (snapshotID string, stale bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	answer, err := f.EvaluatePolicy(ctx, question)
	return answer.Ruling.SnapshotID, answer.Stale, err
}

func TestARulingIsFreshForAMinute(t *testing.T) {
	t.Parallel()
	withPolicy(t, func(t *testing.T, f *policyFixture) {
		t.Helper()
		for _, wait := range []time.Duration{0, life.Fresh - 1, 1} {
			pass(wait)
			_, stale, err := f.ask(inCI())
			require.NoError(t, err)
			require.False(t, stale)
		}
		require.Equal(t, []string{cached.Miss, cached.Hit, cached.Stale}, f.results)
		require.Len(t, f.ruler.asked, 2)
	})
}

func TestWhileTheServiceIsAwayTheLastRulingHoldsForFiveMinutes(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]*ruler{"away": {err: errors.New("away")}, "slow": {takes: time.Hour}} {
		withPolicy(t, func(t *testing.T, f *policyFixture) {
			t.Helper()
			_, _, err := f.ask(inCI())
			require.NoError(t, err, name)
			f.ruler.err, f.ruler.takes = trouble.err, trouble.takes
			pass(life.Stale - 200*time.Millisecond)
			last, stale, err := f.ask(inCI())
			require.NoError(t, err, name)
			require.True(t, stale, name)
			require.Equal(t, "1", last, name)
			pass(200 * time.Millisecond)
			_, _, err = f.ask(inCI())
			require.Error(t, err, name)
			pass(2 * time.Hour)
		})
	}
}

func TestACallThatWasTooLateIsTheNextDecisionsRuling(t *testing.T) {
	t.Parallel()
	withPolicy(t, func(t *testing.T, f *policyFixture) {
		t.Helper()
		f.ruler.takes = 400 * time.Millisecond
		_, _, err := f.ask(inCI())
		require.True(t, fault.Is(err, fault.Unavailable))
		pass(400 * time.Millisecond)
		last, stale, err := f.ask(inCI())
		require.NoError(t, err)
		require.False(t, stale)
		require.Equal(t, "1", last)
	})
}

func TestARulingIsOfExactlyWhatWasSent(t *testing.T) {
	t.Parallel()
	withPolicy(t, func(t *testing.T, f *policyFixture) {
		t.Helper()
		questions := []ports.PolicyQuestion{inCI()}
		for _, change := range []func(*ports.PolicyQuestion){
			func(q *ports.PolicyQuestion) { q.TenantID = "beta" },
			func(q *ports.PolicyQuestion) { q.Situation.Surface = action.IDE },
			func(q *ports.PolicyQuestion) { q.Situation.Environment = "" },
			func(q *ports.PolicyQuestion) { q.Situation.RepoID = "acme/pay" },
			func(q *ports.PolicyQuestion) { q.Situation.Branch = "fix" },
			func(q *ports.PolicyQuestion) { q.Situation.ActorType = "ai_agent" },
			func(q *ports.PolicyQuestion) { q.Situation.Roles = nil },
		} {
			changed := inCI()
			change(&changed)
			questions = append(questions, changed)
		}
		for range 2 {
			for _, question := range questions {
				_, _, err := f.ask(question)
				require.NoError(t, err)
			}
		}
		require.Equal(t, questions, f.ruler.asked)
	})
}

// Not even while the service is away: what was invalidated is known to be wrong.
func TestWhatWasSaidBeforeAnInvalidationIsNeverTaken(t *testing.T) {
	t.Parallel()
	withPolicy(t, func(t *testing.T, f *policyFixture) {
		t.Helper()
		_, _, err := f.ask(inCI())
		require.NoError(t, err)
		f.ruler.err = errors.New("away")
		later := inCI()
		later.Epoch = 1
		for _, question := range []ports.PolicyQuestion{later, inCI()} { // who knows of none goes by the other's word
			_, _, err = f.ask(question)
			require.ErrorIs(t, err, f.ruler.err)
		}
		f.ruler.err = nil
		answer, err := f.EvaluatePolicy(t.Context(), inCI())
		require.NoError(t, err)
		require.Equal(t, int64(1), answer.Epoch)
		other := inCI()
		other.TenantID = "beta"
		answer, err = f.EvaluatePolicy(t.Context(), other)
		require.NoError(t, err)
		require.Zero(t, answer.Epoch, "one tenant's invalidation is none of another's")
	})
}

// A call that is under way when a policy is invalidated may bring what was before.
func TestAnInvalidationDoesNotJoinACallFromBefore(t *testing.T) {
	t.Parallel()
	withPolicy(t, func(t *testing.T, f *policyFixture) {
		t.Helper()
		f.ruler.takes = 50 * time.Millisecond
		go func() { _, _, _ = f.ask(inCI()) }()
		synctest.Wait()
		later := inCI()
		later.Epoch = 1
		last, _, err := f.ask(later)
		require.NoError(t, err)
		require.Equal(t, "2", last)
	})
}

func TestStandardsAreFreshForAMinuteAndNeverStale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var service ruler
		var results []string
		standards, err := cached.NewStandards(&service, ticking{time.Now()}, func(result string) { results = append(results, result) })
		require.NoError(t, err)
		ask := func(owner tenant.ID, epoch int64) (string, error) {
			answer, err := standards.ReadStandards(t.Context(), owner, epoch)
			if err != nil {
				return "", err
			}
			return answer.Standards[0].ID, nil
		}
		var got []string
		for _, epoch := range []int64{0, 0, 1, 0} {
			id, err := ask("acme", epoch)
			require.NoError(t, err)
			got = append(got, id)
		}
		require.Equal(t, []string{"1", "1", "2", "2"}, got)
		id, err := ask("beta", 0)
		require.NoError(t, err)
		require.Equal(t, "3", id)
		pass(cached.StandardsFresh)
		service.err = errors.New("away")
		_, err = ask("acme", 1)
		require.ErrorIs(t, err, service.err)
		require.Equal(t, []string{cached.Miss, cached.Hit, cached.Miss, cached.Hit, cached.Miss, cached.Stale}, results)
		require.True(t, slices.Equal([]int64{0, 1, 0, 1}, service.epochs), "%v", service.epochs)
	})
}
