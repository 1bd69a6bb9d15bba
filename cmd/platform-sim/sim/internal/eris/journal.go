package eris

import (
	"iter"
	"time"

	"github.com/google/uuid"
)

// Journal keeps what the evidence service must know again after a restart, as lines of JSON.
type Journal interface {
	// Lines answers what was kept, oldest first, and is read to its end before the first Append. A line must not be used
	// once the next one was asked for. An error comes last.
	Lines() iter.Seq2[[]byte, error]
	// Append keeps one more line. It is called by one at a time, who must not be kept waiting: a failure is the
	// journal's own affair.
	Append(line []byte)
	// Rewrite replaces all lines, or none when it fails. It is called before the first Append, at most once.
	Rewrite(lines iter.Seq[[]byte]) error
}

// entry is one line. Only one of its members is set.
type entry struct {
	Accepted *acceptedEntry `json:"accepted,omitempty"`
	Folded   *foldedEntry   `json:"folded,omitempty"`
	// Forgotten says that all that came before was forgotten on command.
	Forgotten bool `json:"forgotten,omitempty"`
}

// acceptedEntry is a receipt that was accepted for the first time.
type acceptedEntry struct {
	TenantID   string    `json:"tenant_id"`
	ReceiptID  uuid.UUID `json:"receipt_id"`
	Sequence   uint64    `json:"sequence"`
	Hash       hash      `json:"hash"`
	PrevHash   hash      `json:"prev_hash"`
	AcceptedAt time.Time `json:"accepted_at"`
}

// foldedEntry is the part of a tenant's chain that was judged for good and forgotten, with the tenant's counts less what
// is still held.
type foldedEntry struct {
	TenantID   string `json:"tenant_id"`
	Sequence   uint64 `json:"sequence"`
	Hashes     []hash `json:"hashes"`
	Findings          // what is wrong with that part
	Count      uint64 `json:"count"`
	Duplicates uint64 `json:"duplicates"`
	OutOfOrder uint64 `json:"out_of_order"`
	Unchecked  uint64 `json:"unchecked"`
}

func acceptedOf(r receipt, at time.Time) entry {
	return entry{Accepted: &acceptedEntry{
		TenantID: r.tenantID, ReceiptID: r.id, Sequence: r.sequence, Hash: r.hash, PrevHash: r.prevHash, AcceptedAt: at.UTC(),
	}}
}

func (e *acceptedEntry) receipt() receipt {
	return receipt{id: e.ReceiptID, tenantID: e.TenantID, sequence: e.Sequence, hash: e.Hash, prevHash: e.PrevHash}
}

func foldedOf(tenantID string, t *tenant) entry {
	return entry{Folded: &foldedEntry{
		TenantID: tenantID, Sequence: t.folded.at, Hashes: t.folded.hashes, Findings: t.folded.findings,
		Count: t.count - uint64(len(t.byID)), Duplicates: t.duplicates, OutOfOrder: t.outOfOrder, Unchecked: t.unchecked,
	}}
}

// tenant answers the tenant as of the folded part. The head is never in it: the newest receipt of a chain is always held.
func (e *foldedEntry) tenant() *tenant {
	t := newTenant()
	t.folded = walk{at: e.Sequence, hashes: e.Hashes, findings: e.clone()}
	t.count, t.duplicates, t.outOfOrder, t.unchecked = e.Count, e.Duplicates, e.OutOfOrder, e.Unchecked
	return t
}
