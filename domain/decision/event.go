package decision

import (
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Event answers what followers learn of the decision: ids and what aggregates need.
func (d *Decision) Event(key id.UUID) event.Event {
	body := canonical.Object{
		{Name: "actions", Value: d.offered()},
		{Name: "actor_type", Value: string(d.ActorType())},
		{Name: "decision_id", Value: d.ID.String()},
		{Name: "degraded", Value: d.IsDegraded()},
		{Name: "playbooks", Value: d.firedIDs()},
		{Name: "suppressed", Value: d.heldBack()},
		{Name: "surface", Value: string(d.Surface())},
	}
	if !d.ActorRef.IsZero() {
		body = append(body, canonical.Member{Name: "actor_ref", Value: d.ActorRef.String()})
	}
	if len(d.Assignments) > 0 {
		body = append(body, canonical.Member{Name: "experiments", Value: assignmentObjects(d.Assignments)})
	}
	return event.Event{
		ID: key, TenantID: d.TenantID, Name: event.DecisionMade, At: d.CreatedAt, ReceiptID: d.ReceiptID, Body: body,
	}
}

func (d *Decision) offered() []canonical.Object {
	objects := make([]canonical.Object, len(d.Actions))
	for i := range d.Actions {
		objects[i] = canonical.Object{
			{Name: "playbook_id", Value: d.Actions[i].PlaybookID.String()}, {Name: "type", Value: string(d.Actions[i].Type)},
		}
	}
	return objects
}

func (d *Decision) firedIDs() []string {
	ids := make([]string, len(d.Fired))
	for i, f := range d.Fired {
		ids[i] = f.PlaybookID.String()
	}
	return ids
}

func (d *Decision) heldBack() []string {
	reasons := []string{}
	for _, s := range d.Suppressed {
		if !s.Shadow {
			reasons = append(reasons, string(s.Reason))
		}
	}
	return reasons
}

// ExperimentsThrough names the experiments and variants for which the playbook's actions
// count, and nobody.
func (d *Decision) ExperimentsThrough(key playbook.Key) []canonical.Object {
	var through []Assignment
	for _, a := range d.Assignments {
		if a.Through(key) {
			through = append(through, a)
		}
	}
	return assignmentObjects(through)
}

// assignmentObjects name experiments and variants, and nobody.
func assignmentObjects(assignments []Assignment) []canonical.Object {
	objects := make([]canonical.Object, len(assignments))
	for i, a := range assignments {
		objects[i] = canonical.Object{
			{Name: "experiment_id", Value: a.ExperimentID.String()}, {Name: "variant", Value: a.Variant},
		}
	}
	return objects
}
