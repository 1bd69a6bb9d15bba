package decision

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// Receipt answers the evidence of the decision: metadata only, and the actor by
// reference only (downstream.md, ERIS).
func (d *Decision) Receipt(monotonic time.Duration) receipt.Body {
	status, rationale := d.verdict()
	return receipt.Body{
		ID: d.ReceiptID, TenantID: d.TenantID, At: d.CreatedAt, Monotonic: monotonic,
		EvaluationPoint: d.Context.EvaluationPoint, PolicyVersionIDs: d.Snapshot.VersionIDs, SnapshotHash: d.Snapshot.Hash,
		Inputs: d.inputs(), Result: d.result(), Status: status, Rationale: rationale,
		RepoID: d.EvidentRepo(), ActorType: string(d.ActorType()), Evidence: d.evidenceLinks(),
		Degraded: d.IsDegraded(), Environment: d.EvidentEnvironment(), Severity: d.Severity.String(),
	}
}

func (d *Decision) verdict() (receipt.Status, string) {
	switch {
	case slices.ContainsFunc(d.Suppressed, Suppression.byPolicy):
		return receipt.SoftBlock, "the policy held actions back"
	case d.IsDegraded() || d.Snapshot.Stale:
		return receipt.Warn, "decided while a dependency was unavailable"
	case len(d.Actions) > 0:
		return receipt.Pass, "actions were proposed"
	case len(d.Suppressed) > 0:
		return receipt.Pass, "everything was held back"
	}
	return receipt.Pass, "nothing to say"
}

func (d *Decision) inputs() canonical.Object {
	fired := make([]canonical.Object, len(d.Fired))
	for i, f := range d.Fired {
		fired[i] = canonical.Object{
			{Name: "playbook_id", Value: f.PlaybookID.String()}, {Name: "revision", Value: f.Revision},
		}
	}
	inputs := canonical.Object{
		{Name: "actor_type", Value: string(d.ActorType())},
		{Name: "decision_id", Value: d.ID.String()},
		{Name: "playbooks", Value: fired},
		{Name: "surface", Value: string(d.Surface())},
		{Name: "tenant_id", Value: string(d.TenantID)},
	}
	if !d.ActorRef.IsZero() {
		inputs = append(inputs, canonical.Member{Name: "actor_ref", Value: d.ActorRef.String()})
	}
	if known := d.unlessNamed(d.SignalID); known != "" { // the evidence service takes no empty name
		inputs = append(inputs, canonical.Member{Name: "signal_id", Value: known})
	}
	if len(d.Assignments) > 0 {
		inputs = append(inputs, canonical.Member{Name: "experiments", Value: assignmentObjects(d.Assignments)})
	}
	if d.Snapshot.ID != "" {
		inputs = append(inputs, canonical.Member{Name: "policy_snapshot_id", Value: d.Snapshot.ID})
	}
	if d.Snapshot.EvaluationID != "" {
		inputs = append(inputs, canonical.Member{Name: "policy_decision_id", Value: d.Snapshot.EvaluationID})
	}
	if len(d.Standards) > 0 {
		inputs = append(inputs, canonical.Member{Name: "gold_standards", Value: d.Standards})
	}
	return inputs
}

func (d *Decision) result() canonical.Object {
	suppressed := make([]canonical.Object, len(d.Suppressed))
	for i, s := range d.Suppressed {
		suppressed[i] = canonical.Object{
			{Name: "playbook_id", Value: s.PlaybookID.String()}, {Name: "reason", Value: string(s.Reason)},
			{Name: "type", Value: string(s.Type)},
		}
	}
	return canonical.Object{
		{Name: "actions", Value: actionObjects(d.Actions)},
		{Name: "degraded_reasons", Value: append([]string{}, d.Degraded...)},
		{Name: "risk_flags", Value: append([]string{}, d.Texts.Flags...)},
		{Name: "risk_score", Value: d.Severity.Share()},
		{Name: "safety_checks_passed", Value: !d.Texts.Withheld},
		{Name: "shadow_actions", Value: actionObjects(d.Shadow)},
		{Name: "suppressed", Value: suppressed},
	}
}

func actionObjects(actions []action.Action) []canonical.Object {
	objects := make([]canonical.Object, len(actions))
	for i, a := range actions {
		surfaces := make([]string, len(a.Surfaces))
		for j, surface := range a.Surfaces {
			surfaces[j] = string(surface)
		}
		objects[i] = canonical.Object{
			{Name: "action_id", Value: a.ID.String()}, {Name: "surfaces", Value: surfaces}, {Name: "type", Value: string(a.Type)},
		}
		if waits := a.Deferral; len(waits.Surfaces) > 0 {
			objects[i] = append(objects[i], canonical.Member{Name: "deferred_until", Value: waits.Until.Format(time.RFC3339)})
		}
		if a.Bypass {
			objects[i] = append(objects[i], canonical.Member{Name: "bypasses_quiet_hours", Value: true})
		}
	}
	return objects
}

// evidenceLinks leaves out those that name the actor: a receipt outlives the
// erasure of whom it is about.
func (d *Decision) evidenceLinks() []string {
	named := actor.Mentions(d.Actor.ID)
	var links []string
	for _, a := range d.Actions {
		for _, link := range a.Payload.EvidenceLinks {
			if !slices.Contains(links, link) && !named.In(link) {
				links = append(links, link)
			}
		}
	}
	return links
}

// EvidentRepo is the repository as receipts name it: not at all where its name is the
// actor's, as a fork's may be.
func (d *Decision) EvidentRepo() string { return d.unlessNamed(d.Context.Place.RepoID) }

// EvidentEnvironment is the environment likewise, and unspecified without one.
func (d *Decision) EvidentEnvironment() string {
	return cmp.Or(d.unlessNamed(d.Context.Place.Environment), "unspecified")
}

// unlessNamed answers nothing for a name with the actor's in it. Few have, and to be sure
// of one costs more than to pass over the others.
func (d *Decision) unlessNamed(name string) string {
	if d.Actor.ID != "" && strings.Contains(name, d.Actor.ID) && actor.Mentions(d.Actor.ID).In(name) {
		return ""
	}
	return name
}

// ActorType answers what receipts, events and metrics call the actor: a service
// where there is none.
func (d *Decision) ActorType() actor.Type {
	if d.Actor.ID == "" {
		return actor.Service
	}
	return d.Actor.Type
}
