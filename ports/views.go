package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// DecisionViews answer queries on decisions.
type DecisionViews interface {
	// ViewDecision answers one decision and its receipt's state. Another tenant's, or
	// one that does not exist, is a NotFound fault.
	ViewDecision(ctx context.Context, owner tenant.ID, decisionID id.UUID) (DecisionView, error)
	// ListDecisions answers a page, newest first (by id), all of one moment.
	ListDecisions(ctx context.Context, owner tenant.ID, filter DecisionFilter) (DecisionPage, error)
	// ViewDecisionReceipt answers the decision's receipt; NotFound likewise.
	ViewDecisionReceipt(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ReceiptView, error)
}

// DecisionView is a decision as it is kept.
type DecisionView struct {
	Decision decision.Decision
	Receipt  receipt.State
}

// DecisionFilter narrows a list. What is left empty matches any.
type DecisionFilter struct {
	ActorID string
	// Playbook is one that fired, in shadow mode too.
	Playbook playbook.Key
	Surface  action.Surface
	Degraded *bool
	// Span is when they were made.
	Span Span
	// Before is where the page before ended; zero for the first page.
	Before id.UUID
	Limit  int
}

// DecisionPage is a part of the list.
type DecisionPage struct {
	Items []DecisionView
	// Next is where to go on; zero behind the last page. A page ends where its limit is
	// reached, or where so much was looked at that another question should look further:
	// then it may hold fewer items, none even.
	Next id.UUID
}

// ReceiptView is a receipt as it is kept.
type ReceiptView struct {
	ID    id.UUID
	State receipt.State
	// Document is canonical JSON: the sealed text once there is one, the body before.
	Document string
}

// PlaybookViews answer queries on playbooks.
type PlaybookViews interface {
	// ViewPlaybook answers one playbook; NotFound when it is not the tenant's.
	ViewPlaybook(ctx context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error)
	// ListPlaybooks answers a page, oldest first (by id), without deprecated ones
	// unless the status asks for them.
	ListPlaybooks(ctx context.Context, owner tenant.ID, filter PlaybookFilter) ([]playbook.Playbook, error)
	// ListRevisions answers a page of a playbook's revisions, newest first; NotFound
	// when the playbook is not the tenant's.
	ListRevisions(ctx context.Context, owner tenant.ID, key playbook.Key, filter RevisionFilter) ([]playbook.Revision, error)
}

// PlaybookFilter narrows a list.
type PlaybookFilter struct {
	// Status is empty for all but deprecated ones.
	Status playbook.Status
	// After is the last id of the page before; zero for the first page.
	After playbook.Key
	Limit int
}

// RevisionFilter narrows a list.
type RevisionFilter struct {
	// Before is the lowest number of the page before; 0 for the first page.
	Before int
	Limit  int
}
