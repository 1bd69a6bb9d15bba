package fatigue

import (
	"maps"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Memory is what was shown lately, as far as one decision has to know.
type Memory struct {
	// Subject is the window of the actor, or of the repository for a signal without one.
	Subject Window
	// Repository are the windows of playbooks in the repository that the decision is
	// about, whomever they spoke to; of those only that have a limit there.
	Repository map[id.UUID]Window
}

// Account takes a decision's entries one after another, as far as the limits allow.
type Account struct {
	memory Memory
	taken  []Entry
	// repository are the playbooks of taken entries that have a limit in the repository.
	repository []bool
}

// NewAccount opens an account over what is remembered.
func NewAccount(memory Memory) *Account { return &Account{memory: memory} }

// Take answers the first limit that one more entry would break, or remembers it and
// answers none. All entries of an account have one time.
func (a *Account) Take(e Entry, l Limits) (reached Limit) {
	for _, rule := range rules {
		if rule.reached(a, &e, &l) {
			return rule.limit
		}
	}
	a.taken = append(a.taken, e)
	a.repository = append(a.repository, l.RepositoryPerDay > 0 && e.WorkItem.RepoID != "")
	return ""
}

// AlertsLeft reports whether the entry may go to the alert surface too.
func (a *Account) AlertsLeft(e *Entry, l *Limits) bool {
	return a.count(e, Span, (*Entry).bothAlert) < l.AlertsPerDay
}

// Change is a window that takes the place of the one whose version is one less.
type Change struct {
	// PlaybookID is the playbook whose window in the repository it is; zero for the
	// subject's own.
	PlaybookID id.UUID
	Window     Window
}

// Changes answers what is to be remembered of the entries that were taken, the
// subject's window first; none when none was.
func (a *Account) Changes() []Change {
	if len(a.taken) == 0 {
		return nil
	}
	changes := []Change{{Window: a.memory.Subject.With(a.taken...)}}
	spoke := make(map[id.UUID][]Entry)
	for i, e := range a.taken {
		if a.repository[i] {
			spoke[e.PlaybookID] = append(spoke[e.PlaybookID], e)
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(spoke), compare) {
		changes = append(changes, Change{PlaybookID: key, Window: a.memory.Repository[key].With(spoke[key]...)})
	}
	return changes
}

func compare(a, b id.UUID) int { return slices.Compare(a[:], b[:]) }

// count answers how many entries within the span count against one more.
func (a *Account) count(e *Entry, span time.Duration, conditions ...alike) int {
	taken := Window{Entries: a.taken}
	return a.memory.Subject.count(e, span, conditions...) + taken.count(e, span, conditions...)
}

func (a *Account) inRepository(e *Entry) int {
	taken := Window{Entries: a.taken}
	return a.memory.Repository[e.PlaybookID].count(e, Span) + taken.count(e, Span, (*Entry).samePlaybook)
}
