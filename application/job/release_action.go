package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Released is what became of a release.
type Released struct {
	Surface action.Surface
	// Again is when to ask anew; zero when there is nothing left to do.
	Again time.Time
	// Sent counts what is on its way now, in one digest where DigestID is set.
	Sent     int
	DigestID id.UUID
	Dropped  []delivery.Dropped
}

// Releaser sends on their way what waited for quiet hours to end.
type Releaser struct {
	deferrals ports.DeferralReader
	channels  delivery.Channels
	store     ports.Store
	clock     ports.Clock
	ids       ports.IDs
}

// NewReleaser makes the releaser. The channels are those to which actions can be
// delivered.
func NewReleaser(
	deferrals ports.DeferralReader, channels delivery.Channels, store ports.Store, clock ports.Clock, ids ports.IDs,
) *Releaser {
	return &Releaser{deferrals: deferrals, channels: channels, store: store, clock: clock, ids: ids}
}

// releaseTries bound how often a release begins anew: what it lost to is another one of
// the same digest, or more that came to wait.
const releaseTries = 20

// Release carries out one release, or says when to ask anew. Whatever runs beside it,
// and how often it runs, a delivery goes out once, and a window has one digest: who
// loses reads again, and finds what the other one left.
func (r *Releaser) Release(ctx context.Context, wanted ports.ReleaseAction) (Released, error) {
	for try := 1; ; try++ {
		released, err := r.try(ctx, wanted)
		if fault.Is(err, fault.Stale) && try < releaseTries {
			continue
		}
		return released, err
	}
}

func (r *Releaser) try(ctx context.Context, wanted ports.ReleaseAction) (Released, error) {
	now, released := r.clock.Now(), Released{Surface: delivery.SurfaceOf(wanted.DeliveryID)}
	waiting, err := r.deferrals.ReadWaiting(ctx, wanted.TenantID, wanted.DeliveryID, now)
	if fault.Is(err, fault.NotFound) { // it went out before, by itself or with others
		return released, nil
	}
	if err != nil {
		return released, err
	}
	made := waiting.Release(now)
	if made.Again.Equal(waiting.Own.Until) {
		released.Again = made.Again
		return released, nil
	}
	set := ports.WriteSet{TenantID: wanted.TenantID, At: now, Release: &ports.Release{}}
	if !made.Again.IsZero() {
		set.Release.Moved = &ports.MovedDeferral{Deferred: waiting.Own.Deferred, Until: made.Again}
	}
	for _, dropped := range made.Dropped {
		set.Release.Ended = append(set.Release.Ended, dropped.Deferred)
	}
	r.send(&set, &made)
	if _, err = r.store.Commit(ctx, set); err != nil {
		return released, err
	}
	released.Again, released.Dropped, released.Sent = made.Again, made.Dropped, len(made.Sent)
	if set.Release.Digest != nil {
		released.DigestID = set.Release.Digest.ID
	}
	return released, nil
}

// send adds what goes out now: alone, or all of it as one digest.
func (r *Releaser) send(set *ports.WriteSet, made *delivery.Release) {
	if !made.Window.IsZero() {
		first := made.Sent[0]
		set.Release.Digest = &delivery.Digest{
			ID: delivery.DigestIDOf(r.ids.New(set.At), first.Surface), Subject: first.Subject, ActorID: first.ActorID,
			Surface: first.Surface, Window: made.Window,
		}
	}
	for _, waited := range made.Sent {
		set.Release.Ended = append(set.Release.Ended, waited)
		set.Deliveries = append(set.Deliveries, r.deliver(set, waited))
	}
}

// deliver routes one of what goes out, and has a job for it or, with the first of a
// digest, for all of that.
func (r *Releaser) deliver(set *ports.WriteSet, waited delivery.Deferred) delivery.Delivery {
	routed := waited.Delivery(r.channels)
	digest := set.Release.Digest
	if digest != nil {
		digest.Deliveries = append(digest.Deliveries, waited.ID)
		routed.DigestID = digest.ID
	}
	switch {
	case routed.Disabled:
	case digest == nil:
		set.Jobs = append(set.Jobs, ports.DeliverAction{TenantID: set.TenantID, DeliveryID: waited.ID})
	case len(set.Jobs) == 0:
		set.Jobs = append(set.Jobs, ports.DeliverDigest{TenantID: set.TenantID, DigestID: digest.ID})
	}
	return routed
}
