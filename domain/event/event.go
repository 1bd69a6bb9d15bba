// Package event has the envelope of what was committed. Events are thin: ids and
// what aggregates need, never an actor id or a payload (architecture.md, Events).
package event

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Name says what happened, with the version of the body's shape.
type Name string

// The events of this version.
const (
	DecisionMade       Name = "decision.made.v1"
	OutcomeRecorded    Name = "outcome.recorded.v1"
	FeedbackGiven      Name = "feedback.given.v1"
	ApprovalDecided    Name = "approval.decided.v1"
	DecisionRefused    Name = "decision.refused.v1"
	ReceiptsRedriven   Name = "receipts.redriven.v1"
	PlaybookCreated    Name = "playbook.created.v1"
	PlaybookReplaced   Name = "playbook.replaced.v1"
	PlaybookPublished  Name = "playbook.published.v1"
	PlaybookPaused     Name = "playbook.paused.v1"
	PlaybookResumed    Name = "playbook.resumed.v1"
	PlaybookDeprecated Name = "playbook.deprecated.v1"
	PolicyReplaced     Name = "policy.replaced.v1"
	PolicyInvalidated  Name = "policy.invalidated.v1"
	IntegrationChanged Name = "integration.changed.v1"
	PreferencesChanged Name = "preferences.changed.v1"
	ErasureRequested   Name = "erasure.requested.v1"
	ErasureEnded       Name = "erasure.ended.v1"

	ExperimentCreated     Name = "experiment.created.v1"
	ExperimentReplaced    Name = "experiment.replaced.v1"
	ExperimentActivated   Name = "experiment.activated.v1"
	ExperimentDeactivated Name = "experiment.deactivated.v1"
)

// Event is one row of the feed that followers read.
type Event struct {
	ID       id.UUID
	TenantID tenant.ID
	Name     Name
	At       time.Time
	// ReceiptID is the receipt committed with the event; zero when there is none.
	ReceiptID id.UUID
	Body      canonical.Object
}
