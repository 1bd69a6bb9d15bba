package job_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// night is a store with what waits until the morning, on CI and alert.
type night struct {
	t     *testing.T
	store *memory.Store
	clock *memory.Clock
}

func newNight(t *testing.T) *night {
	t.Helper()
	return &night{t: t, store: memory.NewStore(), clock: memory.NewClock(portstest.Morning())}
}

// wait commits decisions and answers what waits of each on CI.
func (n *night) wait(made ...*decision.Decision) []delivery.Deferred {
	n.t.Helper()
	var waiting []delivery.Deferred
	for _, decided := range made {
		set := portstest.OvernightSet(decided)
		_, err := n.store.Commit(n.t.Context(), set)
		require.NoError(n.t, err)
		waiting = append(waiting, set.Deferred[0])
	}
	return waiting
}

func (n *night) releaser(channels ...action.Surface) *job.Releaser {
	return job.NewReleaser(n.store, channels, n.store, n.clock, &memory.IDs{})
}

func releaseOf(waiting delivery.Deferred) ports.ReleaseAction {
	return ports.ReleaseAction{TenantID: "acme", DeliveryID: waiting.ID}
}

func (n *night) release(waiting delivery.Deferred) job.Released {
	n.t.Helper()
	released, err := n.releaser(action.Surfaces()...).Release(n.t.Context(), releaseOf(waiting))
	require.NoError(n.t, err)
	return released
}

// digests are those of acme.
func (n *night) digests() []delivery.Digest {
	var made []delivery.Digest
	for _, digest := range n.store.Digests("acme") {
		made = append(made, digest)
	}
	return made
}

func TestWhatIsDeferredGoesOutAlone(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, false), portstest.Overnight("acme", 2, false))
	require.Equal(t, job.Released{Surface: action.CI, Sent: 1}, n.release(waits[0]))
	require.Equal(t, []delivery.Delivery{waits[0].Delivery(action.Surfaces())}, n.store.Deliveries("acme"))
	require.Equal(t, []ports.Job{ports.DeliverAction{TenantID: "acme", DeliveryID: waits[0].ID}}, n.store.Jobs())
	require.NotContains(t, n.store.Deferred("acme"), waits[0].ID)
	require.Contains(t, n.store.Deferred("acme"), waits[1].ID)
}

func TestAReleaseThatRunsAgainFindsItDone(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, false))[0]
	n.release(waits)
	require.Equal(t, job.Released{Surface: action.CI}, n.release(waits))
	require.Len(t, n.store.Jobs(), 1)
}

func TestADigestGoesOutAsOneMessageWithWhicheverReleaseIsFirst(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, true), portstest.Overnight("acme", 2, true), portstest.Overnight("acme", 3, true))
	released := n.release(waits[1])
	require.Equal(t, 3, released.Sent)
	require.Len(t, n.digests(), 1)
	digest := n.digests()[0]
	require.Equal(t, delivery.Digest{
		ID: released.DigestID, Subject: "actor:ada", ActorID: "ada", Surface: action.CI, Window: portstest.Morning(),
		Deliveries: []id.UUID{waits[0].ID, waits[1].ID, waits[2].ID},
	}, digest)
	require.Equal(t, []ports.Job{ports.DeliverDigest{TenantID: "acme", DigestID: digest.ID}}, n.store.Jobs())
	require.Len(t, n.store.Deliveries("acme"), 3, "whoever pulls sees each")
	for _, routed := range n.store.Deliveries("acme") {
		require.Equal(t, digest.ID, routed.DigestID)
	}
	for _, other := range waits {
		require.Zero(t, n.release(other).Sent)
	}
}

func TestEachSurfaceHasItsOwnDigest(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	decided := portstest.Overnight("acme", 1, true)
	n.wait(decided)
	for _, waiting := range delivery.Wait(decided) {
		require.Equal(t, 1, n.release(waiting).Sent)
	}
	require.Len(t, n.digests(), 2)
}

func TestWithoutAChannelWhatIsReleasedCanStillBePulled(t *testing.T) {
	t.Parallel()
	for _, digest := range []bool{false, true} {
		n := newNight(t)
		waits := n.wait(portstest.Overnight("acme", 1, digest))[0]
		released, err := n.releaser(action.Alert).Release(t.Context(), releaseOf(waits))
		require.NoError(t, err)
		require.Equal(t, 1, released.Sent)
		require.True(t, n.store.Deliveries("acme")[0].Disabled)
		require.Empty(t, n.store.Jobs())
	}
}

func TestAReleaseObeysThePolicyThatIsInForce(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	longer := tenant.DefaultPolicy()
	longer.QuietHours.End = 7
	n.store.SetPolicy("acme", longer)
	lasting := portstest.Overnight("acme", 1, true)
	lasting.Actions[0].ExpiresAt = portstest.Morning().Add(2 * time.Hour)
	waits := n.wait(lasting, portstest.Overnight("acme", 2, true))
	seven := portstest.Morning().Add(time.Hour)
	require.Equal(t, job.Released{Surface: action.CI, Again: seven}, n.release(waits[0]))
	require.Equal(t, seven, n.store.Deferred("acme")[waits[0].ID].Until)
	require.Equal(t, job.Released{Surface: action.CI, Again: seven}, n.release(waits[0]), "it runs twice")
	expired := n.release(waits[1])
	require.Equal(t, []delivery.Dropped{{Deferred: waits[1], Result: delivery.Expired}}, expired.Dropped)
	require.Empty(t, n.store.Deliveries("acme"))

	n.clock.Advance(time.Hour)
	require.Equal(t, 1, n.release(waits[0]).Sent)
	require.Equal(t, seven, n.digests()[0].Window)
}

func TestWhatIsNotWantedAnyMoreIsDropped(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, true), portstest.Overnight("acme", 2, false))
	wanted := portstest.SamplePreferences(1)
	wanted.SnoozeUntil = portstest.Morning().Add(1)
	_, err := n.store.Commit(t.Context(), portstest.PreferencesSet("acme", "ada", wanted))
	require.NoError(t, err)
	for _, waiting := range waits {
		require.Equal(t, job.Released{
			Surface: action.CI, Dropped: []delivery.Dropped{{Deferred: waiting, Result: delivery.Withheld}},
		}, n.release(waiting))
	}
	require.Empty(t, n.digests(), "an empty digest is not sent")
	require.Empty(t, n.store.Deliveries("acme"))
	require.Empty(t, n.store.Jobs())
}

func TestALatecomerWaitsForTheNextWindowOrExpires(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	n.release(n.wait(portstest.Overnight("acme", 1, true))[0])
	lasting := portstest.Overnight("acme", 2, true)
	next := portstest.Morning().AddDate(0, 0, 1)
	lasting.Actions[0].ExpiresAt = next.Add(time.Hour)
	late := n.wait(lasting, portstest.Overnight("acme", 3, true))
	require.Equal(t, next, n.release(late[0]).Again)
	require.Equal(t, delivery.Expired, n.release(late[1]).Dropped[0].Result)
	require.Len(t, n.digests(), 1)
	n.clock.Advance(24 * time.Hour)
	require.Equal(t, 1, n.release(late[0]).Sent)
	require.Len(t, n.digests(), 2)
}

func TestAnotherTenantsReleaseFindsNothing(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, true))[0]
	released, err := n.releaser().Release(t.Context(), ports.ReleaseAction{TenantID: "beta", DeliveryID: waits.ID})
	require.NoError(t, err)
	require.Zero(t, released.Sent)
	require.Contains(t, n.store.Deferred("acme"), waits.ID)
}

// failing fails some commits, before or after they happened.
type failing struct {
	ports.Store

	before, after error
}

func (f *failing) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	if f.before != nil {
		return "", f.before
	}
	token, err := f.Store.Commit(ctx, set)
	if err == nil {
		err = f.after
	}
	return token, err
}

func TestACrashBetweenCommitAndAnswerSendsNothingTwice(t *testing.T) {
	t.Parallel()
	n := newNight(t)
	waits := n.wait(portstest.Overnight("acme", 1, true), portstest.Overnight("acme", 2, true))
	lost := fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "nobody knows")
	releaser := job.NewReleaser(n.store, action.Surfaces(), &failing{Store: n.store, after: lost}, n.clock, &memory.IDs{})
	_, err := releaser.Release(t.Context(), releaseOf(waits[0]))
	require.Equal(t, lost, err)
	for _, waiting := range waits {
		require.Zero(t, n.release(waiting).Sent)
	}
	require.Len(t, n.digests(), 1)
	require.Len(t, n.store.Jobs(), 1)
}

func TestAReleaseThatCannotBeCommittedLeavesEverythingToTheNextTry(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.Unavailable, fault.Stale} {
		n := newNight(t)
		waits := n.wait(portstest.Overnight("acme", 1, true))[0]
		down := fault.New(kind, "X", "not now")
		releaser := job.NewReleaser(n.store, action.Surfaces(), &failing{Store: n.store, before: down}, n.clock, &memory.IDs{})
		_, err := releaser.Release(t.Context(), releaseOf(waits))
		require.Equal(t, down, err)
		require.Equal(t, 1, n.release(waits).Sent)
	}
}
