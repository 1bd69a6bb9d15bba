package eris

import "github.com/google/uuid"

// findingsLimit bounds each list of findings of a tenant, so that a broken sender cannot fill the memory.
const findingsLimit = 1000

// Fork is a sequence that several receipts claim.
type Fork struct {
	Sequence   uint64      `json:"sequence"`
	ReceiptIDs []uuid.UUID `json:"receipt_ids"`
}

// BrokenLink is a receipt whose prev_hash is not the hash of its predecessor, which is held.
type BrokenLink struct {
	Sequence  uint64    `json:"sequence"`
	ReceiptID uuid.UUID `json:"receipt_id"`
}

// Findings is what is wrong with a chain, in order of sequence. Empty lists are never null.
type Findings struct {
	// Gaps are ranges of missing sequences, both ends included. What may follow the head is no gap.
	Gaps        [][2]uint64  `json:"gaps"`
	Forks       []Fork       `json:"forks"`
	BrokenLinks []BrokenLink `json:"broken_links"`
}

func (f Findings) none() bool {
	return len(f.Gaps) == 0 && len(f.Forks) == 0 && len(f.BrokenLinks) == 0
}

func (f Findings) clone() Findings {
	return Findings{
		Gaps:        append([][2]uint64{}, f.Gaps...),
		Forks:       append([]Fork{}, f.Forks...),
		BrokenLinks: append([]BrokenLink{}, f.BrokenLinks...),
	}
}

// noted appends unless the list is full.
func noted[T any](list []T, item T) []T {
	if len(list) >= findingsLimit {
		return list
	}
	return append(list, item)
}
