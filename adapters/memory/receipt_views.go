package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.ReceiptViews = (*Store)(nil)

// keptReceipt is a committed body.
type keptReceipt struct {
	body string
	at   time.Time
}

// ViewReceipt implements ports.ReceiptViews.
func (s *Store) ViewReceipt(_ context.Context, owner tenant.ID, receiptID id.UUID) (ports.ReceiptView, error) {
	document, found := s.ReceiptBody(owner, receiptID)
	if !found {
		return ports.ReceiptView{}, fault.Missing("the receipt")
	}
	standing, link := s.receipts.standing(owner, receiptID)
	var err error
	if standing.Sequence > 0 {
		document, err = receipt.Sealed(document, link)
	}
	return ports.ReceiptView{ID: receiptID, State: standing.State(), Document: document}, err
}

// standing answers what a receipt's state follows from, and its link once it is sealed.
func (r *Receipts) standing(owner tenant.ID, receiptID id.UUID) (receipt.Standing, receipt.Link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	chain := r.chain(owner)
	at := slices.IndexFunc(chain.links, func(link receipt.Link) bool { return link.ReceiptID == receiptID })
	if at < 0 {
		return receipt.Standing{}, receipt.Link{}
	}
	standing := receipt.Standing{Sequence: int64(at) + 1, Emitted: chain.emitted}
	if refusal, found := chain.refusals[standing.Sequence]; found {
		standing.Refusal = &refusal
	}
	return standing, chain.links[at]
}

// ListReceipts implements ports.ReceiptViews.
func (s *Store) ListReceipts(_ context.Context, owner tenant.ID, filter ports.ReceiptFilter) ([]ports.ReceiptEntry, error) {
	newest := newestBy(filter.State)
	var page []ports.ReceiptEntry
	for receiptID, kept := range s.rows(owner).receipts {
		entry := s.receipts.entry(owner, receiptID, kept)
		if filter.State != receipt.Pending {
			entry.Fed = event.Position{}
		}
		wanted := filter.State == "" || filter.State == entry.State
		first := filter.Before == ports.ReceiptPlace{}
		if wanted && (first || newest(entry.ReceiptPlace, filter.Before) > 0) {
			page = append(page, entry)
		}
	}
	slices.SortFunc(page, func(a, b ports.ReceiptEntry) int { return newest(a.ReceiptPlace, b.ReceiptPlace) })
	return page[:min(len(page), filter.Limit)], nil
}

func (r *Receipts) entry(owner tenant.ID, receiptID id.UUID, kept keptReceipt) ports.ReceiptEntry {
	standing, link := r.standing(owner, receiptID)
	entry := ports.ReceiptEntry{
		ReceiptPlace: ports.ReceiptPlace{ID: receiptID, Sequence: standing.Sequence},
		State:        standing.State(), CreatedAt: kept.at, Parent: receipt.ParentOf(kept.body),
		PrevHash: link.PrevHash, Hash: link.Hash, KID: link.KID, Refusal: standing.Refusal,
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if standing.Sequence > 0 {
		entry.SealedAt = r.chain(owner).sealedAt[standing.Sequence-1]
		return entry
	}
	for _, fed := range r.feed {
		if fed.receipt.ID == receiptID && fed.receipt.TenantID == owner {
			entry.Fed = fed.position
		}
	}
	return entry
}

// newestBy answers the order of a list, newest first.
func newestBy(state receipt.State) func(a, b ports.ReceiptPlace) int {
	switch state {
	case "":
		return func(a, b ports.ReceiptPlace) int { return bytes.Compare(b.ID[:], a.ID[:]) }
	case receipt.Pending:
		return func(a, b ports.ReceiptPlace) int {
			return cmp.Or(cmp.Compare(b.Fed.Transaction, a.Fed.Transaction), cmp.Compare(b.Fed.Number, a.Fed.Number))
		}
	case receipt.SealedState, receipt.Emitted, receipt.Failed:
	}
	return func(a, b ports.ReceiptPlace) int { return cmp.Compare(b.Sequence, a.Sequence) }
}

// ViewChain implements ports.ReceiptViews.
func (s *Store) ViewChain(_ context.Context, owner tenant.ID) (ports.ChainView, error) {
	r := s.receipts
	r.mu.Lock()
	defer r.mu.Unlock()
	chain := r.chain(owner)
	if len(chain.links) == 0 {
		return ports.ChainView{}, nil
	}
	last := len(chain.links) - 1
	return ports.ChainView{
		Head: chain.links[last].Next(), Emitted: chain.emitted, KID: chain.links[last].KID, SealedAt: chain.sealedAt[last],
	}, nil
}
