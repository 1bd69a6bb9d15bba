package eris

import (
	"maps"
	"slices"

	"github.com/google/uuid"
)

// held is what is kept of a receipt to answer its repeats: what it hashed to and when it came, in Unix nanoseconds.
type held struct {
	hash hash
	at   int64
}

// tenant is one tenant's chain: the oldest part folded into a walk, the newest receipts held.
type tenant struct {
	byID       map[uuid.UUID]held
	bySequence map[uint64][]link
	folded     walk

	head       uint64
	headHash   hash
	count      uint64
	duplicates uint64
	outOfOrder uint64
	unchecked  uint64
}

func newTenant() *tenant {
	return &tenant{byID: map[uuid.UUID]held{}, bySequence: map[uint64][]link{}, folded: newWalk()}
}

// add takes a receipt that is not held. One in the folded part is a repeat, or too late to be judged: it is unchecked.
func (t *tenant) add(r receipt, at int64) {
	if r.sequence <= t.folded.at {
		t.unchecked++
		return
	}
	t.count++
	if r.sequence < t.head {
		t.outOfOrder++
	}
	if r.sequence > t.head {
		t.head, t.headHash = r.sequence, r.hash
	}
	t.byID[r.id] = held{hash: r.hash, at: at}
	t.bySequence[r.sequence] = append(t.bySequence[r.sequence], link{id: r.id, hash: r.hash, prevHash: r.prevHash})
}

// fold walks the older half of what is held and forgets it.
func (t *tenant) fold() {
	sequences := slices.Sorted(maps.Keys(t.bySequence))
	for _, sequence := range sequences[:len(sequences)/2] {
		links := t.bySequence[sequence]
		t.folded.step(sequence, links)
		for _, l := range links {
			delete(t.byID, l.id)
		}
		delete(t.bySequence, sequence)
	}
}

// report judges the whole chain as it stands, without changing it.
func (t *tenant) report(tenantID string) TenantChain {
	whole := t.folded.clone()
	for _, sequence := range slices.Sorted(maps.Keys(t.bySequence)) {
		whole.step(sequence, t.bySequence[sequence])
	}
	return TenantChain{
		TenantID:     tenantID,
		Count:        t.count,
		HeadSequence: t.head,
		HeadHash:     t.headHash.String(),
		Verified:     whole.findings.none() && t.unchecked == 0,
		Findings:     whole.findings,
		Duplicates:   t.duplicates,
		OutOfOrder:   t.outOfOrder,
		Unchecked:    t.unchecked,
	}
}
