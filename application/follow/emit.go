package follow

import (
	"context"
	"errors"
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// EmissionTask names the leadership under which sealed receipts are sent.
const EmissionTask = "receipt_emission"

// One step sends at most so many receipts of so many tenants, which bounds its
// memory whatever the backlog.
const (
	emissionTenants   = 64
	emissionPerTenant = 100
)

// Emitter hands sealed receipts to the evidence service, each tenant's in order, at
// least once. It is stepped by one goroutine.
type Emitter struct {
	log      ports.EmissionLog
	evidence ports.Evidence
	clock    ports.Clock
	tenants  int
	// after is the tenant that was tried last. Going on behind it gives every tenant
	// its turn, whoever is busy or in trouble.
	after tenant.ID
}

// NewEmitter makes an emitter that starts at the first tenant.
func NewEmitter(log ports.EmissionLog, evidence ports.Evidence, clock ports.Clock) *Emitter {
	return &Emitter{log: log, evidence: evidence, clock: clock, tenants: emissionTenants}
}

// Step sends the next receipts of the next tenants. Trouble with one tenant leaves
// the others alone and is answered with the progress; that the service is away (an
// Unavailable fault) ends the step, since it is away for all.
func (e *Emitter) Step(ctx context.Context) (Progress, error) {
	waiting, err := e.read(ctx)
	if err != nil {
		return Progress{}, err
	}
	var progress Progress
	var troubles []error
	for _, queue := range queues(waiting) {
		e.after = queue[0].TenantID
		made, err := e.emit(ctx, queue)
		progress = progress.plus(made)
		troubles = append(troubles, err)
		if fault.Is(err, fault.Unavailable) {
			break
		}
	}
	return progress, errors.Join(troubles...)
}

// read goes round: behind the last tenant comes the first again.
func (e *Emitter) read(ctx context.Context) ([]ports.WaitingReceipt, error) {
	waiting, err := e.log.ReadWaiting(ctx, e.after, e.tenants, emissionPerTenant)
	if err != nil || len(waiting) > 0 || e.after == "" {
		return waiting, err
	}
	return e.log.ReadWaiting(ctx, "", e.tenants, emissionPerTenant)
}

// emit sends one tenant's receipts and moves its watermark over those that the
// service settled. A crash in between sends them again, which changes nothing there.
func (e *Emitter) emit(ctx context.Context, queue []ports.WaitingReceipt) (Progress, error) {
	owner := queue[0].TenantID
	verdicts, err := submit(ctx, e.evidence, queue)
	if err != nil {
		return Progress{}, err
	}
	settled, refused := settle(queue, verdicts)
	if settled > 0 {
		first, last := queue[0].Link.Sequence, queue[settled-1].Link.Sequence
		err := e.log.MarkEmitted(ctx, ports.EmissionProgress{
			TenantID: owner, From: first - 1, To: last, At: e.clock.Now(), Refused: refused,
		})
		if err != nil {
			return Progress{}, fmt.Errorf("mark receipts of tenant %s as emitted: %w", owner, err)
		}
	}
	return Progress{Receipts: settled, Refused: len(refused), Further: settled > 0}, postponed(queue, verdicts, settled)
}

// expired is said of a receipt whose body is kept no longer: nobody can send it.
const expired = "its period is over: the body is deleted"

// submit sends one tenant's receipts and answers a verdict on each.
func submit(ctx context.Context, evidence ports.Evidence, queue []ports.WaitingReceipt) ([]ports.Verdict, error) {
	owner := queue[0].TenantID
	sealed, err := sealedTexts(queue)
	if err != nil || len(sealed) == 0 {
		return withExpired(queue, nil), err
	}
	verdicts, err := evidence.Submit(ctx, owner, sealed)
	if err != nil {
		return nil, fmt.Errorf("send receipts of tenant %s: %w", owner, err)
	}
	if len(verdicts) != len(sealed) {
		return nil, fmt.Errorf("send receipts of tenant %s: %d verdicts on %d receipts", owner, len(verdicts), len(sealed))
	}
	return withExpired(queue, verdicts), nil
}

// withExpired puts the verdicts on those that were sent where they stand in the queue.
func withExpired(queue []ports.WaitingReceipt, sent []ports.Verdict) []ports.Verdict {
	all := make([]ports.Verdict, len(queue))
	for i := range queue {
		if queue[i].Expired() {
			all[i] = ports.Verdict{Final: true, Reason: expired}
			continue
		}
		all[i], sent = sent[0], sent[1:]
	}
	return all
}

// settle counts the receipts before the first one that the service wants again
// later, and lists those of them that it refused for good. One that expired is passed
// over: the service never saw it.
func settle(queue []ports.WaitingReceipt, verdicts []ports.Verdict) (int, []ports.RefusedReceipt) {
	var refused []ports.RefusedReceipt
	for i, verdict := range verdicts {
		switch {
		case verdict.Accepted, queue[i].Expired():
		case verdict.Final:
			link := queue[i].Link
			refused = append(refused, ports.RefusedReceipt{
				Sequence: link.Sequence, ReceiptID: link.ReceiptID, Reason: verdict.Reason,
			})
		default:
			return i, refused
		}
	}
	return len(verdicts), refused
}

// postponed says why the tenant's receipts stop where they do. It is no Unavailable
// fault: the service answers, other tenants go on.
func postponed(queue []ports.WaitingReceipt, verdicts []ports.Verdict, settled int) error {
	if settled == len(queue) {
		return nil
	}
	return sendLater(queue[settled], verdicts[settled])
}

// sendLater says that the service wants a receipt again later.
func sendLater(waiting ports.WaitingReceipt, verdict ports.Verdict) error {
	return fault.New(fault.Exhausted, "EVIDENCE_POSTPONED", fmt.Sprintf(
		"receipt %d of tenant %s must be sent again later: %s", waiting.Link.Sequence, waiting.TenantID, verdict.Reason))
}

func sealedTexts(queue []ports.WaitingReceipt) ([]ports.SealedReceipt, error) {
	texts := make([]ports.SealedReceipt, 0, len(queue))
	for i := range queue {
		next := &queue[i]
		if next.Expired() {
			continue
		}
		text, err := receipt.Sealed(next.Body, next.Link)
		if err != nil {
			return nil, err
		}
		texts = append(texts, ports.SealedReceipt{ID: next.Link.ReceiptID, Text: text, Origin: next.Origin})
	}
	return texts, nil
}

// queues parts what waits by tenant. A queue ends where a sequence is missing: the
// watermark must never pass a receipt that was not sent.
func queues(waiting []ports.WaitingReceipt) [][]ports.WaitingReceipt {
	var parts [][]ports.WaitingReceipt
	for start := 0; start < len(waiting); {
		owner, end, whole := waiting[start].TenantID, start+1, start+1
		for ; end < len(waiting) && waiting[end].TenantID == owner; end++ {
			if whole == end && waiting[end].Link.Sequence == waiting[end-1].Link.Sequence+1 {
				whole++
			}
		}
		parts = append(parts, waiting[start:whole])
		start = end
	}
	return parts
}
