package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.RefusalReader = (*Receipts)(nil)

// ReadRefused implements ports.RefusalReader.
func (r *Receipts) ReadRefused(_ context.Context, owner tenant.ID, span ports.Span, limit int) ([]int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	sequences := r.chain(owner).refused(func(r receipt.Refusal) bool {
		return r.RequeuedAt.IsZero() && span.Contains(r.At)
	})
	return sequences[:min(len(sequences), limit)], nil
}

// Redrive has refused receipts sent again, as a write set does: all of them, or it is
// stale.
func (r *Receipts) Redrive(owner tenant.ID, at time.Time, sequences ...int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	refusals := r.chain(owner).refusals
	for _, sequence := range sequences {
		if refusal, found := refusals[sequence]; !found || !refusal.RequeuedAt.IsZero() {
			return stale("refused receipt")
		}
	}
	for _, sequence := range sequences {
		refusal := refusals[sequence]
		refusal.RequeuedAt = at
		refusals[sequence] = refusal
	}
	return nil
}

// ReadRequeued implements ports.EmissionLog.
func (r *Receipts) ReadRequeued(
	_ context.Context, after tenant.ID, tenants, perTenant int,
) ([]ports.RequeuedReceipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var waiting []ports.RequeuedReceipt
	for _, owner := range slices.Sorted(maps.Keys(r.chains)) {
		chain := r.chains[owner]
		sequences := chain.refused(requeued)
		if cmp.Compare(owner, after) <= 0 || len(sequences) == 0 || tenants == 0 {
			continue
		}
		for _, sequence := range sequences[:min(len(sequences), perTenant)] {
			waiting = append(waiting, ports.RequeuedReceipt{
				WaitingReceipt: chain.at(owner, sequence), RequeuedAt: chain.refusals[sequence].RequeuedAt,
			})
		}
		tenants--
	}
	return waiting, nil
}

func requeued(r receipt.Refusal) bool { return !r.RequeuedAt.IsZero() && r.SettledAt.IsZero() }

// MarkRedriven implements ports.EmissionLog.
func (r *Receipts) MarkRedriven(_ context.Context, progress ports.RedriveProgress) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	refusals := r.chain(progress.TenantID).refusals
	for _, verdict := range progress.Verdicts {
		known := refusals[verdict.Sequence]
		if !requeued(known) || !known.RequeuedAt.Equal(verdict.RequeuedAt) {
			return stale("requeued receipt")
		}
	}
	for _, verdict := range progress.Verdicts {
		known := refusals[verdict.Sequence]
		if verdict.Accepted {
			known.SettledAt = progress.At
		} else {
			known = receipt.Refusal{Reason: verdict.Reason, At: progress.At}
		}
		refusals[verdict.Sequence] = known
	}
	return nil
}

// Refused answers what the evidence service refused of a tenant for good, and nobody
// has redriven since.
func (r *Receipts) Refused(owner tenant.ID) []ports.RefusedReceipt {
	r.mu.Lock()
	defer r.mu.Unlock()
	chain := r.chain(owner)
	var list []ports.RefusedReceipt
	for _, sequence := range chain.refused(func(r receipt.Refusal) bool { return r.RequeuedAt.IsZero() }) {
		list = append(list, ports.RefusedReceipt{
			Sequence: sequence, ReceiptID: chain.links[sequence-1].ReceiptID, Reason: chain.refusals[sequence].Reason,
		})
	}
	return list
}

// refused answers the sequences of the refusals that are such, lowest first.
func (c *chain) refused(such func(receipt.Refusal) bool) []int64 {
	var sequences []int64
	for _, sequence := range slices.Sorted(maps.Keys(c.refusals)) {
		if such(c.refusals[sequence]) {
			sequences = append(sequences, sequence)
		}
	}
	return sequences
}
