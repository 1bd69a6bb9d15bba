package cached_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// gate holds every load until the test lets it go on.
type gate struct {
	entered chan struct{}
	opened  chan int64
}

func newGate() gate { return gate{entered: make(chan struct{}), opened: make(chan int64)} }

func (g gate) read(context.Context, tenant.ID) (ports.InForce, error) {
	g.entered <- struct{}{}
	return ports.InForce{Version: <-g.opened}, nil
}

func TestConcurrentMissesShareOneLoad(t *testing.T) {
	t.Parallel()
	const callers = 16
	var loads atomic.Int32
	gate := newGate()
	catalogue, _ := newCatalogue(t, stubReader{read: func(ctx context.Context, owner tenant.ID) (ports.InForce, error) {
		if loads.Add(1) > 1 {
			return ports.InForce{Version: 1}, nil
		}
		return gate.read(ctx, owner)
	}}, nil)
	editions := make([]ports.Edition, callers)
	var running sync.WaitGroup
	for i := range callers {
		running.Go(func() { editions[i], _ = catalogue.Edition(t.Context(), acme, 1) })
	}
	<-gate.entered
	gate.opened <- 1
	running.Wait()
	require.Equal(t, int32(1), loads.Load())
	for _, edition := range editions {
		require.NotNil(t, edition.Playbooks)
		require.Same(t, editions[0].Playbooks, edition.Playbooks)
	}
}

func TestAWaiterWhoLeavesFailsNobodyElse(t *testing.T) {
	t.Parallel()
	gate := newGate()
	catalogue, _ := newCatalogue(t, stubReader{read: func(ctx context.Context, owner tenant.ID) (ports.InForce, error) {
		inForce, _ := gate.read(ctx, owner)
		return inForce, ctx.Err()
	}}, nil)
	leaving, leave := context.WithCancel(t.Context())
	left, stayed := make(chan error), make(chan error)
	go func() {
		_, err := catalogue.Edition(leaving, acme, 1)
		left <- err
	}()
	<-gate.entered // the load runs, begun by the one who leaves
	go func() {
		_, err := catalogue.Edition(t.Context(), acme, 1)
		stayed <- err
	}()
	leave()
	err := <-left
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, fault.Unavailable, fault.Of(err))
	gate.opened <- 1
	select {
	case err := <-stayed:
		require.NoError(t, err)
	case <-gate.entered:
		gate.opened <- 1
		require.FailNow(t, "the load was begun again", "%v", <-stayed)
	}
}

func TestALoadThatBeganTooEarlyIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	gate := newGate()
	catalogue, _ := newCatalogue(t, stubReader{read: gate.read}, nil)
	early, late := make(chan error), make(chan error)
	ask := func(version int64, answered chan<- error) {
		_, err := catalogue.Edition(t.Context(), acme, version)
		answered <- err
	}
	go ask(1, early)
	<-gate.entered
	go ask(2, late)
	<-gate.entered
	gate.opened <- 2
	gate.opened <- 2
	require.NoError(t, <-early)
	require.NoError(t, <-late)
}

func TestPlaybooksThatStayBehindAreNoAnswer(t *testing.T) {
	t.Parallel()
	catalogue, _ := newCatalogue(t, stubReader{read: func(context.Context, tenant.ID) (ports.InForce, error) {
		return ports.InForce{Version: 1}, nil
	}}, nil)
	_, err := catalogue.Edition(t.Context(), acme, 2)
	require.Equal(t, fault.Unavailable, fault.Of(err))
}

func TestDecisionsBesidePublishersNeverSeeLessThanTheyRead(t *testing.T) {
	t.Parallel()
	const playbooks = 40
	store := memory.NewStore()
	catalogue, _ := newCatalogue(t, store, nil)
	var running sync.WaitGroup
	var done atomic.Bool
	var missed atomic.Int32
	for range 4 {
		running.Go(func() {
			for !done.Load() {
				inForce, _ := store.ReadInForce(t.Context(), acme)
				edition, err := catalogue.Edition(t.Context(), acme, inForce.Version)
				if err != nil || int64(len(edition.Playbooks.All())) < inForce.Version {
					missed.Add(1)
				}
			}
		})
	}
	for n := range playbooks {
		publish(t, store, byte(100+n))
	}
	done.Store(true)
	running.Wait()
	require.Zero(t, missed.Load())
	require.Len(t, decide(t, store, catalogue).Playbooks.All(), playbooks)
}
