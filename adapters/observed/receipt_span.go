package observed

import (
	"context"
	"encoding/json"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// receiptSpans are the spans eris.receipt of receipts that are sent together: each in
// the trace of the use case that it is the evidence of, whose span has ended by then,
// and linked to the call that sends them all.
type receiptSpans []trace.Span

// startReceipts starts a span for each receipt whose trace is recorded.
func (e *Evidence) startReceipts(ctx context.Context, sealed []ports.SealedReceipt) receiptSpans {
	spans := make(receiptSpans, len(sealed))
	call := trace.LinkFromContext(ctx)
	for i := range sealed {
		if sealed[i].Origin.Trace == "" {
			continue
		}
		carrier := propagation.MapCarrier{"traceparent": sealed[i].Origin.Trace}
		parent := propagation.TraceContext{}.Extract(context.Background(), carrier)
		_, spans[i] = e.tracer.Start(parent, "eris.receipt",
			trace.WithSpanKind(trace.SpanKindProducer), trace.WithLinks(call))
	}
	return spans
}

// end tells each span what became of its receipt.
func (s receiptSpans) end(owner tenant.ID, sealed []ports.SealedReceipt, took time.Duration, verdicts []ports.Verdict, err error) {
	for i, span := range s {
		if span == nil {
			continue
		}
		span.SetAttributes(evidenced(owner, &sealed[i], took)...)
		switch {
		case err != nil:
			span.RecordError(err)
			span.SetStatus(codes.Error, callResult(err))
		case i < len(verdicts) && !verdicts[i].Accepted:
			span.SetStatus(codes.Error, verdicts[i].Reason)
		}
		span.End()
	}
}

// evidence is what the attributes need of a receipt's text.
type evidence struct {
	Degraded bool `json:"degraded"`
	Inputs   struct {
		DecisionID string `json:"decision_id"`
		Playbooks  []struct {
			PlaybookID string `json:"playbook_id"`
		} `json:"playbooks"`
	} `json:"inputs"`
	Result struct {
		Actions []struct{} `json:"actions"`
	} `json:"result"`
}

// evidenced are the attributes of observability.md, section 4.
func evidenced(owner tenant.ID, sealed *ports.SealedReceipt, took time.Duration) []attribute.KeyValue {
	var read evidence
	// It is our own text; what it did not say would be left out.
	_ = json.Unmarshal([]byte(sealed.Text), &read)
	playbooks := make([]string, len(read.Inputs.Playbooks))
	for i, fired := range read.Inputs.Playbooks {
		playbooks[i] = fired.PlaybookID
	}
	return []attribute.KeyValue{
		attribute.String("tenant_id", string(owner)), attribute.String("actor_id", sealed.Origin.ActorID),
		attribute.String("decision_id", read.Inputs.DecisionID), attribute.StringSlice("playbook_ids", playbooks),
		attribute.Int("action_count", len(read.Result.Actions)), attribute.Bool("degraded_mode", read.Degraded),
		attribute.Float64("latency_ms", float64(took)/float64(time.Millisecond)),
		attribute.String("receipt_id", sealed.ID.String()),
	}
}
