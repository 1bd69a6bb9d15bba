package github

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// anyAlert is what the three kinds of security alert have in common.
type anyAlert struct {
	Number      int64  `json:"number"`
	HTMLURL     string `json:"html_url"`
	UpdatedAt   moment `json:"updated_at"`
	FixedAt     moment `json:"fixed_at"`
	DismissedAt moment `json:"dismissed_at"`
	ResolvedAt  moment `json:"resolved_at"`
	CreatedAt   moment `json:"created_at"`
}

// unknownSeverity is for alerts whose severity is missing or not of any scale:
// worth a look, and not to be ranked with what is known to be bad.
const unknownSeverity = signal.Medium

// occurredAt answers the alert's latest change, as not every alert says when it was updated.
func (a anyAlert) occurredAt() time.Time {
	return firstGiven(a.UpdatedAt, a.FixedAt, a.DismissedAt, a.ResolvedAt, a.CreatedAt)
}

// stage is what an action does to an alert.
type stage uint8

const (
	unchanged stage = iota
	raised
	resolved
)

// stageOf reads the action, in the form that GitHub gives it for one kind of
// alert or another: "closed" comes as closed_by_user, and what Dependabot's own
// rules do bears "auto". An action that the kind of alert never has does no harm.
func stageOf(action string) stage {
	switch action {
	case "created", "reopened", "reopened_by_user", "auto_reopened", "reintroduced", "appeared_in_branch":
		return raised
	case "fixed", "dismissed", "auto_dismissed", "resolved", "closed", "closed_by_user":
		return resolved
	}
	return unchanged
}

// statementFor answers what an alert says at this stage: the given statement
// when it was raised, that it is resolved when it was.
func statementFor(action string, sender account, whenRaised statement) *statement {
	switch stageOf(action) {
	case raised:
		return &whenRaised
	case resolved:
		whenRaised.eventType, whenRaised.severity, whenRaised.actor = "security.resolved", signal.Info, sender
		return &whenRaised
	case unchanged:
	}
	return nil
}

// firstSeverity answers the first of the names that is of a known scale.
func firstSeverity(names ...string) signal.Severity {
	for _, name := range names {
		if severity, ok := signal.MapSeverity(name); ok {
			return severity
		}
	}
	return unknownSeverity
}
