package follow

import (
	"context"
	"errors"
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// RedriveTask names the leadership under which redriven receipts are sent again.
const RedriveTask = "receipt_redrive"

// Redriver hands refused receipts that an operator redrove to the evidence service
// once more, at least once. They lie behind the watermark, so they go apart from those
// that the Emitter sends, and hold nothing up. It is stepped by one goroutine.
type Redriver struct {
	log      ports.EmissionLog
	evidence ports.Evidence
	clock    ports.Clock
	tenants  int
	// after is the tenant that was tried last, as in the Emitter.
	after tenant.ID
}

// NewRedriver makes a redriver that starts at the first tenant.
func NewRedriver(log ports.EmissionLog, evidence ports.Evidence, clock ports.Clock) *Redriver {
	return &Redriver{log: log, evidence: evidence, clock: clock, tenants: emissionTenants}
}

// Step sends the next requeued receipts of the next tenants. Trouble with one tenant
// leaves the others alone; that the service is away ends the step, as in the Emitter.
func (r *Redriver) Step(ctx context.Context) (Progress, error) {
	requeued, err := r.read(ctx)
	if err != nil {
		return Progress{}, err
	}
	var progress Progress
	var troubles []error
	for len(requeued) > 0 {
		var queue []ports.RequeuedReceipt
		queue, requeued = firstTenant(requeued)
		r.after = queue[0].TenantID
		made, err := r.send(ctx, queue)
		progress = progress.plus(made)
		troubles = append(troubles, err)
		if fault.Is(err, fault.Unavailable) {
			break
		}
	}
	return progress, errors.Join(troubles...)
}

// read goes round: behind the last tenant comes the first again.
func (r *Redriver) read(ctx context.Context) ([]ports.RequeuedReceipt, error) {
	requeued, err := r.log.ReadRequeued(ctx, r.after, r.tenants, emissionPerTenant)
	if err != nil || len(requeued) > 0 || r.after == "" {
		return requeued, err
	}
	return r.log.ReadRequeued(ctx, "", r.tenants, emissionPerTenant)
}

// firstTenant parts the first tenant's receipts from the others'.
func firstTenant(requeued []ports.RequeuedReceipt) (queue, rest []ports.RequeuedReceipt) {
	end := 1
	for end < len(requeued) && requeued[end].TenantID == requeued[0].TenantID {
		end++
	}
	return requeued[:end], requeued[end:]
}

// send sends one tenant's receipts and keeps the verdicts. A crash in between sends
// them again, which changes nothing there. What got no last word goes on waiting.
func (r *Redriver) send(ctx context.Context, queue []ports.RequeuedReceipt) (Progress, error) {
	owner := queue[0].TenantID
	waiting := make([]ports.WaitingReceipt, len(queue))
	for i, next := range queue {
		waiting[i] = next.WaitingReceipt
	}
	sent, err := submit(ctx, r.evidence, waiting)
	if err != nil {
		return Progress{}, err
	}
	judged, refused, postponed := judge(queue, sent)
	if len(judged) > 0 {
		err := r.log.MarkRedriven(ctx, ports.RedriveProgress{TenantID: owner, At: r.clock.Now(), Verdicts: judged})
		if err != nil {
			return Progress{}, fmt.Errorf("keep the verdicts on receipts of tenant %s: %w", owner, err)
		}
	}
	return Progress{Receipts: len(judged), Refused: refused, Further: len(judged) > 0}, postponed
}

// judge parts the last words from those that say to come again, of which it answers
// the first one as trouble: no Unavailable fault, for the service answers.
func judge(queue []ports.RequeuedReceipt, verdicts []ports.Verdict) (judged []ports.RedriveVerdict, refused int, postponed error) {
	for i, verdict := range verdicts {
		switch {
		case verdict.Accepted, verdict.Final:
			judged = append(judged, ports.RedriveVerdict{
				Sequence: queue[i].Link.Sequence, RequeuedAt: queue[i].RequeuedAt,
				Accepted: verdict.Accepted, Reason: verdict.Reason,
			})
			if !verdict.Accepted {
				refused++
			}
		case postponed == nil:
			postponed = sendLater(queue[i].WaitingReceipt, verdict)
		}
	}
	return judged, refused, postponed
}
