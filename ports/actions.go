package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ActionReader reads what commands and jobs must know of an action, from the primary.
type ActionReader interface {
	// ReadAction answers the decision, the action's outcomes in the order of their
	// stages, the verdict on it and the steps of its approval, in one round trip. A
	// decision that does not exist, or that is another tenant's, is a NotFound fault;
	// that the decision has such an action is not asked.
	ReadAction(ctx context.Context, owner tenant.ID, decisionID, actionID id.UUID) (ActionState, error)
	// ReadDelivery answers the decision that the delivery is of, and since when the
	// receiver of its surface is left alone, in one round trip; NotFound likewise.
	ReadDelivery(ctx context.Context, owner tenant.ID, deliveryID id.UUID, receiver string) (DeliveryState, error)
}

// ActionState is what became of an action so far.
type ActionState struct {
	Decision decision.Decision
	Outcomes outcome.History
	// Feedback is the verdict that counts; the zero value where there is none.
	Feedback feedback.Feedback
	// Approval has no steps where nobody took one, or where none are demanded.
	Approval approval.Steps
}

// DeliveryState is what a delivery depends on.
type DeliveryState struct {
	Decision decision.Decision
	// StoppedAt is when the receiver last said that it is gone; zero for never.
	StoppedAt time.Time
}
