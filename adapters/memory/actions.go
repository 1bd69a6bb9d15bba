package memory

import (
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.ActionReader = (*Store)(nil)

// stopKey is a receiver that may be gone.
type stopKey struct {
	surface  action.Surface
	receiver string
}

func (r *tenantRows) writeActions(set ports.WriteSet) error {
	for _, routed := range set.Deliveries {
		if slices.ContainsFunc(r.deliveries, func(d delivery.Delivery) bool { return d.ID == routed.ID }) {
			return exists("delivery")
		}
		r.deliveries = append(r.deliveries, routed)
	}
	if given := set.Feedback; given != nil {
		r.feedback[given.ActionID] = *given
	}
	if stop := set.ChannelStop; stop != nil {
		r.stops[stopKey{stop.Surface, stop.Receiver}] = set.At
	}
	return r.writeOutcome(set)
}

func (r *tenantRows) writeOutcome(set ports.WriteSet) error {
	if set.Outcome == nil {
		return nil
	}
	reported := set.Outcome.Outcome
	history := r.outcomes[reported.ActionID]
	at, taken := slices.BinarySearchFunc(history, reported.Result.Stage(), func(o outcome.Outcome, stage outcome.Stage) int {
		return int(o.Result.Stage() - stage)
	})
	if taken {
		return stale("outcome")
	}
	r.outcomes[reported.ActionID] = slices.Insert(slices.Clone(history), at, reported)
	return nil
}

// ReadAction implements ports.ActionReader.
func (s *Store) ReadAction(_ context.Context, owner tenant.ID, decisionID, actionID id.UUID) (ports.ActionState, error) {
	rows := s.rows(owner)
	decided, err := rows.kept(decisionID)
	return ports.ActionState{
		Decision: decided, Outcomes: slices.Clone(rows.outcomes[actionID]), Feedback: rows.feedback[actionID],
		Approval: slices.Clone(rows.approvals[actionID]),
	}, err
}

// ReadDelivery implements ports.ActionReader.
func (s *Store) ReadDelivery(_ context.Context, owner tenant.ID, deliveryID id.UUID, receiver string) (ports.DeliveryState, error) {
	rows := s.rows(owner)
	decided, err := rows.kept(deliveryID.Root())
	stoppedAt := rows.stops[stopKey{delivery.SurfaceOf(deliveryID), receiver}]
	return ports.DeliveryState{Decision: decided, StoppedAt: stoppedAt}, err
}

func (r *tenantRows) kept(decisionID id.UUID) (decision.Decision, error) {
	document, found := r.decisions[decisionID]
	if !found {
		return decision.Decision{}, fault.Missing("the decision")
	}
	return decision.FromDocument(document)
}

// Deliveries answers where a tenant's actions were routed, in order.
func (s *Store) Deliveries(owner tenant.ID) []delivery.Delivery {
	return slices.Clone(s.rows(owner).deliveries)
}

// Feedback answers the verdict on an action; the zero value when there is none.
func (s *Store) Feedback(owner tenant.ID, actionID id.UUID) feedback.Feedback {
	return s.rows(owner).feedback[actionID]
}

// StoppedAt answers when a receiver said that it is gone; zero for never.
func (s *Store) StoppedAt(owner tenant.ID, surface action.Surface, receiver string) time.Time {
	return s.rows(owner).stops[stopKey{surface, receiver}]
}
