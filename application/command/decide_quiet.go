package command

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

// addQuiet adds what quiet hours make of a decision: what waits, with a job for when
// they end, and an audit entry for each interruption.
func addQuiet(set *ports.WriteSet, decided *decision.Decision) {
	set.Deferred = delivery.Wait(decided)
	for _, waiting := range set.Deferred {
		set.Jobs = append(set.Jobs, ports.Scheduled{
			Job: ports.ReleaseAction{TenantID: decided.TenantID, DeliveryID: waiting.ID}, At: waiting.Until,
		})
	}
	for i := range decided.Actions {
		if decided.Actions[i].Bypass {
			set.Audit = append(set.Audit, interruption(&decided.Actions[i]))
		}
	}
}

// interruption names no admin: the engine did it, by a playbook that admins published.
func interruption(made *action.Action) ports.AuditEntry {
	return ports.AuditEntry{
		Action: "quiet_hours.bypass", Resource: "action/" + made.ID.String(),
		After: canonical.Object{
			{Name: "decision_id", Value: decision.OfAction(made.ID).String()},
			{Name: "playbook_id", Value: made.PlaybookID.String()},
			{Name: "revision", Value: made.Revision},
			{Name: "type", Value: string(made.Type)},
		},
	}
}
