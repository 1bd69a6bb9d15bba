package erasure

// Part is one kind of what is removed. It names a count for good: the set is closed.
type Part string

// The parts, in the order in which they go. Decisions go after what is found by them.
const (
	// Jobs are those whose arguments name one of the actor's signals.
	Jobs            Part = "jobs"
	Signals         Part = "signals"
	SignalDecisions Part = "signal_decisions"
	Deliveries      Part = "deliveries"
	Deferrals       Part = "deferrals"
	Digests         Part = "digests"
	// Keys and Replays are idempotency keys with what was answered under them: the actor's
	// own, and those whose answer is about the actor.
	Keys        Part = "idempotency_keys"
	Replays     Part = "replays"
	Preferences Part = "preferences"
	Windows     Part = "fatigue_windows"
	// Outcomes and the following stay, with the alias in place of the actor.
	Outcomes  Part = "outcomes"
	Feedback  Part = "feedback"
	Approvals Part = "approvals"
	Audit     Part = "audit_entries"
	Decisions Part = "decisions"
)

// Parts answers all of them, in order.
func Parts() []Part {
	return []Part{
		Jobs, Signals, SignalDecisions, Deliveries, Deferrals, Digests, Keys, Replays, Preferences, Windows,
		Outcomes, Feedback, Approvals, Audit, Decisions,
	}
}
