package cached_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// gate holds every load until the test lets it go on.
type gate struct {
	entered chan struct{}
	opened  chan int64
}

func newGate() gate { return gate{entered: make(chan struct{}), opened: make(chan int64)} }

func (g gate) read(context.Context, tenant.ID) ([]playbook.Published, int64, error) {
	g.entered <- struct{}{}
	return nil, <-g.opened, nil
}

func TestConcurrentMissesShareOneLoad(t *testing.T) {
	t.Parallel()
	const callers = 16
	var loads atomic.Int32
	gate := newGate()
	catalogue, _ := newCatalogue(t, stubReader{read: func(ctx context.Context, owner tenant.ID) ([]playbook.Published, int64, error) {
		if loads.Add(1) > 1 {
			return nil, 1, nil
		}
		return gate.read(ctx, owner)
	}}, nil)
	indexes := make([]*playbook.Index, callers)
	var running sync.WaitGroup
	for i := range callers {
		running.Go(func() { indexes[i], _ = catalogue.Index(t.Context(), acme, 1) })
	}
	<-gate.entered
	gate.opened <- 1
	running.Wait()
	require.Equal(t, int32(1), loads.Load())
	for _, index := range indexes {
		require.NotNil(t, index)
		require.Same(t, indexes[0], index)
	}
}

func TestAWaiterWhoLeavesFailsNobodyElse(t *testing.T) {
	t.Parallel()
	gate := newGate()
	catalogue, _ := newCatalogue(t, stubReader{read: func(ctx context.Context, owner tenant.ID) ([]playbook.Published, int64, error) {
		_, version, _ := gate.read(ctx, owner)
		return nil, version, ctx.Err()
	}}, nil)
	leaving, leave := context.WithCancel(t.Context())
	left, stayed := make(chan error), make(chan error)
	go func() {
		_, err := catalogue.Index(leaving, acme, 1)
		left <- err
	}()
	<-gate.entered // the load runs, begun by the one who leaves
	go func() {
		_, err := catalogue.Index(t.Context(), acme, 1)
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
		_, err := catalogue.Index(t.Context(), acme, version)
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
	catalogue, _ := newCatalogue(t, stubReader{read: func(context.Context, tenant.ID) ([]playbook.Published, int64, error) {
		return nil, 1, nil
	}}, nil)
	_, err := catalogue.Index(t.Context(), acme, 2)
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
				_, version, _ := store.ReadPublished(t.Context(), acme)
				index, err := catalogue.Index(t.Context(), acme, version)
				if err != nil || int64(len(index.All())) < version {
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
	require.Len(t, decide(t, store, catalogue).All(), playbooks)
}
