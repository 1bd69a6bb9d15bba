package cached_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// judging takes its time, and counts how often it was asked.
type judging struct {
	takes, lasts time.Duration
	err          error

	mu    sync.Mutex
	asked int
}

func (j *judging) Verify(ctx context.Context, token string) (actor.Caller, error) {
	j.mu.Lock()
	j.asked++
	j.mu.Unlock()
	select {
	case <-ctx.Done():
		return actor.Caller{}, ctx.Err()
	case <-time.After(j.takes):
	}
	return actor.Caller{Actor: actor.Actor{ID: token}, ExpiresAt: time.Now().Add(j.lasts)}, j.err
}

func judged(t *testing.T, by *judging, test func(t *testing.T, verify func(token string) (actor.Caller, error))) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		tokens, err := cached.NewTokens(by, ticking{time.Now()})
		require.NoError(t, err)
		test(t, func(token string) (actor.Caller, error) {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			return tokens.Verify(ctx, token)
		})
	})
}

func TestATokenIsTrustedForAMinuteAndNoLongerThanItIsValid(t *testing.T) {
	t.Parallel()
	for lasts, trusted := range map[time.Duration]time.Duration{time.Hour: cached.TokenFresh, 20 * time.Second: 20 * time.Second} {
		by := &judging{lasts: lasts}
		judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
			t.Helper()
			for _, wait := range []time.Duration{0, trusted - 1, 1} {
				pass(wait)
				caller, err := verify("ada")
				require.NoError(t, err)
				require.Equal(t, "ada", caller.Actor.ID)
			}
			require.Equal(t, 2, by.asked)
		})
	}
}

func TestEachTokenIsJudgedByItself(t *testing.T) {
	t.Parallel()
	by := &judging{lasts: time.Hour}
	judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
		t.Helper()
		for range 2 {
			for _, token := range []string{"ada", "lee"} {
				caller, err := verify(token)
				require.NoError(t, err)
				require.Equal(t, token, caller.Actor.ID)
			}
		}
		require.Equal(t, 2, by.asked)
	})
}

func TestThoseWhoAskAboutOneTokenTogetherMakeOneCall(t *testing.T) {
	t.Parallel()
	by := &judging{lasts: time.Hour, takes: time.Second}
	judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
		t.Helper()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if caller, err := verify("ada"); err != nil || caller.Actor.ID != "ada" {
					t.Errorf("%v %v", caller, err)
				}
			})
		}
		all.Wait()
		require.Equal(t, 1, by.asked)
	})
}

func TestARefusalHoldsForSomeSeconds(t *testing.T) {
	t.Parallel()
	by := &judging{err: fault.New(fault.Unauthenticated, "TOKEN_INVALID", "no")}
	judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
		t.Helper()
		for _, wait := range []time.Duration{0, cached.RefusalFresh - 1, 1} {
			pass(wait)
			_, err := verify("ada")
			require.ErrorIs(t, err, by.err)
		}
		require.Equal(t, 2, by.asked)
		by.err, by.lasts = nil, time.Hour
		pass(cached.RefusalFresh)
		_, err := verify("ada")
		require.NoError(t, err)
	})
}

func TestATokenThatIsRefusedIsTrustedNoMore(t *testing.T) {
	t.Parallel()
	by := &judging{lasts: time.Hour}
	judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
		t.Helper()
		_, err := verify("ada")
		require.NoError(t, err)
		pass(cached.TokenFresh)
		by.err = fault.New(fault.Unauthenticated, "TOKEN_INVALID", "no")
		for range 2 {
			_, err = verify("ada")
			require.ErrorIs(t, err, by.err)
		}
	})
}

// Nobody is let in unverified, nobody is sent away to log in, and nothing of it is held.
func TestWhoWasNotJudgedMayComeAgain(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]*judging{
		"failed": {err: errors.New("away")}, "busy": {err: fault.New(fault.Invalid, "IAM_UNAVAILABLE", "answered 429")},
		"slow": {takes: time.Minute},
	} {
		judged(t, by, func(t *testing.T, verify func(string) (actor.Caller, error)) {
			t.Helper()
			for range 2 {
				caller, err := verify("ada")
				require.Equal(t, actor.Caller{}, caller)
				again, ok := errors.AsType[*fault.Error](err)
				require.True(t, ok, name)
				require.Equal(t, fault.Unavailable, again.Kind, name)
				require.Equal(t, "IAM_UNAVAILABLE", again.Code, name)
				require.Positive(t, again.RetryAfter, name)
			}
			if by.takes == 0 {
				require.Equal(t, 2, by.asked, name)
			}
			pass(2 * time.Minute)
		})
	}
}

func TestACallerWhoGoesAwayCutsNobodyElsesCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		by := &judging{lasts: time.Hour, takes: time.Second}
		tokens, err := cached.NewTokens(by, ticking{time.Now()})
		require.NoError(t, err)
		gone, leave := context.WithCancel(t.Context())
		leave()
		_, err = tokens.Verify(gone, "ada")
		require.ErrorIs(t, err, context.Canceled)
		caller, err := tokens.Verify(t.Context(), "ada")
		require.NoError(t, err)
		require.Equal(t, "ada", caller.Actor.ID)
		require.Equal(t, 1, by.asked)
	})
}
