package cached_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// primary answers one window, and notes how it was asked. It takes every set unless told
// not to.
type primary struct {
	window  fatigue.Window
	known   ports.DecisionInputs
	queries []ports.DecisionQuery
	err     error
}

func (p *primary) ReadDecisionInputs(_ context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	p.queries = append(p.queries, query)
	known := p.known
	if !query.NoWindow {
		known.Memory.Subject = p.window
	}
	return known, p.err
}

// spared answers which of the questions left the window out.
func (p *primary) spared() []bool {
	var spared []bool
	for _, query := range p.queries {
		spared = append(spared, query.NoWindow)
	}
	return spared
}

func (p *primary) Commit(context.Context, ports.WriteSet) (ports.Token, error) { return "token", p.err }

// watchedCache can be away, and notes what was put.
type watchedCache struct {
	memory.WindowCache

	mu   sync.Mutex
	away error
	puts []ports.WindowCopy
	// hold lets puts through one by one, where it is set.
	hold chan struct{}
}

func (c *watchedCache) GetWindow(
	ctx context.Context, owner tenant.ID, subject signal.Subject,
) (window fatigue.Window, found bool, err error) {
	if c.away != nil {
		return fatigue.Window{}, false, c.away
	}
	return c.WindowCache.GetWindow(ctx, owner, subject)
}

func (c *watchedCache) PutWindows(ctx context.Context, copies []ports.WindowCopy) error {
	if c.hold != nil {
		<-c.hold
	}
	c.mu.Lock()
	c.puts = append(c.puts, copies...)
	c.mu.Unlock()
	return c.WindowCache.PutWindows(ctx, copies)
}

func (c *watchedCache) put() []ports.WindowCopy {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.puts
}

type fixture struct {
	*cached.Windows

	primary primary
	cache   watchedCache
	results []string
}

func newFixture() *fixture {
	f := new(fixture)
	f.Windows = cached.NewWindows(&f.cache, "redis", func(result string) { f.results = append(f.results, result) })
	return f
}

// run writes copies until the test ends.
func (f *fixture) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = f.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

func (f *fixture) read(t *testing.T, query ports.DecisionQuery) ports.DecisionInputs {
	t.Helper()
	known, err := f.Reader(&f.primary).ReadDecisionInputs(t.Context(), query)
	require.NoError(t, err)
	return known
}

func ada() ports.DecisionQuery { return ports.DecisionQuery{TenantID: "acme", Subject: "actor:ada"} }

func window(version int64) fatigue.Window { return portstest.SampleWindow(version, portstest.Noon()) }

func copyOf(version int64) ports.WindowCopy {
	return ports.WindowCopy{TenantID: "acme", Subject: "actor:ada", Window: window(version)}
}

func TestACopySparesThePrimaryTheRead(t *testing.T) {
	t.Parallel()
	f := newFixture()
	require.NoError(t, f.cache.PutWindows(t.Context(), []ports.WindowCopy{copyOf(3)}))
	require.Equal(t, window(3), f.read(t, ada()).Memory.Subject)
	require.Equal(t, []bool{true}, f.primary.spared())
	require.Equal(t, []string{cached.Hit}, f.results)
}

func TestWithoutACopyThePrimaryIsReadAndCopied(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.run(t)
	f.primary.window = window(2)
	require.Equal(t, window(2), f.read(t, ada()).Memory.Subject)
	require.Equal(t, []bool{true, false}, f.primary.spared(), "once more, since it was hoped to be there")
	require.Eventually(t, func() bool { return len(f.cache.put()) == 1 }, patience, tick)
	require.Equal(t, copyOf(2), f.cache.put()[0])
	require.Equal(t, window(2), f.read(t, ada()).Memory.Subject)
	require.Equal(t, []string{cached.Miss, cached.Hit}, f.results)
}

func TestAnIdleWindowIsNotCopiedSinceTheCopyWouldOutliveIt(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.run(t)
	f.primary.window = window(2)
	later := ada()
	later.Now = portstest.Noon().Add(fatigue.Span)
	require.Equal(t, window(2), f.read(t, later).Memory.Subject)
	f.primary.window = window(3)
	later.Now = portstest.Noon().Add(fatigue.Span - time.Minute)
	require.Equal(t, window(3), f.read(t, later).Memory.Subject)
	require.Eventually(t, func() bool { return len(f.cache.put()) == 1 }, patience, tick)
	require.Equal(t, copyOf(3), f.cache.put()[0])
}

func TestAfterALostRaceNoCopyIsTrusted(t *testing.T) {
	t.Parallel()
	f := newFixture()
	require.NoError(t, f.cache.PutWindows(t.Context(), []ports.WindowCopy{copyOf(3)}))
	f.primary.window = window(4)
	again := ada()
	again.Fresh = true
	require.Equal(t, window(4), f.read(t, again).Memory.Subject)
	require.Equal(t, []string{cached.Stale}, f.results)
}

func TestACacheThatIsAwayDegradesTheDecision(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.cache.away, f.primary.window = errors.New("away"), window(2)
	known := f.read(t, ada())
	require.Equal(t, window(2), known.Memory.Subject)
	require.Equal(t, []string{"redis"}, known.Degraded)
	require.Equal(t, []string{cached.Failed}, f.results)
}

func TestNobodysWindowIsNotAskedFor(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.cache.away = errors.New("away")
	require.Empty(t, f.read(t, ports.DecisionQuery{TenantID: "acme"}).Degraded)
	require.Empty(t, f.results)
}

func TestAPrimaryThatIsAwayIsAnErrorAndLeavesNoCopy(t *testing.T) {
	t.Parallel()
	f := newFixture()
	f.run(t)
	f.primary.err = errors.New("away")
	_, err := f.Reader(&f.primary).ReadDecisionInputs(t.Context(), ada())
	require.ErrorIs(t, err, f.primary.err)
	_, err = f.Store(&f.primary).Commit(t.Context(), ports.WriteSet{TenantID: "acme", Fatigue: rows(1)})
	require.ErrorIs(t, err, f.primary.err)
	f.primary.err = nil
	_, err = f.Store(&f.primary).Commit(t.Context(), ports.WriteSet{TenantID: "acme", Fatigue: rows(2)})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(f.cache.put()) > 0 }, patience, tick)
	require.Equal(t, []ports.WindowCopy{copyOf(2)}, f.cache.put())
}

// rows are a decision's: the subject's window, and one of a playbook in a repository.
func rows(version int64) []ports.FatigueRow {
	return []ports.FatigueRow{
		{Subject: "actor:ada", Change: fatigue.Change{Window: window(version)}},
		{Subject: "repo:acme/shop", Change: fatigue.Change{PlaybookID: id.UUID{1}, Window: window(9)}},
	}
}
