package cached_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

const acme = tenant.ID("acme")

// results counts what a catalogue reports.
type results struct {
	mu     sync.Mutex
	counts map[string]int
}

func (r *results) observe(result string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[result]++
}

func newCatalogue(t *testing.T, reader ports.PlaybookReader, rules ports.Rules) (*cached.Catalogue, *results) {
	t.Helper()
	seen := &results{counts: map[string]int{}}
	catalogue, err := cached.NewCatalogue(reader, rules, 10, seen.observe)
	require.NoError(t, err)
	return catalogue, seen
}

// publish creates a playbook and puts it in force.
func publish(t *testing.T, store *memory.Store, n byte) {
	t.Helper()
	draft := portstest.SamplePlaybook(acme, n)
	_, err := store.Commit(t.Context(), portstest.PlaybookSet(draft, false))
	require.NoError(t, err)
	next, _, err := draft.Publish(draft.Latest, portstest.Noon())
	require.NoError(t, err)
	_, err = store.Commit(t.Context(), portstest.PlaybookSet(next, true))
	require.NoError(t, err)
}

// decide answers the edition as a decision gets it: as of the version it has read.
func decide(t *testing.T, store *memory.Store, catalogue *cached.Catalogue) ports.Edition {
	t.Helper()
	inputs, err := store.ReadDecisionInputs(t.Context(), ports.DecisionQuery{TenantID: acme, Now: portstest.Noon()})
	require.NoError(t, err)
	edition, err := catalogue.Edition(t.Context(), acme, inputs.CatalogueVersion)
	require.NoError(t, err)
	return edition
}

func TestATenantWithoutPlaybooksHasAnEmptyIndex(t *testing.T) {
	t.Parallel()
	catalogue, _ := newCatalogue(t, memory.NewStore(), nil)
	edition, err := catalogue.Edition(t.Context(), acme, 0)
	require.NoError(t, err)
	require.Empty(t, edition.Playbooks.All())
}

func TestAPublishedPlaybookIsSeenByTheVeryNextDecision(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	catalogue, seen := newCatalogue(t, store, nil)
	for n := range 5 {
		require.Len(t, decide(t, store, catalogue).Playbooks.All(), n)
		publish(t, store, byte(100+n))
		require.Len(t, decide(t, store, catalogue).Playbooks.All(), n+1)
		require.Len(t, decide(t, store, catalogue).Playbooks.All(), n+1)
	}
	require.Equal(t, map[string]int{cached.Miss: 1, cached.Stale: 5, cached.Hit: 9}, seen.counts)
}

func TestAnOlderVersionIsAnsweredFromWhatIsHeld(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	publish(t, store, 100)
	catalogue, seen := newCatalogue(t, store, nil)
	first := decide(t, store, catalogue)
	edition, err := catalogue.Edition(t.Context(), acme, 0)
	require.NoError(t, err)
	require.Same(t, first.Playbooks, edition.Playbooks)
	require.Equal(t, 1, seen.counts[cached.Hit])
}

// stubReader answers what the test says.
type stubReader struct {
	ports.PlaybookReader

	read func(ctx context.Context, owner tenant.ID) (ports.InForce, error)
}

func (s stubReader) ReadInForce(ctx context.Context, owner tenant.ID) (ports.InForce, error) {
	return s.read(ctx, owner)
}

func TestAFailedLoadIsNotHeld(t *testing.T) {
	t.Parallel()
	broken, loads := errors.New("away"), 0
	catalogue, seen := newCatalogue(t, stubReader{read: func(context.Context, tenant.ID) (ports.InForce, error) {
		if loads++; loads == 1 {
			return ports.InForce{}, broken
		}
		return ports.InForce{Version: 3}, nil
	}}, nil)
	_, err := catalogue.Edition(t.Context(), acme, 3)
	require.ErrorIs(t, err, broken)
	_, err = catalogue.Edition(t.Context(), acme, 3)
	require.NoError(t, err)
	require.Equal(t, map[string]int{cached.Miss: 2}, seen.counts)
}

func TestTheNumberOfTenantsHeldIsBounded(t *testing.T) {
	t.Parallel()
	var loads int
	catalogue, _ := newCatalogue(t, stubReader{read: func(context.Context, tenant.ID) (ports.InForce, error) {
		loads++
		return ports.InForce{Version: 1}, nil
	}}, nil)
	const tenants = 1000
	for range 2 {
		for n := range tenants {
			_, err := catalogue.Edition(t.Context(), tenant.ID("t"+strconv.Itoa(n)), 1)
			require.NoError(t, err)
		}
	}
	require.Greater(t, loads, tenants+tenants/2, "a cache that forgets nobody would load each tenant once")
}

// countingRules compile nothing, and count how often they are asked.
type countingRules struct {
	ports.Rules

	mu       sync.Mutex
	compiled int
}

func (r *countingRules) Compile(playbook.Definition) (*playbook.Program, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.compiled++
	return &playbook.Program{}, nil
}

func TestAProgramIsCompiledAtItsFirstUseAndOnce(t *testing.T) {
	t.Parallel()
	store, rules := memory.NewStore(), &countingRules{}
	publish(t, store, 100)
	publish(t, store, 101)
	catalogue, _ := newCatalogue(t, store, rules)
	all := decide(t, store, catalogue).Playbooks.All()
	require.Zero(t, rules.compiled)

	var running sync.WaitGroup
	for range 8 {
		running.Go(func() { _, _ = all[0].Program() })
	}
	running.Wait()
	require.Equal(t, 1, rules.compiled)
	first, err := all[0].Program()
	require.NoError(t, err)
	again, _ := all[0].Program()
	require.Same(t, first, again)
}

func TestAnActivatedExperimentIsSeenByTheVeryNextDecision(t *testing.T) {
	t.Parallel()
	store := memory.NewStore()
	publish(t, store, 100)
	catalogue, _ := newCatalogue(t, store, &countingRules{})
	require.Nil(t, decide(t, store, catalogue).Experiments, "a tenant without experiments pays nothing")
	draft := portstest.SampleExperiment(acme, 110)
	active, err := draft.Activate(portstest.Noon())
	require.NoError(t, err)
	inactive, err := active.Deactivate(portstest.Noon())
	require.NoError(t, err)
	for _, set := range []ports.WriteSet{portstest.ExperimentSet(draft, false), portstest.ExperimentSet(active, true, 1)} {
		_, err = store.Commit(t.Context(), set)
		require.NoError(t, err)
	}
	require.NotNil(t, decide(t, store, catalogue).Experiments.About(portstest.SampleID(100))[0])
	_, err = store.Commit(t.Context(), portstest.ExperimentSet(inactive, true))
	require.NoError(t, err)
	require.Nil(t, decide(t, store, catalogue).Experiments)
}
