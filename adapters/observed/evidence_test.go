package observed_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// evidenceFunc is an evidence service made of its one method.
type evidenceFunc func(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error)

func (f evidenceFunc) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	return f(ctx, owner, sealed)
}

func evidenceOf(verdicts ...ports.Verdict) evidenceFunc {
	return func(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error) { return verdicts, nil }
}

func evidenceFailing(err error) evidenceFunc {
	return func(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error) { return nil, err }
}

func TestEvidenceDecoratorsPassEverythingOn(t *testing.T) {
	t.Parallel()
	b, failed := newBench(t, 0), fault.New(fault.Unavailable, "X", "down")
	sealed, verdicts := []ports.SealedReceipt{{Text: "a"}, {Text: "b"}}, []ports.Verdict{{Accepted: true}, {Reason: "no"}}
	next := evidenceFunc(func(_ context.Context, owner tenant.ID, got []ports.SealedReceipt) ([]ports.Verdict, error) {
		require.Equal(t, tenant.ID("acme"), owner)
		require.Equal(t, sealed, got)
		return verdicts, failed
	})
	for _, decorated := range []ports.Evidence{
		observed.NewEvidence(next, b.metrics, b.tracer, slog.New(slog.DiscardHandler), b.clock), observed.NewEmission(next, b.metrics),
	} {
		got, err := decorated.Submit(t.Context(), "acme", sealed)
		require.ErrorIs(t, err, failed)
		require.Equal(t, verdicts, got)
	}
}

func TestEachReceiptOfEachAttemptIsCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	sealed := make([]ports.SealedReceipt, 3)
	mixed := observed.NewEmission(
		evidenceOf(ports.Verdict{Accepted: true}, ports.Verdict{Final: true}, ports.Verdict{Accepted: true}), b.metrics)
	_, err := mixed.Submit(t.Context(), "acme", sealed)
	require.NoError(t, err)
	b.requireValue(t, 2, "mmm_eris_receipt_emission_total", "tenant_id=acme", "result=success")
	b.requireValue(t, 1, "mmm_eris_receipt_emission_total", "tenant_id=acme", "result=failure")

	down := observed.NewEmission(evidenceFailing(fault.New(fault.Unavailable, "X", "down")), b.metrics)
	for range 2 {
		_, err = down.Submit(t.Context(), "acme", sealed)
		require.Error(t, err)
	}
	b.requireValue(t, 7, "mmm_eris_receipt_emission_total", "tenant_id=acme", "result=failure")
}

func TestCallsAreTimedInSecondsByResult(t *testing.T) {
	t.Parallel()
	results := map[string]error{
		"success":      nil,
		"error":        fault.New(fault.Unavailable, "ERIS_UNAVAILABLE", "down"),
		"timeout":      fault.Wrap(fault.Unavailable, "ERIS_UNAVAILABLE", "slow", fmt.Errorf("post: %w", context.DeadlineExceeded)),
		"circuit_open": fault.New(fault.Unavailable, observed.CircuitOpen, "resting"),
	}
	for result, failure := range results {
		b := newBench(t, 0)
		evidence := observed.NewEvidence(evidenceFunc(
			func(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error) {
				b.clock.pass(5 * time.Millisecond)
				return nil, failure
			}), b.metrics, b.tracer, slog.New(slog.DiscardHandler), b.clock)
		_, err := evidence.Submit(t.Context(), "acme", nil)
		require.Equal(t, failure, err)
		b.requireValue(t, 0.005, "mmm_service_call_duration_seconds", "service=eris", "operation=submit", "result="+result)
		require.Equal(t, "eris.submit", b.spans.Ended()[0].Name())
	}
}

func TestVerdictsBesideAnErrorAreNotBelieved(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	emission := observed.NewEmission(evidenceFunc(
		func(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error) {
			return []ports.Verdict{{Accepted: true}}, fault.New(fault.Unavailable, "X", "down")
		}), b.metrics)
	_, err := emission.Submit(t.Context(), "acme", make([]ports.SealedReceipt, 1))
	require.Error(t, err)
	b.requireValue(t, 0, "mmm_eris_receipt_emission_total", "tenant_id=acme", "result=success")
	b.requireValue(t, 1, "mmm_eris_receipt_emission_total", "tenant_id=acme", "result=failure")
}
