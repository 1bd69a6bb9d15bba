package observed

import (
	"time"

	"go.opentelemetry.io/otel/attribute"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// about is what each span of a decision tells of it (observability.md, section 4).
// What is not known yet when a step ends is empty, or 0: no step waits for another.
type about struct {
	tenantID tenant.ID
	// actorID is empty for a signal without an actor.
	actorID string
	// decisionID is not known while the context is built, unless the decision was
	// made before.
	decisionID id.UUID
	// fired is known once the conditions were asked.
	fired []decision.Fired
	// actions are the proposed ones after the gate, those that are answered after it all.
	actions  int
	degraded bool
}

// aboutDecision is all that can be told, once the decision is made.
func aboutDecision(made *decision.Decision) about {
	return about{
		tenantID: made.TenantID, actorID: made.Actor.ID, decisionID: made.ID, fired: made.Fired,
		actions: len(made.Actions), degraded: made.IsDegraded(),
	}
}

// aboutInputs is what is told before the conditions are asked.
func aboutInputs(in *decision.Inputs) about {
	return about{
		tenantID: in.Request.TenantID, actorID: in.Request.Actor.ID, decisionID: in.Request.ID,
		degraded: len(in.Degraded) > 0,
	}
}

// attributes are the same on every span, whatever is known.
func (a *about) attributes(took time.Duration) []attribute.KeyValue {
	playbooks := make([]string, len(a.fired))
	for i, fired := range a.fired {
		playbooks[i] = fired.PlaybookID.String()
	}
	made := ""
	if !a.decisionID.IsZero() {
		made = a.decisionID.String()
	}
	return []attribute.KeyValue{
		attribute.String("tenant_id", string(a.tenantID)), attribute.String("actor_id", a.actorID),
		attribute.String("decision_id", made), attribute.StringSlice("playbook_ids", playbooks),
		attribute.Int("action_count", a.actions), attribute.Bool("degraded_mode", a.degraded),
		attribute.Float64("latency_ms", float64(took)/float64(time.Millisecond)),
	}
}
