package cached_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// scripted is a cache that answers as it is told.
type scripted struct {
	ports.WindowCache

	get func() (fatigue.Window, bool, error)
}

func (c scripted) GetWindow(context.Context, tenant.ID, signal.Subject) (fatigue.Window, bool, error) {
	return c.get()
}

// awaited is a primary that answers once it is let.
type awaited struct {
	primary

	asked, let chan struct{}
}

func (p *awaited) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	close(p.asked)
	<-p.let
	return p.primary.ReadDecisionInputs(ctx, query)
}

func TestTheCacheAndThePrimaryAreAskedAtTheSameTime(t *testing.T) {
	t.Parallel()
	p := &awaited{asked: make(chan struct{}), let: make(chan struct{})}
	windows := cached.NewWindows(scripted{get: func() (fatigue.Window, bool, error) {
		<-p.asked
		close(p.let)
		return window(3), true, nil
	}}, "redis", func(string) {})
	known, err := windows.Reader(p).ReadDecisionInputs(t.Context(), ada())
	require.NoError(t, err)
	require.Equal(t, window(3), known.Memory.Subject)
	require.Equal(t, []bool{true}, p.spared())
}

// Otherwise the primary would be read twice for all that the cache fails to answer.
func TestACacheThatFellSilentIsAskedFirstUntilItAnswers(t *testing.T) {
	t.Parallel()
	f := newFixture()
	require.NoError(t, f.cache.PutWindows(t.Context(), []ports.WindowCopy{copyOf(3)}))
	f.cache.away = errors.New("away")
	f.read(t, ada())
	f.read(t, ada())
	f.cache.away = nil
	f.read(t, ada())
	require.Equal(t, []bool{true, false, false, true}, f.primary.spared())
	require.Equal(t, []string{cached.Failed, cached.Failed, cached.Hit}, f.results)
}

func TestWhatWasDecidedBeforeWaitsForNoCopy(t *testing.T) {
	t.Parallel()
	answers := make(chan struct{})
	windows := cached.NewWindows(scripted{get: func() (fatigue.Window, bool, error) {
		<-answers
		return fatigue.Window{}, false, nil
	}}, "redis", func(string) {})
	for _, known := range []ports.DecisionInputs{{Keyed: new(decision.Decision)}, {Repeated: new(decision.Decision)}} {
		got, err := windows.Reader(&primary{known: known}).ReadDecisionInputs(t.Context(), ada())
		require.NoError(t, err)
		require.Equal(t, known, got)
	}
	close(answers)
}

// gone is a cache that answers those only who still wait.
type gone struct{ ports.WindowCache }

func (gone) GetWindow(ctx context.Context, _ tenant.ID, _ signal.Subject) (fatigue.Window, bool, error) {
	return window(3), true, ctx.Err()
}

func TestWhoWentAwaySaysNothingAboutTheCache(t *testing.T) {
	t.Parallel()
	p := new(primary)
	reader := cached.NewWindows(gone{}, "redis", func(string) {}).Reader(p)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := reader.ReadDecisionInputs(ctx, ada())
	require.NoError(t, err)
	p.queries = nil
	_, err = reader.ReadDecisionInputs(t.Context(), ada())
	require.NoError(t, err)
	require.Equal(t, []bool{true}, p.spared(), "it is asked beside the primary as before")
}
