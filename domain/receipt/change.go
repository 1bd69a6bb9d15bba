package receipt

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Change is an admin's mutation, or an actor's of what is their own, to be evidenced.
type Change struct {
	ID        id.UUID
	TenantID  tenant.ID
	At        time.Time
	Monotonic time.Duration
	// AdminRef stands for the admin, or the actor, who made the change.
	AdminRef  id.UUID
	ActorType string
	// Own says that an actor changed what is their own; no admin did.
	Own bool
	// Operation is the verb, such as "playbook.publish".
	Operation string
	// Resource is the kind and id, such as "playbook/018f...".
	Resource string
	// Before and After are redacted states; nil where there is none.
	Before, After canonical.Object
	Policy        Evidence
}

// Evidence names the policy in force when the change was made.
type Evidence struct {
	VersionIDs   []string
	SnapshotHash string
}

// Body answers the receipt of the change.
func (c Change) Body() Body {
	return Body{
		ID: c.ID, TenantID: c.TenantID, At: c.At, Monotonic: c.Monotonic,
		EvaluationPoint: "pre-deploy", PolicyVersionIDs: c.Policy.VersionIDs, SnapshotHash: c.Policy.SnapshotHash,
		Inputs: canonical.Object{
			{Name: "actor_ref", Value: c.AdminRef.String()}, {Name: "actor_type", Value: c.ActorType},
			{Name: "after", Value: orNull(c.After)}, {Name: "before", Value: orNull(c.Before)},
			{Name: "operation", Value: c.Operation}, {Name: "resource", Value: c.Resource},
			{Name: "tenant_id", Value: string(c.TenantID)},
		},
		Result: canonical.Object{{Name: "operation", Value: c.Operation}, {Name: "resource", Value: c.Resource}},
		Status: Pass, Rationale: c.who() + " changed " + c.Resource, ActorType: c.ActorType,
		Environment: "unspecified", Severity: "info",
	}
}

func (c Change) who() string {
	if c.Own {
		return "an actor"
	}
	return "an admin"
}

func orNull(state canonical.Object) any {
	if state == nil {
		return nil
	}
	return state
}
