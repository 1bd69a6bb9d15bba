package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// DeferralReader reads what jobs must know of deliveries that wait for quiet hours to
// end, and of digests, from the primary.
type DeferralReader interface {
	// ReadWaiting answers what the release of a delivery depends on, in one round trip and
	// of one moment: with one for a digest, all that wait for the same subject and surface
	// no longer than until now. One that waits no more, or that is another tenant's, is a
	// NotFound fault.
	ReadWaiting(ctx context.Context, owner tenant.ID, deliveryID id.UUID, now time.Time) (delivery.Waiting, error)
	// ReadDigest answers a digest with its decisions, and since when the receiver of its
	// surface is left alone, in one round trip; NotFound likewise.
	ReadDigest(ctx context.Context, owner tenant.ID, digestID id.UUID, receiver string) (DigestState, error)
}

// DigestState is what the delivery of a digest depends on.
type DigestState struct {
	Digest delivery.Digest
	// Decisions are those that are kept, by id.
	Decisions map[id.UUID]*decision.Decision
	// StoppedAt is when the receiver last said that it is gone; zero for never.
	StoppedAt time.Time
}

// Release ends the wait of deliveries, or moves it (compare-and-swap: each waits until
// the very moment that is named).
type Release struct {
	// Ended wait no longer, whatever becomes of them.
	Ended []delivery.Deferred
	// Moved waits until another moment; nil for none.
	Moved *MovedDeferral
	// Digest takes its window (compare-and-swap: a subject has one digest a surface and
	// window); nil for none.
	Digest *delivery.Digest
}

// MovedDeferral is a delivery that waits on.
type MovedDeferral struct {
	Deferred delivery.Deferred
	Until    time.Time
}
