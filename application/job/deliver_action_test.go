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
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// mailbox is a channel that answers what the test says and keeps what it was sent.
type mailbox struct {
	answer error
	sent   []delivery.Message
}

func (m *mailbox) Deliver(_ context.Context, message delivery.Message) error {
	m.sent = append(m.sent, message)
	return m.answer
}

// post delivers over the in-memory store to a receiver of CI checks.
type post struct {
	t       *testing.T
	store   *memory.Store
	clock   *memory.Clock
	mailbox *mailbox
	decided *decision.Decision
}

func newPost(t *testing.T) *post {
	t.Helper()
	p := &post{t: t, store: memory.NewStore(), clock: memory.NewClock(portstest.Noon()), mailbox: &mailbox{}}
	p.decided = p.decide("acme", 1)
	return p
}

// decide commits a decision whose action is worth an hour.
func (p *post) decide(owner tenant.ID, n byte) *decision.Decision {
	p.t.Helper()
	decided := portstest.Branched(owner, n, p.clock.Now())
	_, err := p.store.Commit(p.t.Context(), portstest.DecisionSet(decided, nil))
	require.NoError(p.t, err)
	return decided
}

func deliveryOf(d *decision.Decision, surface action.Surface) ports.DeliverAction {
	return ports.DeliverAction{TenantID: d.TenantID, DeliveryID: delivery.IDOf(d.Actions[0].ID, surface)}
}

// deliver asks a deliverer that knows the receiver by the name.
func (p *post) deliver(receiver string, wanted ports.DeliverAction) (job.Delivered, error) {
	receivers := job.Receivers{action.CI: {Name: receiver, Channel: p.mailbox}}
	return job.NewDeliverer(p.store, receivers, p.store, p.clock).Deliver(p.t.Context(), wanted)
}

func (p *post) requireResult(want delivery.Result, receiver string, wanted ports.DeliverAction) {
	p.t.Helper()
	delivered, err := p.deliver(receiver, wanted)
	require.NoError(p.t, err)
	require.Equal(p.t, want, delivered.Result)
}

func TestAnActionIsSentUnderTheSameIDWheneverItIsSent(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	wanted := deliveryOf(p.decided, action.CI)
	p.requireResult(delivery.Delivered, "here", wanted)
	p.clock.Advance(time.Minute)
	p.requireResult(delivery.Delivered, "here", wanted)
	require.Len(t, p.mailbox.sent, 2)
	for _, message := range p.mailbox.sent {
		require.Equal(t, wanted.DeliveryID, message.ID)
		require.Equal(t, p.decided.Actions[0].ID, message.Action.ID)
		require.Equal(t, action.CI, message.Surface)
		require.NotNil(t, message.Presentation.CI)
	}
}

func TestWhatIsNotWorthSendingIsSkipped(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.requireResult(delivery.Disabled, "here", deliveryOf(p.decided, action.Alert))
	p.requireResult(delivery.Withdrawn, "here", deliveryOf(portstest.Branched("acme", 9, portstest.Noon()), action.CI))
	foreign := deliveryOf(p.decided, action.CI)
	foreign.TenantID = "beta"
	p.requireResult(delivery.Withdrawn, "here", foreign)
	gone := deliveryOf(p.decided, action.CI)
	gone.DeliveryID = delivery.IDOf(p.decided.ID.Branch(7), action.CI)
	p.requireResult(delivery.Withdrawn, "here", gone)
	p.clock.Advance(time.Hour)
	p.requireResult(delivery.Expired, "here", deliveryOf(p.decided, action.CI))
	require.Empty(t, p.mailbox.sent)
}

func TestAReceiverThatIsGoneIsLeftAloneForADay(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fault.New(fault.NotFound, ports.ReceiverGone, "the receiver answered 410")
	delivered, err := p.deliver("here", deliveryOf(p.decided, action.CI))
	require.NoError(t, err)
	require.Equal(t, delivery.Stopped, delivered.Result)
	require.ErrorIs(t, delivered.Why, p.mailbox.answer, "which is said once")
	require.Equal(t, p.clock.Now(), p.store.StoppedAt("acme", action.CI, "here"))

	p.mailbox.answer = nil
	again, err := p.deliver("here", deliveryOf(p.decided, action.CI))
	require.NoError(t, err)
	require.Equal(t, delivery.Stopped, again.Result)
	require.NoError(t, again.Why)
	require.Len(t, p.mailbox.sent, 1)
	p.requireResult(delivery.Delivered, "elsewhere", deliveryOf(p.decided, action.CI))
	p.requireResult(delivery.Delivered, "here", deliveryOf(p.decide("beta", 1), action.CI))

	p.clock.Advance(delivery.StopLife - time.Nanosecond)
	p.requireResult(delivery.Stopped, "here", deliveryOf(p.decide("acme", 2), action.CI))
	p.clock.Advance(time.Nanosecond)
	p.requireResult(delivery.Delivered, "here", deliveryOf(p.decide("acme", 3), action.CI))
}

func TestAMessageThatIsRefusedForGoodIsDone(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fault.New(fault.Invalid, "DELIVERY_REFUSED", "the receiver answered 422")
	delivered, err := p.deliver("here", deliveryOf(p.decided, action.CI))
	require.NoError(t, err)
	require.Equal(t, delivery.Refused, delivered.Result)
	require.ErrorIs(t, delivered.Why, p.mailbox.answer)
}

// A redirect too: an operator can mend the address before the action expires.
func TestEverythingElseIsWorthAnotherTry(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.Unavailable, fault.Exhausted, fault.Forbidden, fault.Internal} {
		p := newPost(t)
		p.mailbox.answer = fault.New(kind, "X", "not now")
		delivered, err := p.deliver("here", deliveryOf(p.decided, action.CI))
		require.Equal(t, p.mailbox.answer, err, kind)
		require.Empty(t, delivered.Result)
		require.Equal(t, p.decided.ID, delivered.Decision.ID)
	}
}

// closed refuses every commit.
type closed struct{}

func (closed) Commit(context.Context, ports.WriteSet) (ports.Token, error) {
	return "", fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "away")
}

func TestALeaveThatCannotBeRememberedIsTriedAgain(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.mailbox.answer = fault.New(fault.NotFound, ports.ReceiverGone, "the receiver answered 410")
	deliverer := job.NewDeliverer(p.store, job.Receivers{action.CI: {Name: "here", Channel: p.mailbox}}, closed{}, p.clock)
	delivered, err := deliverer.Deliver(t.Context(), deliveryOf(p.decided, action.CI))
	require.True(t, fault.Is(err, fault.Unavailable))
	require.Empty(t, delivered.Result)
}
