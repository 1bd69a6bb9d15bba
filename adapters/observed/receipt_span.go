package observed

import (
	"context"
	"encoding/json"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
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
		_, spans[i] = e.tracer.Start(parent, "eris.receipt", //nolint:spancheck // receiptSpans.end ends them
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
		known := aboutReceipt(owner, &sealed[i])
		span.SetAttributes(append(known.attributes(took), attribute.String("receipt_id", sealed[i].ID.String()))...)
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
		DecisionID id.UUID `json:"decision_id"`
		Playbooks  []struct {
			PlaybookID id.UUID `json:"playbook_id"`
		} `json:"playbooks"`
	} `json:"inputs"`
	Result struct {
		Actions []struct{} `json:"actions"`
	} `json:"result"`
}

// aboutReceipt is what a receipt tells of its decision; one about none tells little.
func aboutReceipt(owner tenant.ID, sealed *ports.SealedReceipt) about {
	var read evidence
	// It is our own text; what it did not say would be left out.
	_ = json.Unmarshal([]byte(sealed.Text), &read)
	known := about{
		tenantID: owner, actorID: sealed.Origin.ActorID, decisionID: read.Inputs.DecisionID,
		actions: len(read.Result.Actions), degraded: read.Degraded,
	}
	for _, fired := range read.Inputs.Playbooks {
		known.fired = append(known.fired, decision.Fired{PlaybookID: fired.PlaybookID})
	}
	return known
}
