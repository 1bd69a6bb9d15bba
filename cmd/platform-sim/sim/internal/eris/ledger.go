package eris

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// ledger holds every tenant's chain. It holds at most keep receipts: past that the older half of each chain is judged for
// good and forgotten, so memory stays flat, and repeats of what is forgotten are no longer recognised.
type ledger struct {
	keep int
	// journal is nil when nothing outlives the process.
	journal Journal

	mu      sync.Mutex
	tenants map[string]*tenant
	holding int
}

func newLedger(keep int) *ledger {
	return &ledger{keep: keep, tenants: map[string]*tenant{}}
}

// accept adds the receipt. A repeat of the same bytes is counted and answers when the first came; the same id with other
// bytes is a 409 ProblemError.
func (l *ledger) accept(r receipt, now time.Time) (at time.Time, repeated bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	chain := l.tenant(r.tenantID)
	earlier, known := chain.byID[r.id]
	switch {
	case known && earlier.hash != r.hash:
		return time.Time{}, false, conflict()
	case known:
		chain.duplicates++
		return time.Unix(0, earlier.at), true, nil
	}
	before := len(chain.byID)
	chain.add(r, now.UnixNano())
	l.note(acceptedOf(r, now))
	l.holding += len(chain.byID) - before
	if l.holding > l.keep {
		l.fold()
	}
	return now, false, nil
}

func (l *ledger) tenant(tenantID string) *tenant {
	chain, known := l.tenants[tenantID]
	if !known {
		chain = newTenant()
		l.tenants[tenantID] = chain
	}
	return chain
}

func (l *ledger) fold() {
	l.holding = 0
	for _, chain := range l.tenants {
		chain.fold()
		l.holding += len(chain.byID)
	}
}

// report lists the tenants by id; an empty tenantID means all of them.
func (l *ledger) report(tenantID string) Chain {
	l.mu.Lock()
	defer l.mu.Unlock()
	chain := Chain{Tenants: []TenantChain{}}
	for _, id := range slices.Sorted(maps.Keys(l.tenants)) {
		if tenantID == "" || tenantID == id {
			chain.Tenants = append(chain.Tenants, l.tenants[id].report(id))
		}
	}
	return chain
}

func (l *ledger) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tenants, l.holding = map[string]*tenant{}, 0
	l.note(entry{Forgotten: true})
}

// note keeps the entry, for a caller that holds the lock.
func (l *ledger) note(e entry) {
	if l.journal != nil {
		l.journal.Append(e.line())
	}
}

func conflict() reply.ProblemError {
	return reply.ProblemError{
		Status: http.StatusConflict, Code: "RECEIPT_CONFLICT", Detail: "receipt_id was accepted before with other content",
		Errors: []reply.FieldError{{Path: "receipt_id", Message: "was accepted before with other content"}},
	}
}
