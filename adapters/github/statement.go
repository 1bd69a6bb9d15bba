package github

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// statement is what a delivery says, in GitHub's words. Every part but the event
// type may be missing.
type statement struct {
	eventType  string
	severity   signal.Severity
	actor      account
	occurredAt time.Time
	repo       string

	branch      string
	filePath    string
	environment string

	facts facts
}

// signal puts the statement in the engine's words and within its bounds.
func (s statement) signal(delivery ports.Delivery) *signal.Signal {
	said := &signal.Signal{
		ID: delivery.ID, TenantID: delivery.TenantID, ActorID: s.actor.actorID(),
		Source: sourceName, EventType: s.eventType, Severity: s.severity,
		OccurredAt: s.occurredAt, Attributes: s.facts.attributes(), Place: s.place(),
	}
	if said.ActorID != "" {
		said.ActorType = actor.Human
	}
	return said
}

func (s statement) place() signal.Place {
	return signal.Place{
		RepoID:      s.repo,
		Branch:      fit(s.branch, signal.MaxText),
		FilePath:    fit(s.filePath, signal.MaxFilePath),
		Environment: fit(s.environment, signal.MaxText),
	}
}
