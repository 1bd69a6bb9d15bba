package eris

import (
	"slices"

	"github.com/google/uuid"
)

// link is one receipt's place in the chain.
type link struct {
	id       uuid.UUID
	hash     hash
	prevHash hash
}

// walk goes along a tenant's sequences in rising order and notes what is wrong.
type walk struct {
	// at is the last sequence passed, 0 before the first.
	at uint64
	// hashes are those of the receipts at it: several after a fork, the zero hash before the first.
	hashes   []hash
	findings Findings
}

func newWalk() walk {
	return walk{hashes: []hash{{}}, findings: Findings{}.clone()}
}

func (w *walk) clone() walk {
	return walk{at: w.at, hashes: slices.Clone(w.hashes), findings: w.findings.clone()}
}

// step passes the receipts at one sequence. Links over a gap cannot be judged; after a fork, any branch may be followed.
func (w *walk) step(sequence uint64, links []link) {
	if sequence > w.at+1 {
		w.findings.Gaps = noted(w.findings.Gaps, [2]uint64{w.at + 1, sequence - 1})
	} else {
		w.judgeLinks(sequence, links)
	}
	if len(links) > 1 {
		w.findings.Forks = noted(w.findings.Forks, forkOf(sequence, links))
	}
	w.at = sequence
	w.hashes = w.hashes[:0]
	for _, l := range links {
		w.hashes = append(w.hashes, l.hash)
	}
}

func (w *walk) judgeLinks(sequence uint64, links []link) {
	for _, l := range links {
		if !slices.Contains(w.hashes, l.prevHash) {
			w.findings.BrokenLinks = noted(w.findings.BrokenLinks, BrokenLink{Sequence: sequence, ReceiptID: l.id})
		}
	}
}

func forkOf(sequence uint64, links []link) Fork {
	fork := Fork{Sequence: sequence}
	for _, l := range links {
		fork.ReceiptIDs = append(fork.ReceiptIDs, l.id)
	}
	return fork
}
