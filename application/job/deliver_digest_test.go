package job_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// bundle is a digest that was released, and the mailbox that it goes to.
type bundle struct {
	*night

	mailbox *mailbox
	wanted  ports.DeliverDigest
}

func newBundle(t *testing.T, of ...*decision.Decision) *bundle {
	t.Helper()
	b := &bundle{night: newNight(t), mailbox: &mailbox{}}
	waits := b.wait(of...)
	b.wanted = ports.DeliverDigest{TenantID: "acme", DigestID: b.release(waits[0]).DigestID}
	return b
}

func (b *bundle) deliver(wanted ports.DeliverDigest) (job.DigestDelivered, error) {
	receivers := job.Receivers{action.CI: {Name: "here", Channel: b.mailbox}}
	return job.NewDigestDeliverer(b.store, job.NewDeliverer(b.store, receivers, b.store, b.clock)).Deliver(b.t.Context(), wanted)
}

func (b *bundle) requireResult(want delivery.Result, wanted ports.DeliverDigest) job.DigestDelivered {
	b.t.Helper()
	made, err := b.deliver(wanted)
	require.NoError(b.t, err)
	require.Equal(b.t, want, made.Result)
	return made
}

func TestADigestIsSentUnderTheSameIDWheneverItIsSent(t *testing.T) {
	t.Parallel()
	b := newBundle(t, portstest.Overnight("acme", 1, true), portstest.Overnight("acme", 2, true))
	for range 2 {
		require.Equal(t, 2, b.requireResult(delivery.Delivered, b.wanted).Told)
		b.clock.Advance(time.Minute)
	}
	require.Len(t, b.mailbox.sent, 2)
	for _, message := range b.mailbox.sent {
		require.Equal(t, b.wanted.DigestID, message.ID)
		require.Len(t, message.Digest, 2)
		require.NotNil(t, message.Digest[0].Presentation.CI)
	}
}

func TestWhatExpiredIsLeftOutOfADigest(t *testing.T) {
	t.Parallel()
	short := portstest.Overnight("acme", 2, true)
	short.Actions[0].ExpiresAt = portstest.Morning().Add(time.Minute)
	b := newBundle(t, portstest.Overnight("acme", 1, true), short)
	b.clock.Advance(time.Minute)
	made := b.requireResult(delivery.Delivered, b.wanted)
	require.Equal(t, 1, made.Told)
	require.Equal(t, []delivery.Result{delivery.Expired}, made.Left)
	require.Len(t, b.mailbox.sent[0].Digest, 1)

	b.clock.Advance(time.Hour)
	made = b.requireResult(delivery.Expired, b.wanted)
	require.Zero(t, made.Told)
	require.Len(t, made.Left, 2)
	require.Len(t, b.mailbox.sent, 1, "an empty digest is not sent")
}

func TestADigestThatIsNotWorthSendingIsSkipped(t *testing.T) {
	t.Parallel()
	b := newBundle(t, portstest.Overnight("acme", 1, true))
	b.requireResult(delivery.Disabled, ports.DeliverDigest{
		TenantID: "acme", DigestID: delivery.DigestIDOf(id.At(portstest.Noon(), id.Entropy{1}), action.Alert),
	})
	foreign := b.wanted
	foreign.TenantID = "beta"
	b.requireResult(delivery.Withdrawn, foreign)
	require.Empty(t, b.mailbox.sent)
}

func TestADigestsReceiverIsTreatedAsAnActionsIs(t *testing.T) {
	t.Parallel()
	b := newBundle(t, portstest.Overnight("acme", 1, true))
	b.mailbox.answer = fault.New(fault.Invalid, "DELIVERY_REFUSED", "the receiver answered 422")
	require.ErrorIs(t, b.requireResult(delivery.Refused, b.wanted).Why, b.mailbox.answer)

	b.mailbox.answer = fault.New(fault.Unavailable, "RECEIVER_UNAVAILABLE", "away")
	made, err := b.deliver(b.wanted)
	require.Equal(t, b.mailbox.answer, err)
	require.Empty(t, made.Result)

	b.mailbox.answer = fault.New(fault.NotFound, ports.ReceiverGone, "the receiver answered 410")
	b.requireResult(delivery.Stopped, b.wanted)
	require.Equal(t, b.clock.Now(), b.store.StoppedAt("acme", action.CI, "here"))
	sent := len(b.mailbox.sent)
	b.requireResult(delivery.Stopped, b.wanted)
	require.Len(t, b.mailbox.sent, sent, "it is left alone")
}
