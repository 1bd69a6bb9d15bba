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
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// governor takes its time, and notes whom it was asked about. Each tenant's data belong in
// a region of its own.
type governor struct {
	takes time.Duration
	err   error

	mu    sync.Mutex
	asked []tenant.ID
}

func (g *governor) ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error) {
	g.mu.Lock()
	g.asked = append(g.asked, owner)
	g.mu.Unlock()
	select {
	case <-ctx.Done():
		return tenant.Governance{}, ctx.Err()
	case <-time.After(g.takes):
	}
	return tenant.Governance{DataResidency: "region of " + string(owner)}, g.err
}

func governed(t *testing.T, test func(t *testing.T, kept *cached.Governance, by *governor)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		by := new(governor)
		kept, err := cached.NewGovernance(by, ticking{time.Now()})
		require.NoError(t, err)
		test(t, kept, by)
	})
}

func TestWhatGovernanceSaysIsOfOneTenantOnly(t *testing.T) {
	t.Parallel()
	governed(t, func(t *testing.T, kept *cached.Governance, by *governor) {
		t.Helper()
		for range 2 {
			for _, owner := range []tenant.ID{"acme", "beta"} {
				said, err := kept.ReadGovernance(t.Context(), owner)
				require.NoError(t, err)
				require.Equal(t, "region of "+string(owner), said.DataResidency)
			}
		}
		require.Equal(t, []tenant.ID{"acme", "beta"}, by.asked)
	})
}

func TestWhatGovernanceSaysHoldsForAMinute(t *testing.T) {
	t.Parallel()
	governed(t, func(t *testing.T, kept *cached.Governance, by *governor) {
		t.Helper()
		for _, step := range []struct {
			wait  time.Duration
			asked int
		}{{0, 1}, {time.Minute - 1, 1}, {1, 2}} {
			pass(step.wait)
			_, err := kept.ReadGovernance(t.Context(), "acme")
			require.NoError(t, err)
			require.Len(t, by.asked, step.asked)
		}
	})
}

func TestWhatGovernanceSaidTooLateIsTheNextDecisions(t *testing.T) {
	t.Parallel()
	governed(t, func(t *testing.T, kept *cached.Governance, by *governor) {
		t.Helper()
		by.takes = time.Second
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, err := kept.ReadGovernance(ctx, "acme")
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		pass(time.Second)
		said, err := kept.ReadGovernance(t.Context(), "acme")
		require.NoError(t, err)
		require.Equal(t, "region of acme", said.DataResidency)
		require.Len(t, by.asked, 1)
	})
}

func TestThatGovernanceFailedIsNotHeld(t *testing.T) {
	t.Parallel()
	governed(t, func(t *testing.T, kept *cached.Governance, by *governor) {
		t.Helper()
		by.err = errors.New("away")
		_, err := kept.ReadGovernance(t.Context(), "acme")
		require.ErrorIs(t, err, by.err)
		by.err = nil
		_, err = kept.ReadGovernance(t.Context(), "acme")
		require.NoError(t, err)
	})
}
