package live_test

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

var errDown = errors.New("down")

// world is a hub over the in-memory store's feed, which can fail and be watched.
type world struct {
	*memory.Store

	t      *testing.T
	hub    *live.Hub
	pushed byte
	// asked are the tenants of each read.
	asked [][]tenant.ID
	down  bool
	// amid is what happens while the feed is read; nil for nothing.
	amid func()
}

func newWorld(t *testing.T, limits live.Limits) *world {
	t.Helper()
	w := &world{Store: memory.NewStore(), t: t}
	w.hub = live.NewHub(w, limits)
	return w
}

// ReadDeliveries implements ports.DeliveryFeed.
func (w *world) ReadDeliveries(
	ctx context.Context, owners []tenant.ID, after event.Position, limit int,
) ([]ports.FedDelivery, event.Position, error) {
	w.asked = append(w.asked, owners)
	w.meanwhile()
	if w.down {
		return nil, after, errDown
	}
	return w.Store.ReadDeliveries(ctx, owners, after, limit)
}

// ReadHorizon implements ports.DeliveryFeed.
func (w *world) ReadHorizon(ctx context.Context) (event.Position, error) {
	w.meanwhile()
	return w.Store.ReadHorizon(ctx)
}

func (w *world) meanwhile() {
	if w.amid != nil {
		w.amid()
	}
}

func (w *world) push(owner tenant.ID, actorID string) {
	w.t.Helper()
	w.pushed++
	_, err := w.Commit(w.t.Context(), portstest.PushedSet(owner, actorID, w.pushed, portstest.Noon()))
	require.NoError(w.t, err)
}

func (w *world) step() {
	w.t.Helper()
	_, err := w.hub.Step(w.t.Context())
	require.NoError(w.t, err)
}

func (w *world) listen(topic live.Topic) *live.Listener {
	w.t.Helper()
	l, err := w.hub.Listen(topic)
	require.NoError(w.t, err)
	w.t.Cleanup(l.Close)
	return l
}

// follow listens and takes the first news.
func (w *world) follow(topic live.Topic) *live.Listener {
	w.t.Helper()
	l := w.listen(topic)
	w.step()
	require.True(w.t, heard(l))
	return l
}

func heard(l *live.Listener) bool {
	select {
	case <-l.News():
		return true
	default:
		return false
	}
}

func ended(l *live.Listener) bool {
	select {
	case <-l.Ended():
		return true
	default:
		return false
	}
}

func ide(owner tenant.ID, actorID string) live.Topic {
	return live.Topic{TenantID: owner, ActorID: actorID, Surface: action.IDE}
}

func TestNothingIsReadWhileNobodyListens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	w.step()
	require.Empty(t, w.asked)
	one, two := w.listen(ide("acme", "ada")), w.listen(ide("beta", "eve"))
	w.step()
	two.Close()
	w.step()
	one.Close()
	w.step()
	require.Equal(t, [][]tenant.ID{{"acme", "beta"}, {"acme"}}, w.asked, "only tenants to whose actors somebody listens")
}

func TestNewsComesToThoseWhomItConcerns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada, twin, bob := w.follow(ide("acme", "ada")), w.follow(ide("acme", "ada")), w.follow(ide("acme", "bob"))
	elsewhere, ci := w.follow(ide("beta", "ada")), w.follow(live.Topic{TenantID: "acme", ActorID: "ada", Surface: action.CI})
	set := portstest.PushedSet("acme", "ada", 1, portstest.Noon())
	set.Deliveries = set.Deliveries[:1]
	require.Equal(t, action.IDE, set.Deliveries[0].Surface)
	_, err := w.Commit(t.Context(), set)
	require.NoError(t, err)
	w.step()
	require.True(t, heard(ada))
	require.True(t, heard(twin))
	for _, other := range []*live.Listener{bob, elsewhere, ci} {
		require.False(t, heard(other))
	}
	w.step()
	require.False(t, heard(ada), "it is told once")
}

func TestNewsWaitsForWhoIsSlowAndDoesNotPileUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada := w.follow(ide("acme", "ada"))
	for range 3 {
		w.push("acme", "ada")
		w.step()
	}
	require.True(t, heard(ada))
	require.False(t, heard(ada))
}

func TestANewcomerHearsOnceItIsReadFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	w.follow(ide("beta", "eve"))
	ada := w.listen(ide("acme", "ada"))
	w.push("acme", "ada")
	require.False(t, heard(ada))
	w.down = true
	_, err := w.hub.Step(t.Context())
	require.ErrorIs(t, err, errDown)
	require.False(t, heard(ada), "it was not read for")
	w.down = false
	w.step()
	require.True(t, heard(ada))
}

func TestNoNewsComesToANewcomerBeforeTheStepHasRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada := w.listen(ide("acme", "ada"))
	var amid *live.Listener
	w.amid = func() {
		require.False(t, heard(ada), "what it would read now may end before the step's horizon")
		if amid == nil {
			amid = w.listen(ide("beta", "eve"))
		}
	}
	w.step()
	require.True(t, heard(ada))
	require.False(t, heard(amid), "this step did not read for it")
	w.amid = nil
	w.step()
	require.True(t, heard(amid))
}

func TestAFailedStepPassesNothingBy(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada := w.follow(ide("acme", "ada"))
	w.down = true
	w.push("acme", "ada")
	_, err := w.hub.Step(t.Context())
	require.ErrorIs(t, err, errDown)
	w.down = false
	w.step()
	require.True(t, heard(ada))
}

func TestALateCommitIsNews(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada := w.follow(ide("acme", "ada"))
	commit := w.Hold(portstest.PushedSet("acme", "ada", 100, portstest.Noon()))
	w.push("beta", "eve")
	w.step()
	require.False(t, heard(ada))
	_, err := commit(t.Context())
	require.NoError(t, err)
	w.step()
	require.True(t, heard(ada))
}

func TestAFullBatchIsFollowedByTheNextAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	live.SetBatch(w.hub, 3)
	ada := w.follow(ide("acme", "ada"))
	w.push("acme", "bob") // to three surfaces
	w.push("acme", "ada")
	var further []bool
	for range 3 {
		progress, err := w.hub.Step(t.Context())
		require.NoError(t, err)
		further = append(further, progress.Further)
	}
	require.Equal(t, []bool{true, true, false}, further)
	require.True(t, heard(ada))
}

func TestListenersAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.Limits{All: 3, Tenant: 2, Actor: 2})
	first := w.listen(ide("acme", "ada"))
	w.listen(ide("acme", "bob"))
	requireRefused(t, w.hub, ide("acme", "eve"), "STREAMS_FULL")
	w.listen(ide("beta", "ada"))
	requireRefused(t, w.hub, ide("gamma", "ada"), "STREAMS_FULL")
	require.Equal(t, 3, w.hub.Listening())
	first.Close()
	first.Close()
	require.Equal(t, 2, w.hub.Listening())
	w.listen(ide("acme", "eve"))
	require.Equal(t, 3, w.hub.Listening())
}

func TestATenantCannotKeepTheOthersOut(t *testing.T) {
	t.Parallel()
	limits := live.DefaultLimits()
	require.LessOrEqual(t, 2*limits.Tenant, limits.All)
	w := newWorld(t, limits)
	for n := range limits.Tenant {
		w.listen(ide("acme", strconv.Itoa(n)))
	}
	requireRefused(t, w.hub, ide("acme", "one more"), "STREAMS_FULL")
	w.listen(ide("beta", "eve"))
}

func TestTheNewestListenerOfAnActorTakesThePlaceOfTheOldest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.Limits{All: 3, Tenant: 3, Actor: 2})
	bob := w.listen(ide("acme", "bob"))
	oldest := w.listen(live.Topic{TenantID: "acme", ActorID: "ada", Surface: action.CI})
	older := w.follow(ide("acme", "ada"))
	newest := w.listen(ide("acme", "ada"))
	require.True(t, ended(oldest), "over all surfaces")
	require.False(t, ended(older))
	require.False(t, ended(bob))
	require.Equal(t, 3, w.hub.Listening(), "though the tenant and the process are full")
	oldest.Close()
	require.Equal(t, 3, w.hub.Listening(), "its place is another's")
	w.step()
	require.True(t, heard(newest))
	w.follow(ide("acme", "ada"))
	require.True(t, ended(older))
	require.False(t, ended(newest))
	w.hub.Close()
	require.True(t, ended(newest))
}

func TestAClosedHubEndsItsListenersAndTakesNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, live.DefaultLimits())
	ada := w.listen(ide("acme", "ada"))
	require.False(t, ended(ada))
	w.hub.Close()
	w.hub.Close()
	require.True(t, ended(ada))
	requireRefused(t, w.hub, ide("acme", "bob"), "STOPPING")
	ada.Close()
	require.Zero(t, w.hub.Listening())
}

func requireRefused(t *testing.T, hub *live.Hub, topic live.Topic, code string) {
	t.Helper()
	_, err := hub.Listen(topic)
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, fault.Unavailable, refusal.Kind)
	require.Equal(t, code, refusal.Code)
	require.Positive(t, refusal.RetryAfter)
}
