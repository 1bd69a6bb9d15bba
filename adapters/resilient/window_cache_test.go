package resilient_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// copies answers each call with err, at once or when its time is up.
type copies struct {
	err   error
	slow  bool
	calls int
}

func (c *copies) GetWindow(ctx context.Context, _ tenant.ID, _ signal.Subject) (fatigue.Window, bool, error) {
	return fatigue.Window{Version: 7}, true, c.call(ctx)
}

func (c *copies) PutWindows(ctx context.Context, _ []ports.WindowCopy) error { return c.call(ctx) }

func (c *copies) ForgetWindow(ctx context.Context, _ tenant.ID, _ signal.Subject) error {
	return c.call(ctx)
}

func (c *copies) call(ctx context.Context) error {
	c.calls++
	if c.slow {
		<-ctx.Done()
		return ctx.Err()
	}
	return c.err
}

func guardedCopies(next ports.WindowCache) *resilient.WindowCache {
	breaker, _ := newBreaker()
	return resilient.NewWindowCache(next, breaker, resilient.WindowTimeout)
}

func TestACopyIsPassedOn(t *testing.T) {
	t.Parallel()
	window, found, err := guardedCopies(new(copies)).GetWindow(t.Context(), "acme", "actor:ada")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, int64(7), window.Version)
}

func TestASlowCacheIsLeftAloneAfterAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &copies{slow: true}
		guarded, start := guardedCopies(slow), time.Now()
		for range 3 {
			_, found, err := guarded.GetWindow(t.Context(), "acme", "actor:ada")
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
			require.False(t, found)
			require.True(t, fault.Is(guarded.PutWindows(t.Context(), nil), fault.Unavailable))
		}
		require.Equal(t, resilient.DefaultSettings().Failures, slow.calls, "the last was refused")
		require.Equal(t, 5*resilient.WindowTimeout, time.Since(start))
		<-time.After(resilient.DefaultSettings().OpenFor) // its timer ends with the test
	})
}

func TestACacheThatFailsIsNotAskedTwice(t *testing.T) {
	t.Parallel()
	broken := &copies{err: errors.New("broken")}
	_, _, err := guardedCopies(broken).GetWindow(t.Context(), "acme", "actor:ada")
	require.ErrorIs(t, err, broken.err)
	require.Equal(t, 1, broken.calls)
	require.ErrorIs(t, guardedCopies(broken).ForgetWindow(t.Context(), "acme", "actor:ada"), broken.err)
	require.Equal(t, 2, broken.calls)
}
