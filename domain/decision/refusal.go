package decision

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// Refusal answers the evidence of a decision that was not made, since no policy could be
// had for it (product.md, Degraded mode). The reference stands for the actor; zero for
// none.
func Refusal(request Request, ref id.UUID, degraded []string, monotonic time.Duration) receipt.Body {
	refused := newDecision(&Inputs{Request: request, ActorRef: ref, Snapshot: policy.None(), Degraded: degraded}, nil)
	body := refused.Receipt(monotonic)
	body.Status, body.Rationale = receipt.HardBlock, "no policy could be had"
	body.Inputs = slices.DeleteFunc(body.Inputs, func(m canonical.Member) bool { return m.Name == "decision_id" })
	return body
}
