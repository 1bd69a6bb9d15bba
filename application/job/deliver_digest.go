package job

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DigestDelivered is what became of a digest.
type DigestDelivered struct {
	Delivered

	Digest delivery.Digest
	// Told counts the actions that the message has, or had; Left says of each of the
	// others why it was left out, once the digest has come to an end.
	Told int
	Left []delivery.Result
}

// DigestDeliverer brings digests to the surfaces, by the same receivers and rules as
// single actions.
type DigestDeliverer struct {
	deferrals ports.DeferralReader
	deliverer *Deliverer
}

// NewDigestDeliverer makes the deliverer.
func NewDigestDeliverer(deferrals ports.DeferralReader, deliverer *Deliverer) *DigestDeliverer {
	return &DigestDeliverer{deferrals: deferrals, deliverer: deliverer}
}

// Deliver carries out the delivery of one digest, in one message. An error means that it
// is worth another try, under the same id.
func (d *DigestDeliverer) Deliver(ctx context.Context, wanted ports.DeliverDigest) (DigestDelivered, error) {
	made := DigestDelivered{Delivered: Delivered{Surface: delivery.SurfaceOf(wanted.DigestID)}}
	receiver, configured := d.deliverer.receivers[made.Surface]
	if !configured {
		made.Result = delivery.Disabled
		return made, nil
	}
	state, err := d.deferrals.ReadDigest(ctx, wanted.TenantID, wanted.DigestID, receiver.Name)
	if fault.Is(err, fault.NotFound) {
		made.Result = delivery.Withdrawn
		return made, nil
	}
	if err != nil {
		return made, err
	}
	made.Digest = state.Digest
	return d.send(ctx, wanted, state, made)
}

func (d *DigestDeliverer) send(
	ctx context.Context, wanted ports.DeliverDigest, state ports.DigestState, made DigestDelivered,
) (DigestDelivered, error) {
	now, receiver := d.deliverer.clock.Now(), d.deliverer.receivers[made.Surface]
	message, left := delivery.DigestMessageOf(wanted.TenantID, &state.Digest, state.Decisions, now)
	made.Told, made.Left = len(message.Digest), left
	var err error
	switch {
	case made.Told == 0:
		made.Result = delivery.Expired
	case stopped(state.StoppedAt, now):
		made.Result = delivery.Stopped
	default:
		made.Delivered, err = d.deliverer.settle(ctx, wanted.TenantID, made.Delivered, receiver.Channel.Deliver(ctx, message))
	}
	return made, err
}
