package system_test

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// load asks for decisions until each one asked for was answered.
type load struct {
	renter

	workers, each int
	// about is what is asked; nil asks without a signal.
	about func() document
	// answered counts as it goes.
	answered atomic.Int64
	ids      sync.Map
}

// run asks under an idempotency key of its own for each decision, and asks again
// under the same key when the engine fails in between.
func (l *load) run(ctx context.Context) *sync.WaitGroup {
	group := new(sync.WaitGroup)
	for worker := range l.workers {
		group.Go(func() {
			for i := range l.each {
				l.insist(ctx, strconv.Itoa(worker)+"-"+strconv.Itoa(i))
			}
		})
	}
	return group
}

func (l *load) insist(ctx context.Context, key string) {
	asked := document{"tenant_id": l.id, "surface": "ci"}
	if l.about != nil {
		asked = l.about()
	}
	ask := l.post("/decide", asked, map[string]string{"Idempotency-Key": key})
	for ctx.Err() == nil {
		got, err := l.try(ctx, ask)
		if err != nil || got.status != http.StatusOK {
			continue
		}
		l.ids.Store(key, got.body)
		l.answered.Add(1)
		return
	}
}

// requireNothingLostOrDoubled wants one decision for each key, and its receipt.
func (l *load) requireNothingLostOrDoubled(t *testing.T) {
	t.Helper()
	require.EqualValues(t, l.workers*l.each, l.answered.Load())
	answered := map[string]bool{}
	l.ids.Range(func(_, body any) bool {
		answered[decoded[decided](t, answer{status: http.StatusOK, body: body.([]byte)}, http.StatusOK).Decision.ID] = true
		return true
	})
	require.Len(t, answered, l.workers*l.each)
	kept := rows[string](t, l.stack, "SELECT decision_id::text FROM decisions WHERE tenant_id = $1", l.id)
	require.Len(t, kept, len(answered))
	for _, id := range kept {
		require.True(t, answered[id], "a decision that was kept is the one that was answered")
	}
	require.Equal(t, len(kept), l.count(t, "receipts"))
	require.Equal(t, len(kept), l.count(t, "events"))
	l.requireWholeChain(t)
}

func TestAKilledEngineLosesNothingThatItAnswered(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	l := &load{renter: s.renter(t), workers: 4, each: 100}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	running := l.run(ctx)
	for kill := range int64(3) {
		eventually(t, "there is load", func() bool { return l.answered.Load() >= 80*(kill+1) })
		s.engine.kill()
		s.startEngine(t)
	}
	running.Wait()
	l.requireNothingLostOrDoubled(t)
}
