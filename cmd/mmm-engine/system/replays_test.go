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

// creation is a request for a playbook of the name under the key.
func (r renter) creation(name, key string) request {
	return r.post("/playbooks", document{
		"name": name, "version": "1", "triggers": []document{{"event_types": []string{"ci.failed"}}},
		"actions": []document{{"type": "mirror", "surfaces": []string{"ide"}, "title": planted + " title"}},
	}, map[string]string{"Idempotency-Key": key})
}

// at answers the same tenant, as another instance serves it.
func (r renter) at(instance *stack) renter {
	r.stack = instance
	return r
}

func TestRepeatsAtTheSameMomentOverTwoEnginesAreOneCommand(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	instances := []*stack{s, s.beside(t)}
	r := s.renter(t)
	const rounds, callers = 10, 8
	for round := range rounds {
		key := planted + " " + strconv.Itoa(round)
		answers := make([]answer, callers)
		var group sync.WaitGroup
		for i := range callers {
			at := r.at(instances[i%len(instances)])
			group.Go(func() { answers[i], _ = at.try(t.Context(), at.creation("one", key)) })
		}
		group.Wait()
		first := 0
		for _, got := range answers {
			require.Equal(t, http.StatusCreated, got.status, string(got.body))
			require.Equal(t, string(answers[0].body), string(got.body))
			for _, name := range []string{"ETag", "MMM-Consistency-Token"} {
				require.Equal(t, answers[0].header.Get(name), got.header.Get(name))
			}
			if got.header.Get("Idempotency-Replayed") == "" {
				first++
			}
		}
		require.Equal(t, 1, first, "one of them did it")
		for _, table := range []string{"playbooks", "replays", "audit_entries", "receipts"} {
			require.Equal(t, round+1, r.count(t, table), table)
		}
		other := r.at(instances[1])
		got := refused(t, other.do(t, other.creation("another", key)), http.StatusUnprocessableEntity)
		require.Equal(t, "IDEMPOTENCY_KEY_REUSED", got.Code)
	}
}

// creations ask for playbooks, each under a key of its own, until each was answered.
type creations struct {
	renter

	workers, each int
	answered      atomic.Int64
	bodies        sync.Map
}

func (c *creations) run(ctx context.Context) *sync.WaitGroup {
	group := new(sync.WaitGroup)
	for worker := range c.workers {
		group.Go(func() {
			for i := range c.each {
				c.insist(ctx, strconv.Itoa(worker)+"-"+strconv.Itoa(i))
			}
		})
	}
	return group
}

func (c *creations) insist(ctx context.Context, key string) {
	for ctx.Err() == nil {
		got, err := c.try(ctx, c.creation(key, key))
		if err == nil && got.status == http.StatusCreated {
			c.bodies.Store(key, string(got.body))
			c.answered.Add(1)
			return
		}
	}
}

func TestACommandThatAKilledEngineCommittedIsAnsweredToItsRepeat(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	c := &creations{renter: s.renter(t), workers: 4, each: 40}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	running := c.run(ctx)
	for kill := range int64(3) {
		eventually(t, "there is load", func() bool { return c.answered.Load() >= 30*(kill+1) })
		s.engine.kill()
		s.startEngine(t)
	}
	running.Wait()
	require.EqualValues(t, c.workers*c.each, c.answered.Load())
	for _, table := range []string{"playbooks", "replays", "audit_entries", "receipts", "events"} {
		require.Equal(t, c.workers*c.each, c.count(t, table), table)
	}
	c.bodies.Range(func(key, body any) bool {
		again := c.do(t, c.creation(key.(string), key.(string)))
		require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
		require.Equal(t, body, string(again.body))
		return true
	})
}
