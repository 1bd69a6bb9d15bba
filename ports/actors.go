package ports

import "slices"

// Actors answers the ids of all whom the set names, in order, each once. The erasure that
// it begins or ends is about one of them, and does not count.
func (s *WriteSet) Actors() []string {
	ids := s.actorsOfDecision()
	for _, claim := range s.ActorRefs {
		ids = append(ids, claim.ActorID)
	}
	for i := range s.Signals {
		ids = append(ids, s.Signals[i].ActorID)
	}
	for _, entry := range s.Audit {
		ids = append(ids, entry.AdminID)
	}
	ids = append(ids, s.actorsOfCommand()...)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(actorID string) bool { return actorID == "" })
}

// actorsOfDecision also answers whom a decision that waited was for.
func (s *WriteSet) actorsOfDecision() []string {
	var ids []string
	if s.Decision != nil {
		ids = append(ids, s.Decision.Decision.Actor.ID)
		if s.Decision.Idempotency != nil {
			ids = append(ids, s.Decision.Idempotency.Caller)
		}
	}
	for _, d := range s.Deliveries {
		ids = append(ids, d.ActorID)
	}
	if s.Release != nil && s.Release.Digest != nil {
		ids = append(ids, s.Release.Digest.ActorID)
	}
	return ids
}

func (s *WriteSet) actorsOfCommand() []string {
	var ids []string
	if s.Replay != nil {
		ids = append(ids, s.Replay.Idempotency.Caller)
	}
	if s.Preferences != nil {
		ids = append(ids, s.Preferences.ActorID)
	}
	if s.Outcome != nil {
		ids = append(ids, s.Outcome.Outcome.ActorID)
	}
	if s.Approval != nil {
		ids = append(ids, s.Approval.Step.By)
	}
	if s.Feedback != nil {
		ids = append(ids, s.Feedback.ActorID)
	}
	if s.Policy != nil {
		ids = append(ids, s.Policy.DesignatedApprovers...)
	}
	return ids
}
