package job

import (
	"context"
	"errors"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Receiver is who gets the actions of one surface.
type Receiver struct {
	// Name says where messages go, so that one who is gone can be told from one at
	// another address. It is no secret and holds none.
	Name    string
	Channel ports.Channel
}

// Receivers are those that are configured, by surface.
type Receivers map[action.Surface]Receiver

// Delivered is what became of a delivery.
type Delivered struct {
	Surface action.Surface
	// Result is empty when there is none yet: the job is to be tried again.
	Result delivery.Result
	// Why a receiver refused it, or left; nil otherwise.
	Why error
	// Decision is what the action is of; the zero value when it is not kept any more.
	Decision decision.Decision
}

// Deliverer brings actions to the surfaces that did not ask for them.
type Deliverer struct {
	actions   ports.ActionReader
	receivers Receivers
	store     ports.Store
	clock     ports.Clock
}

// NewDeliverer makes the deliverer.
func NewDeliverer(actions ports.ActionReader, receivers Receivers, store ports.Store, clock ports.Clock) *Deliverer {
	return &Deliverer{actions: actions, receivers: receivers, store: store, clock: clock}
}

// Deliver carries out one delivery. An error means that it is worth another try; what
// it was not sent for is a result. A job that runs twice sends the same message under
// the same id, which the receiver drops.
func (d *Deliverer) Deliver(ctx context.Context, wanted ports.DeliverAction) (Delivered, error) {
	delivered := Delivered{Surface: delivery.SurfaceOf(wanted.DeliveryID)}
	receiver, configured := d.receivers[delivered.Surface]
	if !configured {
		delivered.Result = delivery.Disabled
		return delivered, nil
	}
	state, err := d.actions.ReadDelivery(ctx, wanted.TenantID, wanted.DeliveryID, receiver.Name)
	if fault.Is(err, fault.NotFound) {
		delivered.Result = delivery.Withdrawn
		return delivered, nil
	}
	if err != nil {
		return delivered, err
	}
	delivered.Decision = state.Decision
	return d.send(ctx, wanted, state, delivered)
}

func (d *Deliverer) send(
	ctx context.Context, wanted ports.DeliverAction, state ports.DeliveryState, delivered Delivered,
) (Delivered, error) {
	now, receiver := d.clock.Now(), d.receivers[delivered.Surface]
	message, found := delivery.MessageOf(&state.Decision, wanted.DeliveryID, now)
	switch {
	case !found:
		delivered.Result = delivery.Withdrawn
	case message.Action.Expired(now):
		delivered.Result = delivery.Expired
	case stopped(state.StoppedAt, now):
		delivered.Result = delivery.Stopped
	default:
		return d.settle(ctx, wanted.TenantID, delivered, receiver.Channel.Deliver(ctx, message))
	}
	return delivered, nil
}

// settle judges what the channel said. A receiver that is gone is remembered, so that
// it is left alone.
func (d *Deliverer) settle(
	ctx context.Context, owner tenant.ID, delivered Delivered, err error,
) (Delivered, error) {
	switch {
	case err == nil:
		delivered.Result = delivery.Delivered
		return delivered, nil
	case fault.Is(err, fault.Invalid):
		delivered.Result, delivered.Why = delivery.Refused, err
		return delivered, nil
	case !gone(err):
		return delivered, err
	}
	_, failed := d.store.Commit(ctx, ports.WriteSet{
		TenantID: owner, At: d.clock.Now(),
		ChannelStop: &ports.ChannelStop{Surface: delivered.Surface, Receiver: d.receivers[delivered.Surface].Name},
	})
	if failed != nil {
		return delivered, failed
	}
	delivered.Result, delivered.Why = delivery.Stopped, err
	return delivered, nil
}

// stopped reports whether a receiver that said it is gone is still left alone.
func stopped(since, now time.Time) bool {
	return !since.IsZero() && now.Before(since.Add(delivery.StopLife))
}

func gone(err error) bool {
	said, ok := errors.AsType[*fault.Error](err)
	return ok && said.Code == ports.ReceiverGone
}
