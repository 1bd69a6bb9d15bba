package command_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// route is the delivery of the decision's only action to a surface.
func route(d decision.Decision, surface action.Surface, disabled bool) delivery.Delivery {
	return delivery.Delivery{
		ID: delivery.IDOf(d.Actions[0].ID, surface), Surface: surface, ActorID: d.Actor.ID,
		ExpiresAt: d.Actions[0].ExpiresAt, Disabled: disabled,
	}
}

func send(d decision.Decision, surface action.Surface) ports.Job {
	return ports.DeliverAction{TenantID: "acme", DeliveryID: delivery.IDOf(d.Actions[0].ID, surface)}
}

func TestAnAnswerIsDeliveredToTheOtherSurfacesWithItsCommit(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)

	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})

	require.NoError(t, err)
	d := decided.Decision
	require.Equal(t, []delivery.Delivery{route(d, action.CI, false), route(d, action.Alert, false)}, e.store.Deliveries("acme"))
	require.Equal(t, []ports.Job{send(d, action.CI), send(d, action.Alert)}, e.store.Jobs())
	require.Equal(t, "kim", e.store.Deliveries("acme")[0].ActorID)
}

func TestInTheBackgroundEverySurfaceGetsTheAction(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)

	decided, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), ActorID: "kim", Surface: action.Background, Signal: failed("s-1"),
	})

	require.NoError(t, err)
	d := decided.Decision
	require.Equal(t, []ports.Job{send(d, action.IDE), send(d, action.CI), send(d, action.Alert)}, e.store.Jobs())
}

func TestASurfaceWithoutAChannelIsRoutedButStartsNoJob(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Alert)
	publish(t, e)

	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})

	require.NoError(t, err)
	d := decided.Decision
	require.Equal(t, []delivery.Delivery{route(d, action.CI, true), route(d, action.Alert, false)}, e.store.Deliveries("acme"))
	require.Equal(t, []ports.Job{send(d, action.Alert)}, e.store.Jobs())
}

func TestADryRunRoutesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)

	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1"), DryRun: true})

	require.NoError(t, err)
	require.Len(t, decided.Decision.Actions, 1)
	require.Empty(t, e.store.Deliveries("acme"))
	require.Empty(t, e.store.Jobs())
}

func TestAnAnswerThatIsRepeatedIsNotDeliveredAgain(t *testing.T) {
	t.Parallel()
	key := &ports.Idempotency{Operation: "decide", Caller: "kim", Key: "k", Hash: [32]byte{1}}
	for name, ask := range map[string]command.Decide{
		"by its key":    {Caller: kim(), Signal: failed("s-1"), Idempotency: key},
		"by its signal": {Caller: kim(), Signal: failed("s-1")},
	} {
		e := newEngine(t, action.Surfaces()...)
		publish(t, e)
		for range 3 {
			_, err := e.decide.Handle(t.Context(), ask)
			require.NoError(t, err)
		}
		require.Len(t, e.store.Deliveries("acme"), 2, name)
		require.Len(t, e.store.Jobs(), 2, name)
	}
}

func TestADecisionThatIsNotRecordedIsDeliveredToNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)
	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down") }

	_, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})

	require.Error(t, err)
	require.Empty(t, e.store.Deliveries("acme"))
	require.Empty(t, e.store.Jobs())
}

func TestAShadowActionIsDeliveredToNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	shadow := mirror()
	shadow.Mode = playbook.Shadow
	publishDefinition(t, e, shadow)

	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})

	require.NoError(t, err)
	require.Len(t, decided.Decision.Shadow, 1)
	require.Empty(t, e.store.Deliveries("acme"))
	require.Empty(t, e.store.Jobs())
}

func TestARepositorysActionIsRoutedForNobodyInParticular(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)

	_, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), Repository: true, Surface: action.Background, Signal: failed("s-1"),
		Place: signal.Place{RepoID: "acme/shop"},
	})

	require.NoError(t, err)
	routed := e.store.Deliveries("acme")
	require.Len(t, routed, 2, "nobody's IDE shows it")
	require.Empty(t, routed[0].ActorID)
}

func TestQuietHoursLeaveAnAnswerWhereItWasAsked(t *testing.T) {
	t.Parallel()
	e := newEngine(t, action.Surfaces()...)
	publish(t, e)
	e.clock.Advance(12 * time.Hour)

	decided, err := e.decide.Handle(t.Context(), command.Decide{Caller: kim(), Signal: failed("s-1")})

	require.NoError(t, err)
	require.Len(t, decided.Decision.Actions, 1)
	require.Empty(t, e.store.Jobs())
}
