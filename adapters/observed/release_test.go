package observed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// release observes one release of a delivery to CI that comes to this.
func (b *bench) release(t *testing.T, released job.Released, failure error) {
	t.Helper()
	waiting := delivery.Wait(portstest.Overnight("acme", 1, true))[0]
	observe := observed.Releaser{Metrics: b.metrics, Tracer: b.tracer, Logger: b.logger}.Around(
		func(context.Context, ports.ReleaseAction) (job.Released, error) {
			released.Surface = action.CI
			return released, failure
		})
	_, err := observe(t.Context(), ports.ReleaseAction{TenantID: "acme", DeliveryID: waiting.ID})
	require.Equal(t, failure, err)
}

func TestAReleaseTellsWhatBecameOfWhatWaited(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	dropped := []delivery.Dropped{{Result: delivery.Expired}, {Result: delivery.Withheld}}
	b.release(t, job.Released{Sent: 2, DigestID: id.UUID{7}, Dropped: dropped}, nil)
	b.release(t, job.Released{Sent: 1}, nil)
	b.release(t, job.Released{Again: portstest.Morning()}, nil)
	b.release(t, job.Released{}, nil)
	b.release(t, job.Released{}, errors.New("away"))
	b.requireValue(t, 1, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result=expired")
	b.requireValue(t, 1, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result=withheld")
	var told []string
	for _, line := range b.logged(t) {
		require.Equal(t, "acme", line["tenant_id"])
		told = append(told, line["msg"].(string))
	}
	require.Equal(t, []string{
		"quiet hours ended; a digest is on its way", "quiet hours ended for an action", "an action waits on",
	}, told, "one that was done before is no news, one that failed is the job's")
	spans := endedNamed(b.spans.Ended(), "delivery.release")
	require.Len(t, spans, 5)
	require.Contains(t, spans[0].Attributes(), attribute.Int("sent", 2))
	require.Equal(t, codes.Error, spans[4].Status().Code)
}

// digests observes one delivery of a digest of kim's that comes to this.
func (b *bench) digest(t *testing.T, made job.DigestDelivered, failure error) {
	t.Helper()
	made.Surface, made.Digest.ActorID = action.CI, "kim"
	observe := observed.Deliverer{
		Metrics: b.metrics, Tracer: b.tracer, Logger: b.logger, Clock: b.clock, Outages: &outages{failing: map[string]int{}},
	}.AroundDigest(func(context.Context, ports.DeliverDigest) (job.DigestDelivered, error) { return made, failure })
	_, err := observe(t.Context(), ports.DeliverDigest{TenantID: "acme", DigestID: id.UUID{7}})
	require.Equal(t, failure, err)
}

func TestWhatBecameOfADigestIsCountedForEachOfItsActions(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	b.digest(t, job.DigestDelivered{
		Delivered: job.Delivered{Result: delivery.Delivered}, Told: 3, Left: []delivery.Result{delivery.Expired},
	}, nil)
	b.digest(t, job.DigestDelivered{Told: 3, Left: []delivery.Result{delivery.Expired}}, fault.New(fault.Unavailable, "X", "away"))
	b.digest(t, job.DigestDelivered{
		Delivered: job.Delivered{Result: delivery.Expired}, Left: []delivery.Result{delivery.Expired, delivery.Expired},
	}, nil)
	b.digest(t, job.DigestDelivered{Delivered: job.Delivered{Result: delivery.Withdrawn}}, nil)
	for result, want := range map[delivery.Result]float64{delivery.Delivered: 3, delivery.Expired: 3, delivery.Withdrawn: 1} {
		b.requireValue(t, want, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result="+string(result))
	}
	spans := endedNamed(b.spans.Ended(), "delivery.digest")
	require.Contains(t, spans[0].Attributes(), attribute.String("actor_id", "kim"))
	require.Equal(t, codes.Error, spans[1].Status().Code)
}

func TestTheLogTellsOfADigestAsOfADelivery(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	b.digest(t, job.DigestDelivered{Delivered: job.Delivered{Result: delivery.Delivered}, Told: 2}, nil)
	b.digest(t, job.DigestDelivered{Delivered: job.Delivered{Result: delivery.Refused, Why: errors.New("422")}}, nil)
	b.digest(t, job.DigestDelivered{Delivered: job.Delivered{Result: delivery.Stopped, Why: errors.New("410")}}, nil)
	b.digest(t, job.DigestDelivered{}, fault.New(fault.Exhausted, "X", "a pause"))
	b.digest(t, job.DigestDelivered{}, fault.New(fault.Unavailable, "X", "away"))
	var told []string
	for _, line := range b.logged(t) {
		told = append(told, line["level"].(string)+" "+line["msg"].(string))
	}
	require.Equal(t, []string{
		"INFO digest delivered", "ERROR a receiver refused a digest for good",
		"ERROR a receiver is gone; it is sent nothing more for a day", "ERROR a task fails; it is tried again by itself",
	}, told)
}

func TestWhatIsCommittedToWaitIsCountedAndAnEntryHasItsTrace(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	var audit []ports.AuditEntry
	store := observed.NewStore(storeFunc(func(_ context.Context, set ports.WriteSet) (ports.Token, error) {
		audit = append(audit, set.Audit...)
		return "1", nil
	}), b.metrics, b.tracer, b.clock)
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	own := []ports.AuditEntry{{Action: "a"}, {Action: "b", TraceID: "known"}}
	_, err := store.Commit(ctx, ports.WriteSet{
		TenantID: "acme", At: time.Now(), Audit: own, Deferred: delivery.Wait(portstest.Overnight("acme", 1, true)),
	})
	require.NoError(t, err)
	require.Equal(t, []string{span.SpanContext().TraceID().String(), "known"}, []string{audit[0].TraceID, audit[1].TraceID})
	require.Empty(t, own[0].TraceID, "whose set it is stays as it was")
	for _, surface := range []string{"ci", "alert"} {
		b.requireValue(t, 1, "mmm_actions_deferred_total", "tenant_id=acme", "surface="+surface, "choice=digest")
		b.requireValue(t, 0, "mmm_actions_deferred_total", "tenant_id=__other__", "surface="+surface, "choice=defer")
	}
}
