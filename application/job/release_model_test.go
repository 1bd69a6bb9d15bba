package job_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestOfManyReleasesAtOnceOneMakesTheDigest(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	var waits []delivery.Deferred
	for number := range byte(12) {
		waits = append(waits, n.wait(portstest.Overnight("acme", number+1, true))...)
	}
	ids := &memory.IDs{} // one source: instances do not make the same ids
	var running sync.WaitGroup
	for range 4 { // instances, and jobs that run twice
		for _, waiting := range waits {
			running.Go(func() {
				releaser := job.NewReleaser(n.store, action.Surfaces(), n.store, n.clock, ids)
				_, err := releaser.Release(t.Context(), releaseOf(waiting))
				assert.NoError(t, err)
			})
		}
	}
	running.Wait()
	require.Len(t, n.digests(), 1)
	require.Len(t, n.digests()[0].Deliveries, len(waits))
	require.Len(t, n.store.Jobs(), 1)
	require.Len(t, n.store.Deliveries("acme"), len(waits))
}

// nights is a tenant over some days, whose policy changes at any time.
type nights struct {
	*night

	ids *memory.IDs
	// fates say what became of each delivery that ever waited.
	fates map[id.UUID]int
	// late are the jobs that are to run yet, each for what it releases.
	jobs map[id.UUID]time.Time
}

func (n *nights) decide(rt *rapid.T, number int) {
	decided := portstest.Overnight("acme", byte(number+1), rapid.Bool().Draw(rt, "digest"))
	decided.Actor.ID = rapid.SampledFrom([]string{"ada", "grace"}).Draw(rt, "actor")
	now := n.clock.Now()
	policy, _ := n.store.ReadPolicy(n.t.Context(), "acme")
	decided.Actions[0].Deferral.Until = policy.QuietHours.Until(now)
	decided.Actions[0].ExpiresAt = now.Add(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour)
	if !decided.Actions[0].Deferral.Until.Before(decided.Actions[0].ExpiresAt) {
		return
	}
	n.wait(decided)
	for _, waiting := range delivery.Wait(decided) {
		n.jobs[waiting.ID], n.fates[waiting.ID] = waiting.Until, 0
	}
}

// run carries out one of the jobs whose time has come, sometimes twice.
func (n *nights) run(rt *rapid.T) {
	var due []id.UUID
	for deliveryID, at := range n.jobs {
		if !at.After(n.clock.Now()) {
			due = append(due, deliveryID)
		}
	}
	if len(due) == 0 {
		return
	}
	deliveryID := rapid.SampledFrom(sorted(due)).Draw(rt, "job")
	for range rapid.IntRange(1, 2).Draw(rt, "times") {
		n.carryOut(rt, deliveryID)
	}
}

func (n *nights) carryOut(rt *rapid.T, deliveryID id.UUID) {
	policy, _ := n.store.ReadPolicy(n.t.Context(), "acme")
	released, err := job.NewReleaser(n.store, action.Surfaces(), n.store, n.clock, n.ids).Release(
		n.t.Context(), ports.ReleaseAction{TenantID: "acme", DeliveryID: deliveryID})
	require.NoError(rt, err)
	require.False(rt, released.Sent > 0 && policy.QuietHours.Cover(n.clock.Now()), "sent in quiet hours")
	for _, dropped := range released.Dropped {
		n.fates[dropped.ID]++
	}
	if delete(n.jobs, deliveryID); !released.Again.IsZero() {
		n.jobs[deliveryID] = released.Again
	}
}

func (n *nights) change(rt *rapid.T) {
	policy := tenant.DefaultPolicy()
	policy.QuietHours.Start = rapid.IntRange(0, 23).Draw(rt, "start")
	policy.QuietHours.End = rapid.IntRange(0, 23).Draw(rt, "end")
	n.store.SetPolicy("acme", policy)
}

// Whatever is decided, changed and run when and how often: each delivery ends once, or
// waits with a job; no window has two digests; nothing goes out in quiet hours.
func TestWhateverHappensADeliveryEndsOnceAndAWindowHasOneDigest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		n := &nights{night: newNight(t), ids: &memory.IDs{}, fates: map[id.UUID]int{}, jobs: map[id.UUID]time.Time{}}
		n.clock.Advance(-8 * time.Hour)
		for number := range rapid.IntRange(1, 60).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"decide", "decide", "run", "run", "run", "pass", "change"}).Draw(rt, "step") {
			case "decide":
				n.decide(rt, number)
			case "run":
				n.run(rt)
			case "pass":
				n.clock.Advance(time.Duration(rapid.IntRange(1, 600).Draw(rt, "minutes")) * time.Minute)
			case "change":
				n.change(rt)
			}
		}
		n.settled(rt)
	})
}

func (n *nights) settled(rt *rapid.T) {
	for _, routed := range n.store.Deliveries("acme") {
		n.fates[routed.ID]++
	}
	waiting := n.store.Deferred("acme")
	for deliveryID, ends := range n.fates {
		if _, waits := waiting[deliveryID]; waits {
			require.Contains(rt, n.jobs, deliveryID, "it waits for ever")
			ends++
		}
		require.Equal(rt, 1, ends, "%s ended, or waits, so often", deliveryID)
	}
	windows := map[string]bool{}
	for _, digest := range n.digests() {
		window := string(digest.Subject) + string(digest.Surface) + digest.Window.String()
		require.False(rt, windows[window], "two digests of %s", window)
		windows[window] = true
		require.NotEmpty(rt, digest.Deliveries)
	}
}
