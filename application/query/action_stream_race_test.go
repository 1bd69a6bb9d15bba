package query_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// soon waits a thousandth of what it is asked to.
func soon(ctx context.Context, duration time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(duration / 1000):
		return nil
	}
}

// hopper follows ada from instance to instance until it has had enough.
type hopper struct {
	instances []*query.Actions
	want      int
	had       []id.UUID
	last      event.Position
}

func (h *hopper) run(ctx context.Context) error {
	for len(h.had) < h.want {
		stream, err := h.instances[rand.IntN(len(h.instances))].Stream(ctx, query.StreamActions{
			Caller: someone("acme", "ada"), ActorID: "ada", Surface: action.IDE, After: h.last,
		})
		if err != nil {
			return err
		}
		err = h.stay(ctx, stream, min(h.want-len(h.had), rand.IntN(20)))
		stream.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// stay takes so many actions, in the middle of a page too.
func (h *hopper) stay(ctx context.Context, stream *query.ActionStream, most int) error {
	for most > 0 {
		items, more, err := stream.Next(ctx)
		if err != nil {
			return err
		}
		for _, item := range items[:min(len(items), most)] {
			h.had, h.last = append(h.had, item.Message.Action.ID), item.Position
		}
		if most -= len(items); more || most <= 0 {
			continue
		}
		select {
		case <-stream.News():
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func TestClientsHoppingBetweenInstancesHaveEachActionOnceInOrder(t *testing.T) {
	t.Parallel()
	const writers, each, clients = 4, 100, 5
	store, clock := memory.NewStore(), memory.NewClock(portstest.Noon())
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var loops, running sync.WaitGroup
	var instances []*query.Actions
	for range 2 {
		hub := live.NewHub(store, live.DefaultLimits())
		loops.Go(func() { _ = follow.Loop(ctx, hub.Step, live.Pace(), soon) })
		instances = append(instances, query.NewActions(store, hub, clock))
	}
	for w := range writers {
		running.Go(func() {
			for i := range each {
				set := portstest.PushedSet("acme", "ada", byte(w), portstest.Noon().Add(time.Duration(i)*time.Millisecond))
				set.Receipts, set.Events = nil, nil
				commit := store.Hold(set)
				_ = soon(ctx, time.Duration(rand.IntN(1000))*time.Millisecond)
				_, err := commit(ctx)
				assert.NoError(t, err)
			}
		})
	}
	hoppers := make([]hopper, clients)
	for c := range hoppers {
		hoppers[c] = hopper{instances: instances, want: writers * each}
		running.Go(func() { assert.NoError(t, hoppers[c].run(ctx)) })
	}
	running.Wait()
	stop()
	loops.Wait()
	page, err := store.ListActions(t.Context(), "acme", ports.ActionFilter{ActorID: "ada", Surface: action.IDE, Limit: 1000})
	require.NoError(t, err)
	require.Len(t, page.Items, writers*each)
	for c := range hoppers {
		require.Equal(t, actionsOf(page.Items), hoppers[c].had, "client %d", c)
	}
}
