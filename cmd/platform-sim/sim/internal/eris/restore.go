package eris

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

var errEntry = errors.New("it says nothing that this version understands: move the journal away to start anew")

// restore goes back to what the journal kept, and keeps what happens from now on. A journal with more lines than receipts
// are held is rewritten: what was judged for good needs one line a tenant.
func (l *ledger) restore(journal Journal) error {
	lines := 0
	for line, err := range journal.Lines() {
		if err != nil {
			return err
		}
		lines++
		if err := l.replay(line); err != nil {
			return fmt.Errorf("line %d of the journal: %w", lines, err)
		}
	}
	if lines > l.keep {
		if err := journal.Rewrite(l.lines()); err != nil {
			return err
		}
	}
	l.journal = journal
	return nil
}

func (l *ledger) replay(line []byte) error {
	var e entry
	if err := json.Unmarshal(line, &e); err != nil {
		return errors.Join(errEntry, err)
	}
	switch {
	case e.Accepted != nil:
		_, _, err := l.accept(e.Accepted.receipt(), e.Accepted.AcceptedAt)
		return err
	case e.Folded != nil && len(e.Folded.Hashes) > 0:
		l.tenants[e.Folded.TenantID] = e.Folded.tenant()
	case e.Forgotten:
		l.clear()
	default:
		return errEntry
	}
	return nil
}

// lines answers the fewest lines that lead back to the present state, tenant by tenant.
func (l *ledger) lines() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, tenantID := range slices.Sorted(maps.Keys(l.tenants)) {
			for e := range l.tenants[tenantID].entries(tenantID) {
				if !yield(e.line()) {
					return
				}
			}
		}
	}
}

// entries answers the folded part, then what is held: by sequence, those of one in the order they came.
func (t *tenant) entries(tenantID string) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		if !yield(foldedOf(tenantID, t)) {
			return
		}
		for _, sequence := range slices.Sorted(maps.Keys(t.bySequence)) {
			for _, l := range t.bySequence[sequence] {
				r := receipt{id: l.id, tenantID: tenantID, sequence: sequence, hash: l.hash, prevHash: l.prevHash}
				if !yield(acceptedOf(r, time.Unix(0, t.byID[l.id].at))) {
					return
				}
			}
		}
	}
}

func (e entry) line() []byte {
	line, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts and numbers can always be written
	}
	return line
}
