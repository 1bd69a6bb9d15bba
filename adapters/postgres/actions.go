package postgres

import (
	"cmp"
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadAction implements ports.ActionReader.
func (r *Reader) ReadAction(
	ctx context.Context, owner tenant.ID, decisionID, actionID id.UUID,
) (ports.ActionState, error) {
	const doing = "read an action"
	var rows actionRows
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		bodies := q.ReadDecision(ctx, []writedb.ReadDecisionParams{{TenantID: string(owner), DecisionID: decisionID}})
		outcomes := q.ReadOutcomes(ctx, []writedb.ReadOutcomesParams{{TenantID: string(owner), ActionID: actionID}})
		verdicts := q.ReadFeedback(ctx, []writedb.ReadFeedbackParams{{TenantID: string(owner), ActionID: actionID}})
		steps := q.ReadApproval(ctx, []writedb.ReadApprovalParams{{TenantID: string(owner), ActionID: actionID}})
		return func() {
			bodies.QueryRow(func(_ int, b string, err error) { rows.body, rows.absent = b, err })
			outcomes.Query(func(_ int, found []writedb.Outcome, _ error) { rows.history = found })
			verdicts.Query(func(_ int, found []writedb.Feedback, _ error) { rows.verdicts = found })
			steps.Query(func(_ int, found []writedb.Approval, _ error) { rows.approvals = found })
		}
	})
	if err = cmp.Or(err, rows.absent); err != nil {
		return ports.ActionState{}, missing(err, "the decision", doing)
	}
	state, err := rows.state()
	return state, translate(err, doing)
}

// actionRows are what is kept of an action.
type actionRows struct {
	body string
	// absent says why there is no body.
	absent  error
	history []writedb.Outcome
	// verdicts are one at most.
	verdicts  []writedb.Feedback
	approvals []writedb.Approval
}

func (r *actionRows) state() (ports.ActionState, error) {
	decided, err := decision.FromDocument(r.body)
	state := ports.ActionState{Decision: decided, Outcomes: each(r.history, outcomeOf), Approval: stepsOf(r.approvals)}
	for _, row := range r.verdicts {
		state.Feedback = feedbackOf(row)
	}
	return state, err
}

func feedbackOf(row writedb.Feedback) feedback.Feedback {
	return feedback.Feedback{
		TenantID: tenant.ID(row.TenantID), DecisionID: row.DecisionID, ActionID: row.ActionID,
		PlaybookID: row.PlaybookID, Revision: int(row.Revision), ActorID: row.ActorID,
		Rating: feedback.Rating(row.Rating), At: row.RatedAt.UTC(),
	}
}

func outcomeOf(row writedb.Outcome) outcome.Outcome {
	return outcome.Outcome{
		ID: row.OutcomeID, ReceiptID: row.ReceiptID, TenantID: tenant.ID(row.TenantID),
		DecisionID: row.DecisionID, ActionID: row.ActionID, ActorID: row.ActorID,
		Result: outcome.Result(row.Result), Reason: row.Reason,
		OccurredAt: row.OccurredAt.UTC(), RecordedAt: row.RecordedAt.UTC(),
	}
}

// ReadDelivery implements ports.ActionReader.
func (r *Reader) ReadDelivery(
	ctx context.Context, owner tenant.ID, deliveryID id.UUID, receiver string,
) (ports.DeliveryState, error) {
	const doing = "read a delivery"
	var row writedb.ReadDeliveryRow
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadDelivery(ctx, []writedb.ReadDeliveryParams{{
			TenantID: string(owner), DecisionID: deliveryID.Root(),
			Surface: string(delivery.SurfaceOf(deliveryID)), Receiver: receiver,
		}})
		return func() { rows.QueryRow(func(_ int, r writedb.ReadDeliveryRow, err error) { row, absent = r, err }) }
	})
	if err = cmp.Or(err, absent); err != nil {
		return ports.DeliveryState{}, missing(err, "the decision", doing)
	}
	var state ports.DeliveryState
	if row.StoppedAt != nil {
		state.StoppedAt = row.StoppedAt.UTC()
	}
	state.Decision, err = decision.FromDocument(row.Body)
	return state, translate(err, doing)
}
