package httpapi

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/domain/decision"
)

// decisionAnswer renders a decision without its receipt. What only shadow playbooks
// would have done is shown to nobody.
func decisionAnswer(d *decision.Decision) openapi.Decision {
	return openapi.Decision{
		DecisionId: d.ID, TenantId: string(d.TenantID), ActorId: d.Actor.ID, ActorType: string(d.Actor.Type),
		Surface: string(d.Surface()), CreatedAt: d.CreatedAt.UTC(),
		PolicySnapshotId: d.Snapshot.ID, PolicyStale: d.Snapshot.Stale,
		DegradedMode: d.IsDegraded(), DegradedReasons: each(d.Degraded, same), SignalId: d.SignalID,
		PlaybooksFired: each(d.Fired, firedAnswer), ExperimentAssignments: each(d.Assignments, assignmentAnswer),
		Explanation: each(d.Explanation, consideredAnswer), Actions: actionAnswers(d),
		Suppressed: each(slices.DeleteFunc(slices.Clone(d.Suppressed), inShadow), suppressionAnswer),
	}
}

func same[T any](item T) T { return item }

func inShadow(s decision.Suppression) bool { return s.Shadow }

func firedAnswer(f decision.Fired) openapi.FiredPlaybook {
	return openapi.FiredPlaybook{PlaybookId: f.PlaybookID, Revision: f.Revision, Version: f.Version}
}

func assignmentAnswer(a decision.Assignment) openapi.ExperimentAssignment {
	return openapi.ExperimentAssignment{ExperimentId: a.ExperimentID, Variant: a.Variant}
}

func suppressionAnswer(s decision.Suppression) openapi.Suppression {
	return openapi.Suppression{
		PlaybookId: s.PlaybookID, Revision: s.Revision, Type: string(s.Type),
		Reason: string(s.Reason), Detail: suppressionDetail(s),
	}
}

func suppressionDetail(s decision.Suppression) string {
	if s.Detail == "" {
		return s.Reason.Sentence()
	}
	return s.Reason.Sentence() + " " + s.Detail
}

func consideredAnswer(c decision.Considered) openapi.Considered {
	return openapi.Considered{
		PlaybookId: c.Playbook.PlaybookID, Revision: c.Playbook.Revision, Version: c.Playbook.Version,
		Fired: c.Fired, Steps: each(c.Steps, stepAnswer),
	}
}

func stepAnswer(s decision.Step) openapi.ExplanationStep {
	return openapi.ExplanationStep{Name: s.Name, Passed: s.Passed, Detail: s.Detail}
}
