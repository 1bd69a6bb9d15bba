package fatigue

import "time"

// Limits bound what is shown.
type Limits struct {
	// PerHour, PerDay, AlertsPerDay and BypassesPerDay are the subject's budget over all
	// playbooks, which no playbook can lift (product.md, Attention budget); 0 means
	// nothing at all.
	PerHour, PerDay, AlertsPerDay, BypassesPerDay int
	// PlaybookPerDay, TypePerDay and RepositoryPerDay are the playbook's own: how often
	// it speaks to one subject, how much of an action's type the subject gets from all
	// playbooks before this one falls silent, and how often it speaks in one repository,
	// to whomever. 0 means no limit.
	PlaybookPerDay, TypePerDay, RepositoryPerDay int
	// Cooldown is how long the playbook then leaves the subject alone; 0 means none.
	Cooldown time.Duration
}

// Limit names what was reached.
type Limit string

// The limits, in the order in which they are asked: what tells most about the
// playbook comes first.
const (
	Cooldown        Limit = "cooldown"
	WorkItemDaily   Limit = "work_item"
	PlaybookDaily   Limit = "playbook"
	TypeDaily       Limit = "type"
	RepositoryDaily Limit = "repository"
	BypassDaily     Limit = "bypass"
	SubjectHourly   Limit = "hour"
	SubjectDaily    Limit = "day"
	// AlertsDaily is asked by itself: what has other surfaces goes to them.
	AlertsDaily Limit = "alerts"
)

var rules = []struct {
	limit   Limit
	reached func(a *Account, e *Entry, l *Limits) bool
}{
	{Cooldown, func(a *Account, e *Entry, l *Limits) bool {
		return l.Cooldown > 0 && a.memory.Subject.count(e, l.Cooldown, (*Entry).samePlaybook) > 0
	}},
	{WorkItemDaily, func(a *Account, e *Entry, _ *Limits) bool {
		return e.WorkItem.RepoID != "" && a.count(e, Span, (*Entry).samePlaybook, (*Entry).sameWorkItem) > 0
	}},
	{PlaybookDaily, func(a *Account, e *Entry, l *Limits) bool {
		return l.PlaybookPerDay > 0 && a.count(e, Span, (*Entry).samePlaybook) >= l.PlaybookPerDay
	}},
	{TypeDaily, func(a *Account, e *Entry, l *Limits) bool {
		return l.TypePerDay > 0 && a.count(e, Span, (*Entry).sameType) >= l.TypePerDay
	}},
	{RepositoryDaily, func(a *Account, e *Entry, l *Limits) bool {
		return l.RepositoryPerDay > 0 && a.inRepository(e) >= l.RepositoryPerDay
	}},
	{BypassDaily, func(a *Account, e *Entry, l *Limits) bool {
		return e.Bypass && a.count(e, Span, (*Entry).bothBypass) >= l.BypassesPerDay
	}},
	{SubjectHourly, func(a *Account, e *Entry, l *Limits) bool { return a.count(e, time.Hour) >= l.PerHour }},
	{SubjectDaily, func(a *Account, e *Entry, l *Limits) bool { return a.count(e, Span) >= l.PerDay }},
}

// alike reports whether an entry of the past counts against another.
type alike func(past, e *Entry) bool

func (e *Entry) samePlaybook(other *Entry) bool { return e.PlaybookID == other.PlaybookID }

func (e *Entry) sameWorkItem(other *Entry) bool { return e.WorkItem == other.WorkItem }

func (e *Entry) sameType(other *Entry) bool { return e.Type == other.Type }

func (e *Entry) bothBypass(other *Entry) bool { return e.Bypass && other.Bypass }

func (e *Entry) bothAlert(other *Entry) bool { return e.Alerts() && other.Alerts() }
