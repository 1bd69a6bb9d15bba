package command_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

const webhookSecret = "a-long-enough-secret"

func TestWhoMaySendSignals(t *testing.T) {
	t.Parallel()
	foreign := *failed("s-1")
	foreign.TenantID = "other"
	others := *failed("s-2")
	others.ActorID = "lee"
	requireCode(t, command.AcceptSignals{Caller: kim(), Signals: []signal.Signal{*failed("s-3")}}.Authorise(), "")
	requireCode(t, command.AcceptSignals{Caller: admin()}.Authorise(), "SCOPE_REQUIRED")
	requireCode(t, command.AcceptSignals{Caller: agent(), Signals: []signal.Signal{foreign}}.Authorise(), "TENANT_MISMATCH")
	requireCode(t, command.AcceptSignals{Caller: kim(), Signals: []signal.Signal{others}}.Authorise(), "SCOPE_REQUIRED")
	requireCode(t, command.AcceptSignals{Caller: agent(), Signals: []signal.Signal{others}}.Authorise(), "")
}

func TestEachAcceptedSignalIsDecidedByAJobAndBadOnesAreListed(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ahead := *failed("s-3")
	ahead.OccurredAt = noon.Add(25 * time.Hour)
	answer, err := e.signals.Accept(t.Context(), command.AcceptSignals{
		Caller: agent(), Signals: []signal.Signal{*failed("s-1"), {}, ahead, *failed("s-2"), *failed("s-1")},
	})
	require.NoError(t, err)
	require.Equal(t, 3, answer.Accepted, "a repeat within the batch is the same signal")
	require.Len(t, answer.Rejected, 2)
	require.Equal(t, 1, answer.Rejected[0].Index)
	require.Equal(t, 2, answer.Rejected[1].Index)
	require.Equal(t, "occurred_at", answer.Rejected[1].Problems[0].Path)
	require.Equal(t, []ports.Job{
		ports.EvaluateSignal{TenantID: "acme", SignalID: "s-1"},
		ports.EvaluateSignal{TenantID: "acme", SignalID: "s-2"},
	}, e.store.Jobs())
}

func TestARepeatedSignalIsAcceptedAndDecidedOnce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for range 3 {
		answer, err := e.signals.Accept(t.Context(), command.AcceptSignals{
			Caller: agent(), Signals: []signal.Signal{*failed("s-1")},
		})
		require.NoError(t, err)
		require.Equal(t, 1, answer.Accepted)
	}
	require.Len(t, e.store.Jobs(), 1)
}

func TestNoSignalIsStoredWithoutItsJob(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.faulty.before = func() error { return fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down") }
	_, err := e.signals.Accept(t.Context(), command.AcceptSignals{Caller: agent(), Signals: []signal.Signal{*failed("s-1")}})
	require.Equal(t, fault.Unavailable, fault.Of(err))
	require.Empty(t, e.store.Jobs())
	_, err = e.store.ReadSignal(t.Context(), "acme", "s-1")
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func withSecret(t *testing.T) *engine {
	t.Helper()
	e := newEngine(t)
	_, err := e.secrets.SetGitHubSecret(t.Context(), command.SetGitHubSecret{
		Caller: admin(), TenantID: "acme", Secret: webhookSecret,
	})
	require.NoError(t, err)
	return e
}

func TestADeliveryThatIsNotSignedStoresNothing(t *testing.T) {
	t.Parallel()
	e := withSecret(t)
	for name, delivery := range map[string]command.ReceiveDelivery{
		"a wrong signature":       {TenantID: "acme", ID: "d-1", Signature: "wrong", Body: []byte("ci.failed")},
		"no signature":            {TenantID: "acme", ID: "d-1", Body: []byte("ci.failed")},
		"a tenant without secret": {TenantID: "other", ID: "d-1", Signature: webhookSecret, Body: []byte("ci.failed")},
	} {
		_, err := e.delivery.Receive(t.Context(), delivery)
		requireCode(t, err, "BAD_SIGNATURE")
		require.Equal(t, fault.Unauthenticated, fault.Of(err), name)
	}
	require.Empty(t, e.store.Jobs())
}

func TestADeliveryIsDecidedOnceHoweverOftenItComes(t *testing.T) {
	t.Parallel()
	e := withSecret(t)
	delivery := command.ReceiveDelivery{TenantID: "acme", ID: "d-1", Signature: webhookSecret, Body: []byte("ci.failed")}
	first, err := e.delivery.Receive(t.Context(), delivery)
	require.NoError(t, err)
	require.Equal(t, command.DeliveryReceived{SignalID: "d-1"}, first)
	again, err := e.delivery.Receive(t.Context(), delivery)
	require.NoError(t, err)
	require.Equal(t, command.DeliveryReceived{SignalID: "d-1", Repeated: true}, again)
	require.Len(t, e.store.Jobs(), 1)
}

func TestADeliveryThatSaysNothingIsAcknowledged(t *testing.T) {
	t.Parallel()
	e := withSecret(t)
	answer, err := e.delivery.Receive(t.Context(), command.ReceiveDelivery{TenantID: "acme", ID: "d-1", Signature: webhookSecret})
	require.NoError(t, err)
	require.Empty(t, answer.SignalID)
	require.Empty(t, e.store.Jobs())
}

func TestADeliveryWithoutItsOwnTimeOccursNow(t *testing.T) {
	t.Parallel()
	e := withSecret(t)
	_, err := e.delivery.Receive(t.Context(), command.ReceiveDelivery{
		TenantID: "acme", ID: "d-1", Signature: webhookSecret, Body: []byte("ci.failed"),
	})
	require.NoError(t, err)
	kept, err := e.store.ReadSignal(t.Context(), "acme", "d-1")
	require.NoError(t, err)
	require.Equal(t, noon, kept.OccurredAt)
}

func TestOnlyAnAdminOfTheTenantSetsItsSecret(t *testing.T) {
	t.Parallel()
	requireCode(t, command.SetGitHubSecret{Caller: kim(), TenantID: "acme"}.Authorise(), "ROLE_REQUIRED")
	requireCode(t, command.SetGitHubSecret{Caller: admin(), TenantID: "other"}.Authorise(), "NOT_FOUND")
	requireCode(t, command.SetGitHubSecret{Caller: admin(), TenantID: "acme"}.Authorise(), "")
}

func TestASecretHasAUsefulLengthAndIsNeverInTheEvidence(t *testing.T) {
	t.Parallel()
	e := withSecret(t)
	_, err := e.secrets.SetGitHubSecret(t.Context(), command.SetGitHubSecret{Caller: admin(), TenantID: "acme", Secret: "short"})
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok)
	require.Equal(t, "secret", f.Problems[0].Path)
	require.Len(t, e.store.Audit("acme"), 1)
	body, kept := e.store.ReceiptBody("acme", e.store.Events("acme")[0].ReceiptID)
	require.True(t, kept)
	require.NotContains(t, body, webhookSecret)
}

func TestOneSignalIsInTheContextOfEachActorItWasDecidedFor(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for _, name := range []string{"ann", "bob"} {
		for _, run := range []string{"run-1", "run-2", "run-3"} {
			_, err := e.decide.Handle(t.Context(), command.Decide{Caller: agent(), ActorID: name, Signal: failed(run)})
			require.NoError(t, err)
		}
		known, err := e.store.ReadDecisionInputs(t.Context(), ports.DecisionQuery{
			TenantID: "acme", ActorID: name, Subject: signal.SubjectOf(name, ""), Surface: "ide", Now: noon,
		})
		require.NoError(t, err)
		require.Len(t, known.Recent, 3)
	}
}

func TestASignalOfTomorrowIsOneOfNow(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ahead := *failed("s-1")
	ahead.OccurredAt = noon.Add(time.Hour)
	_, err := e.signals.Accept(t.Context(), command.AcceptSignals{Caller: agent(), Signals: []signal.Signal{ahead}})
	require.NoError(t, err)
	kept, err := e.store.ReadSignal(t.Context(), "acme", "s-1")
	require.NoError(t, err)
	require.Equal(t, noon, kept.OccurredAt)
}
