package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// EvidenceTimeout bounds one try (downstream.md, ERIS).
const EvidenceTimeout = 2 * time.Second

// Evidence decorates ports.Evidence: breaker, around retries, around the timeout. So
// the breaker counts a call that failed in all its tries as one failure, and an open
// one is not retried.
type Evidence struct {
	next    ports.Evidence
	breaker *Breaker
	retries Retries
	timeout time.Duration
}

var _ ports.Evidence = (*Evidence)(nil)

// NewEvidence decorates next.
func NewEvidence(next ports.Evidence, breaker *Breaker, retries Retries, timeout time.Duration) *Evidence {
	return &Evidence{next: next, breaker: breaker, retries: retries, timeout: timeout}
}

// Submit implements ports.Evidence. Trying again is safe: a receipt sent twice is one.
func (e *Evidence) Submit(
	ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt,
) (verdicts []ports.Verdict, err error) {
	err = e.breaker.Do(ctx, func(ctx context.Context) error {
		return retry(ctx, e.retries, func(ctx context.Context) error {
			return within(ctx, e.timeout, func(ctx context.Context) error {
				verdicts, err = e.next.Submit(ctx, owner, sealed)
				return err
			})
		})
	})
	if err != nil {
		return nil, err
	}
	return verdicts, nil
}
