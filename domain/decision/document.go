package decision

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// documentVersion is of the shape below. A release reads every version that an
// earlier one wrote; golden files hold it to that.
const documentVersion = 1

// document is how a decision is kept. Names are short for rows that are written
// thousands of times a second, and never change within a version.
type document struct {
	Version         int                  `json:"v"`
	ID              id.UUID              `json:"id"`
	ReceiptID       id.UUID              `json:"receipt"`
	TenantID        tenant.ID            `json:"tenant"`
	ActorID         string               `json:"actor,omitempty"`
	ActorType       actor.Type           `json:"actor_type,omitempty"`
	ActorRef        id.UUID              `json:"actor_ref,omitzero"`
	Roles           []string             `json:"roles,omitempty"`
	Surface         action.Surface       `json:"surface"`
	Place           signal.Place         `json:"place,omitzero"`
	EvaluationPoint string               `json:"point"`
	SignalID        string               `json:"signal,omitempty"`
	Severity        signal.Severity      `json:"severity,omitempty"`
	Change          signal.Change        `json:"change,omitzero"`
	CreatedAt       time.Time            `json:"at"`
	SnapshotID      string               `json:"snapshot"`
	VersionIDs      []string             `json:"policies"`
	SnapshotHash    string               `json:"hash"`
	Allowed         bool                 `json:"allowed"`
	Stale           bool                 `json:"stale,omitempty"`
	Degraded        []string             `json:"degraded,omitempty"`
	Fired           []firedDocument      `json:"fired,omitempty"`
	Assignments     []assignmentDocument `json:"experiments,omitempty"`
	Actions         []actionDocument     `json:"actions,omitempty"`
	Shadow          []actionDocument     `json:"shadow,omitempty"`
	Suppressed      []suppressedDocument `json:"suppressed,omitempty"`
	Explanation     []consideredDocument `json:"explanation,omitempty"`
}

type firedDocument struct {
	PlaybookID playbook.Key `json:"id"`
	Revision   int          `json:"rev"`
	Version    string       `json:"ver"`
}

type assignmentDocument struct {
	ExperimentID id.UUID        `json:"id"`
	Variant      string         `json:"variant"`
	Playbooks    []playbook.Key `json:"playbooks,omitempty"`
}

type actionDocument struct {
	ID                  id.UUID          `json:"id"`
	Type                action.Type      `json:"type"`
	Surfaces            []action.Surface `json:"surfaces"`
	PlaybookID          id.UUID          `json:"playbook"`
	Revision            int              `json:"rev"`
	Title               string           `json:"title"`
	Body                string           `json:"body,omitempty"`
	Rationale           string           `json:"rationale,omitempty"`
	EvidenceLinks       []string         `json:"links,omitempty"`
	RequiresConsent     bool             `json:"consent,omitempty"`
	RequiresDualChannel bool             `json:"dual,omitempty"`
	ExpiresAt           time.Time        `json:"expires"`
	Deferral            deferralDocument `json:"deferral,omitzero"`
	Bypass              bool             `json:"bypass,omitempty"`
}

type deferralDocument struct {
	Surfaces []action.Surface `json:"surfaces"`
	Until    time.Time        `json:"until"`
	Digest   bool             `json:"digest,omitempty"`
}

// IsZero has nothing written where nothing waits.
func (d deferralDocument) IsZero() bool { return len(d.Surfaces) == 0 }

type suppressedDocument struct {
	PlaybookID   id.UUID     `json:"playbook"`
	Revision     int         `json:"rev"`
	ActionNumber int         `json:"n"`
	Type         action.Type `json:"type"`
	Reason       Reason      `json:"reason"`
	Detail       string      `json:"detail,omitempty"`
	Shadow       bool        `json:"shadow,omitempty"`
}

type consideredDocument struct {
	Playbook firedDocument `json:"playbook"`
	Fired    bool          `json:"fired,omitempty"`
	Steps    []Step        `json:"steps"`
}

// Document answers the decision as it is kept.
func (d *Decision) Document() (string, error) {
	text, err := json.Marshal(document{
		Version: documentVersion, ID: d.ID, ReceiptID: d.ReceiptID, TenantID: d.TenantID,
		ActorID: d.Actor.ID, ActorType: d.Actor.Type, ActorRef: d.ActorRef, Roles: d.Actor.Roles,
		Surface: d.Context.Surface, Place: d.Context.Place, EvaluationPoint: d.Context.EvaluationPoint,
		SignalID: d.SignalID, Severity: d.Severity, Change: d.Change, CreatedAt: d.CreatedAt,
		SnapshotID: d.Snapshot.ID, VersionIDs: d.Snapshot.VersionIDs, SnapshotHash: d.Snapshot.Hash,
		Allowed: d.Snapshot.Allowed, Stale: d.Snapshot.Stale, Degraded: d.Degraded,
		Fired: each(d.Fired, firedDocumentOf), Assignments: each(d.Assignments, assignmentDocumentOf),
		Actions: each(d.Actions, actionDocumentOf),
		Shadow:  each(d.Shadow, actionDocumentOf), Suppressed: each(d.Suppressed, suppressedDocumentOf),
		Explanation: each(d.Explanation, consideredDocumentOf),
	})
	if err != nil {
		return "", fmt.Errorf("write the decision %s as a document: %w", d.ID, err)
	}
	return string(text), nil
}

// FromDocument rehydrates a kept decision. It is not a constructor: nothing is
// decided here.
func FromDocument(text string) (Decision, error) {
	var doc document
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return Decision{}, fmt.Errorf("read a kept decision: %w", err)
	}
	if doc.Version != documentVersion {
		return Decision{}, fmt.Errorf("read a kept decision: this release does not know version %d", doc.Version)
	}
	return Decision{
		ID: doc.ID, ReceiptID: doc.ReceiptID, TenantID: doc.TenantID, ActorRef: doc.ActorRef,
		Actor: actor.Actor{ID: doc.ActorID, Type: doc.ActorType, Roles: doc.Roles},
		Context: playbook.Context{
			Place: doc.Place, Surface: doc.Surface, EvaluationPoint: doc.EvaluationPoint,
		},
		SignalID: doc.SignalID, Severity: doc.Severity, Change: doc.Change, CreatedAt: doc.CreatedAt,
		Snapshot: policy.Snapshot{
			ID: doc.SnapshotID, VersionIDs: doc.VersionIDs, Hash: doc.SnapshotHash,
			Allowed: doc.Allowed, Stale: doc.Stale,
		},
		Degraded: doc.Degraded, Fired: each(doc.Fired, firedDocument.fired),
		Assignments: each(doc.Assignments, assignmentDocument.assignment), Actions: each(doc.Actions, actionDocument.action),
		Shadow: each(doc.Shadow, actionDocument.action), Suppressed: each(doc.Suppressed, suppressedDocument.suppression),
		Explanation: each(doc.Explanation, consideredDocument.considered),
	}, nil
}

// each keeps nil as nil, so that a decision read back equals the one written.
func each[A, B any](list []A, convert func(A) B) []B {
	if list == nil {
		return nil
	}
	result := make([]B, len(list))
	for i, item := range list {
		result[i] = convert(item)
	}
	return result
}

func firedDocumentOf(f Fired) firedDocument { return firedDocument(f) }

func (f firedDocument) fired() Fired { return Fired(f) }

func assignmentDocumentOf(a Assignment) assignmentDocument { return assignmentDocument(a) }

func (a assignmentDocument) assignment() Assignment { return Assignment(a) }

func actionDocumentOf(a action.Action) actionDocument {
	return actionDocument{
		ID: a.ID, Type: a.Type, Surfaces: a.Surfaces, PlaybookID: a.PlaybookID, Revision: a.Revision,
		Title: a.Payload.Title, Body: a.Payload.Body, Rationale: a.Payload.Rationale, EvidenceLinks: a.Payload.EvidenceLinks,
		RequiresConsent: a.RequiresConsent, RequiresDualChannel: a.RequiresDualChannel, ExpiresAt: a.ExpiresAt,
		Deferral: deferralDocument(a.Deferral), Bypass: a.Bypass,
	}
}

func (a actionDocument) action() action.Action {
	return action.Action{
		ID: a.ID, Type: a.Type, Surfaces: a.Surfaces, PlaybookID: a.PlaybookID, Revision: a.Revision,
		Payload:         action.Payload{Title: a.Title, Body: a.Body, Rationale: a.Rationale, EvidenceLinks: a.EvidenceLinks},
		RequiresConsent: a.RequiresConsent, RequiresDualChannel: a.RequiresDualChannel, ExpiresAt: a.ExpiresAt,
		Deferral: action.Deferral(a.Deferral), Bypass: a.Bypass,
	}
}

func suppressedDocumentOf(s Suppression) suppressedDocument { return suppressedDocument(s) }

func (s suppressedDocument) suppression() Suppression { return Suppression(s) }

func consideredDocumentOf(c Considered) consideredDocument {
	return consideredDocument{Playbook: firedDocumentOf(c.Playbook), Fired: c.Fired, Steps: c.Steps}
}

func (c consideredDocument) considered() Considered {
	return Considered{Playbook: c.Playbook.fired(), Fired: c.Fired, Steps: c.Steps}
}
