package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// unruledPause is when a caller may ask again: a service that comes back is noticed by then.
const unruledPause = 5 * time.Second

// refuse answers that nothing can be decided without a policy, and leaves a receipt that
// says so (product.md, Degraded mode). No decision is recorded: the same request may be
// repeated, under its key too.
func (h *DecideHandler) refuse(ctx context.Context, c Decide, request decision.Request, known ports.DecisionInputs) error {
	refused := fault.Wrap(fault.Unavailable, fault.PolicyUnavailable,
		"the policy service does not answer, and no answer of the last minutes is kept; repeat the request later",
		known.PolicyFailure)
	refused.RetryAfter = unruledPause
	if c.DryRun {
		return refused
	}
	ref, claim := h.actorRef(request, known)
	body := decision.Refusal(request, ref, known.Degraded, h.clock.Monotonic())
	_, err := h.store.Commit(ctx, ports.WriteSet{
		TenantID: request.TenantID, At: request.Now, ActorRefs: claim, Receipts: []ports.Receipt{ports.ReceiptOf(body)},
		Events: []event.Event{{
			ID: h.ids.New(request.Now), TenantID: request.TenantID, Name: event.DecisionRefused, At: request.Now, ReceiptID: body.ID,
			Body: canonical.Object{{Name: "surface", Value: string(request.Surface())}},
		}},
	})
	if err != nil {
		return err
	}
	return refused
}
