package job_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// What is missing at an address may be there tomorrow; only one who says so is gone.
func TestAnAddressThatIsNotFoundIsNotAReceiverThatLeft(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fault.New(fault.NotFound, "RECEIVER_NOT_FOUND", "the receiver answered 404")
	delivered, err := p.deliver("here", deliveryOf(p.decided, action.CI))
	require.Equal(t, p.mailbox.answer, err)
	require.Empty(t, delivered.Result)
	require.Zero(t, p.store.StoppedAt("acme", action.CI, "here"))
}

func TestAReceiverThatIsGoneIsKnownThroughWrapping(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fmt.Errorf("post: %w", fault.New(fault.NotFound, ports.ReceiverGone, "the receiver answered 410"))
	p.requireResult(delivery.Stopped, "here", deliveryOf(p.decided, action.CI))
	require.NotZero(t, p.store.StoppedAt("acme", action.CI, "here"))
}

func TestAReceiverThatLeavesOneSurfaceIsStillSentAnothers(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fault.New(fault.NotFound, ports.ReceiverGone, "the receiver answered 410")
	alerts := &mailbox{}
	deliverer := job.NewDeliverer(p.store, job.Receivers{
		action.CI: {Name: "here", Channel: p.mailbox}, action.Alert: {Name: "here", Channel: alerts},
	}, p.store, p.clock)
	_, err := deliverer.Deliver(t.Context(), deliveryOf(p.decided, action.CI))
	require.NoError(t, err)
	delivered, err := deliverer.Deliver(t.Context(), deliveryOf(p.decided, action.Alert))
	require.NoError(t, err)
	require.Equal(t, delivery.Delivered, delivered.Result)
	require.Len(t, alerts.sent, 1)
}

// absent is a reader of a database that is away.
type absent struct{ err error }

func (a absent) ReadAction(context.Context, tenant.ID, id.UUID, id.UUID) (ports.ActionState, error) {
	return ports.ActionState{}, a.err
}

func (a absent) ReadDelivery(context.Context, tenant.ID, id.UUID, string) (ports.DeliveryState, error) {
	return ports.DeliveryState{}, a.err
}

func TestADecisionThatCannotBeReadIsNotWithdrawn(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	outage := fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "the database is away")
	deliverer := job.NewDeliverer(
		absent{outage}, job.Receivers{action.CI: {Name: "here", Channel: p.mailbox}}, p.store, p.clock)
	delivered, err := deliverer.Deliver(t.Context(), deliveryOf(p.decided, action.CI))
	require.Equal(t, outage, err)
	require.Empty(t, delivered.Result)
	require.Equal(t, action.CI, delivered.Surface, "by which the failure is told")
	require.Empty(t, p.mailbox.sent)
}
